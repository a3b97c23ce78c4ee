#!/usr/bin/env bash
# Runs testdata/scenarios/ against pairs of the servers that docker/compose.yaml or, without Docker,
# docker/package_servers.sh has started. Needs python3, the `mariadb` client and
# build/release/cutover on this side of the ports.
set -euo pipefail
cd "$(dirname "$0")/.."
export SCENARIO_PASSWORD=scenario

# SOURCE-PORT DESTINATION-PORT NAME
pairs=(
    "13311 13312 MySQL 8.0 to MySQL 8.0"
    "13313 13314 MySQL 8.4 to MySQL 8.4"
    "13311 13314 MySQL 8.0 to MySQL 8.4"
    "13319 13320 MySQL 9 to MySQL 9"
    "13313 13320 MySQL 8.4 to MySQL 9"
    "13315 13318 MariaDB 10.11 to MariaDB 11"
    "13317 13318 MariaDB 11 to MariaDB 11"
    "13311 13318 MySQL 8.0 to MariaDB 11"
    "13319 13318 MySQL 9 to MariaDB 11"
    "13315 13314 MariaDB 10.11 to MySQL 8.4"
    "13317 13314 MariaDB 11 to MySQL 8.4"
)
failed=0
for pair in "${pairs[@]}"; do
    read -r source destination name <<< "$pair"
    echo "== $name"
    tests/scenarios/run.py --source "127.0.0.1:$source" --destination "127.0.0.1:$destination" \
        --source-password-env SCENARIO_PASSWORD --destination-password-env SCENARIO_PASSWORD "$@" ||
        failed=$((failed + 1))
done
echo "$((${#pairs[@]} - failed)) of ${#pairs[@]} pairs passed"
[ "$failed" = 0 ]
