#!/usr/bin/env bash
# Runs cutover and its peers one after the other on the same two private MariaDB servers, several
# rounds, and prints medians and ratios. Takes about 20 minutes and 6 GiB of disk.
#   bench/run.sh [--rounds N] [--only copy|verify]
# Needs: mariadb-server, mydumper, percona-toolkit, time (installed with apt where missing).
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh mydumper percona-toolkit time gcc python3
# shellcheck disable=SC2046  # pkg-config prints several words
gcc -O2 -o build/bench/binary_scan bench/binary_scan.c $(pkg-config --cflags --libs mysqlclient) \
    -lpthread
exec python3 bench/run.py "$@"
