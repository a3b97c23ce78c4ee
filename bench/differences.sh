#!/usr/bin/env bash
# Memory and time of verify where much differs: every row of the five million of bench/data.sql's
# `events`, with a key and without one; with --repair-sql; and with --recheck, which may read a
# hundred thousand rows of a table again, and says of more that nothing is known.
#   bench/differences.sh [--keyless]    the table without a key alone
# Needs: mariadb-server, time (installed with apt where missing), 6 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh time python3
exec python3 bench/differences.py "$@"
