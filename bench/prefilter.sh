#!/usr/bin/env bash
# What `verify --prefilter` saves and costs: 500,000 rows of 11 mixed columns and a million of four
# integers, read and prefiltered, near and over a link of 20 Mbit/s that is 20 ms long, there and
# back; equal, and with 1 and 10 rows that differ.
#   bench/prefilter.sh [--rounds N] [--rows N] [--milliseconds N] [--megabits N]
# Needs: mariadb-server, time (installed with apt where missing), 4 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh time python3
exec python3 bench/prefilter.py "$@"
