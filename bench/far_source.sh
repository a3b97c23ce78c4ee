#!/usr/bin/env bash
# What workers are for: verify of a source that is 20 ms away, there and back, with one worker and with
# four. Two kinds of data: many small tables, where the way is all there is to wait for, and the
# two large ones of bench/data.sql, where the rows are. The relay delays and limits no bandwidth.
#   bench/far_source.sh [--rounds N] [--tables N] [--milliseconds N] [--only many|large]
# Needs: mariadb-server, time (installed with apt where missing), 4 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh time python3
exec python3 bench/far_source.py "$@"
