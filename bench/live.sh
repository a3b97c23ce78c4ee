#!/usr/bin/env bash
# Verifies one time after the other while sysbench's oltp_read_write and writers of hot rows run on
# the source and cutover follows: how many call a difference where there is none, how long the applier
# stands still each time, what else becomes of them. After every ten a row of the destination is
# damaged, of a table at rest or of a hot one, and must be found, alone; at the end all is checksummed.
#   bench/live.sh [--verifications N] [--ddl] [--threads N] [--rate N] [--rows N]
#                 [--ddl]      definitions change every few seconds, too; UNPROVEN is counted then
#                 [--memory]   data in /dev/shm instead of on disk
#                 [--mysql]    both servers are MySQL 5.6 (tests/servers/get_servers.sh)
# Needs: mariadb-server, sysbench, time (installed with apt where missing), 8 GiB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."

bench/prepare.sh sysbench time python3
exec python3 bench/live.py "$@"
