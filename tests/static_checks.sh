#!/usr/bin/env bash
# What is checked without running anything: layout, shell scripts, clang-tidy over every source.
#   tests/static_checks.sh            everything; clang-tidy takes about 15 s of a core for a file
#   tests/static_checks.sh FILE...    clang-tidy over these sources only
# Packages: docker/install_packages.sh build checks. docs/checking.md has the rest.
set -euo pipefail
cd "$(dirname "$0")/.."

git ls-files -z '*.hpp' '*.cpp' | xargs -0 clang-format-14 --dry-run -Werror
git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck

cmake --preset clang > /dev/null
sources=("$@")
if [ "${#sources[@]}" = 0 ]; then
    mapfile -t sources < <(git ls-files '*.cpp' ':!bench/*' ':!tests/fuzz/libfuzzer_main.cpp')
fi
printf '%s\0' "${sources[@]}" |
    xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p build/clang --quiet
