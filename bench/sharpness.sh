#!/usr/bin/env bash
# What verify finds of differences that are seeded one at a time, and what other ways to compare find
# of the same ones: row counts, CHECKSUM TABLE, the digest of pt-table-checksum, and that tool itself.
# On private servers under build/bench. Takes about 10 minutes for each pair.
#   bench/sharpness.sh [--rounds N] [--equal-runs N] [--pair mariadb-mariadb|mysql56-mariadb|mysql56-mysql56]
# Needs: mariadb-server, percona-toolkit (installed with apt where missing), and MySQL 5.6 as
# tests/servers/get_servers.sh brings it.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh percona-toolkit time python3
tests/servers/get_servers.sh
exec python3 bench/sharpness.py "$@"
