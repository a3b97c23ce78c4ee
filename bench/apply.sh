#!/usr/bin/env bash
# Applies one log of mixed transactions by a native MariaDB replica, with one thread and with four,
# and by cutover, each on an idle server of its own that holds the same base set, several rounds;
# prints medians and ratios. Each time all rows are compared by the servers' checksums. The first
# run makes the log (a few minutes); later ones use it again.
#   bench/apply.sh [--rounds N] [--transactions N] [--rows N] [--seed N] [--only native|cutover]
#                  [--memory]   data in /dev/shm instead of on disk
# Needs: mariadb-server, time (installed with apt where missing), 4 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh time python3
exec python3 bench/apply.py "$@"
