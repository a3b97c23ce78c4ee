#!/usr/bin/env bash
# What `verify --since-last` costs where a part of the rows has changed since the verification before,
# beside a full verify of the same: the two tables of bench/data.sql, 0.1 %, 1 % and 10 % of their
# rows changed at random places, and 1 % in one range, each brought over by cutover first.
#   bench/since_last.sh [--rounds N] [--shares PERCENT,...] [--divide N]
#                 [--divide N]   tables of an N-th of the rows: 4 % of a quarter are as many as 1 %
# Needs: mariadb-server, time (installed with apt where missing), 8 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh time python3
exec python3 bench/since_last.py "$@"
