#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. Servers are private and die with it.
#   ./test.sh [--without-mysql56]     the only thing that can be left out, and it is printed
set -euo pipefail
cd "$(dirname "$0")"

without_mysql56=()
for argument in "$@"; do
    case "$argument" in
        --without-mysql56) without_mysql56=(--without-mysql56) ;;
        *) echo "usage: ./test.sh [--without-mysql56]" >&2; exit 2 ;;
    esac
done

step() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

step "packages"
docker/install_packages.sh build servers test
step "servers"
tests/servers/get_servers.sh "${without_mysql56[@]}"
step "build"
cmake --preset dev > build/configure.log || { cat build/configure.log; exit 1; }
cmake --build --preset dev
step "tests"
if [ "${#without_mysql56[@]}" -gt 0 ]; then
    export CUTOVER_WITHOUT_MYSQL56=1
else
    unset CUTOVER_WITHOUT_MYSQL56
fi
ctest --preset dev || {
    step "what failed"
    # The tests of servers are one program: its log is long, and what failed is in its middle.
    log=build/dev/Testing/Temporary/LastTest.log
    grep -A 15 ': Failure$' "$log" | grep -v '^chaos ' | head -n 150 || true
    grep -E '^seed |^\[  FAILED  \]|\*\*\*' "$log" || true
    exit 1
}
build/dev/tests/server_tests --left-out
step "done"
