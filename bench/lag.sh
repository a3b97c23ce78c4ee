#!/usr/bin/env bash
# How far behind cutover is while sysbench's oltp_read_write runs on the source, second by second,
# and how much memory it takes through one transaction of 1 GiB. The lag is seen from the outside: a
# row that is written into the source ten times a second and looked for on the destination.
#   bench/lag.sh [--seconds N] [--threads N] [--rate N] [--rows N] [--mebibytes N] [--only lag|memory]
#                  [--memory]   data in /dev/shm instead of on disk
# Needs: mariadb-server, sysbench, time (installed with apt where missing), 8 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh sysbench time python3
exec python3 bench/lag.py "$@"
