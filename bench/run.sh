#!/usr/bin/env bash
# Runs cutover and its peers one after the other on the same two private MariaDB servers, several
# rounds, and prints medians and ratios. Takes about 20 minutes and 6 GiB of disk.
#   bench/run.sh [--rounds N] [--only copy|verify|precheck]
# Needs: mariadb-server, mydumper, percona-toolkit, time (installed with apt where missing).
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
for package in mydumper percona-toolkit time gcc python3; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' ||
        missing+=("$package")
done
docker/install_packages.sh build servers
if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing with apt: ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        > /dev/null
fi
mkdir -p build/bench
cmake --preset release > build/bench/configure.log
cmake --build --preset release --target cutover
# shellcheck disable=SC2046  # pkg-config prints several words
gcc -O2 -o build/bench/binary_scan bench/binary_scan.c $(pkg-config --cflags --libs mysqlclient) \
    -lpthread
exec python3 bench/run.py "$@"
