#!/usr/bin/env bash
# What the benches have in common: installs the packages named that are missing, and builds the
# release program.
#   bench/prepare.sh [PACKAGE...]
set -euo pipefail
cd "$(dirname "$0")/.."

docker/install_packages.sh build servers
missing=()
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' ||
        missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing with apt: ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        > /dev/null
fi
mkdir -p build/bench
cmake --preset release > build/bench/configure.log
cmake --build --preset release --target cutover
