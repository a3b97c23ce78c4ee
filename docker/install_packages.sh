#!/usr/bin/env bash
# Installs with apt what is missing of the packages for the purposes named: build, servers, test,
# checks (clang 14 with its sanitizers and fuzzer, clang-tidy, clang-format, shellcheck).
# Debian 12 and Ubuntu 24.04; root or sudo. Says what it installs; does nothing where all is there.
set -euo pipefail

# libmariadb by name: "default-libmysqlclient-dev" is Oracle's library on Ubuntu.
build=(g++ cmake ninja-build pkg-config libmariadb-dev libmariadb-dev-compat libxxhash-dev
       libtbb-dev libcli11-dev nlohmann-json3-dev libfmt-dev libsqlite3-dev libssl-dev
       zlib1g-dev libzstd-dev libre2-dev libgtest-dev)
servers=(mariadb-server mariadb-client)
test=(ccache openssl python3 python3-yaml systemd parallel)
checks=(clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev shellcheck)

wanted=()
for purpose in "$@"; do
    case "$purpose" in
        build) wanted+=("${build[@]}") ;;
        servers) wanted+=("${servers[@]}") ;;
        test) wanted+=("${test[@]}") ;;
        checks) wanted+=("${checks[@]}") ;;
        *) echo "install_packages.sh: no purpose named $purpose" >&2; exit 2 ;;
    esac
done

missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' ||
        missing+=("$package")
done
# These two count however they were installed. Ubuntu's package of the browser installs a snap.
browser=chromium
grep -q '^ID=ubuntu' /etc/os-release && browser=chromium-browser
case " $* " in *" test "*)
    command -v npm > /dev/null || missing+=(npm)
    command -v chromium > /dev/null || missing+=("$browser") ;;
esac
[ "${#missing[@]}" -gt 0 ] || exit 0

echo "installing with apt: ${missing[*]}"
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null || { echo "neither root nor sudo: cannot install" >&2; exit 1; }
    as_root=(sudo)
fi
# Debian starts a system-wide server when it installs one; private servers are all we need.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" > /dev/null
    "${as_root[@]}" chmod +x "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
