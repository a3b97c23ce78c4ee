#!/usr/bin/env bash
# Makes docs/report.png, the picture of the report in the README, from the sample that the tests use.
# Needs a dev build (cmake --preset dev && cmake --build --preset dev --target browser_tests) and Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

build/dev/tests/browser_tests --gtest_brief=1 --gtest_filter='ReportInBrowser.EveryViewShowsThePage'
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$profile" --window-size=1120,900 --screenshot=docs/report.png \
    "file://$PWD/build/dev/browser/ready.html"
ls -l docs/report.png
