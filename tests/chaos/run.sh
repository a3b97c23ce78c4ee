#!/usr/bin/env bash
# The chaos tests, more often than ctest runs them. Prints what happened, by kind, and the seeds.
#   tests/chaos/run.sh [ROUNDS] [FILTER]    2 rounds, all tests; FILTER as of --gtest_filter
# CUTOVER_KILL_SEED=N repeats a run. CUTOVER_BUILD=DIR: where it was built, build/dev if not said.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds="${1:-2}"
filter="${2:-*}"
build="${CUTOVER_BUILD:-build/dev}"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

code=0
CUTOVER_KILL_ROUNDS="$rounds" "$build/tests/chaos_tests" --gtest_filter="$filter" > "$log" 2>&1 \
    || code=$?
if [ "$code" -ne 0 ]; then
    cat "$log"
fi
if ! grep -E '^(seed |\[ RUN|\[       OK|\[  FAILED)' "$log"; then
    echo "no test ran: $filter names none" >&2
    exit 1
fi
echo "rounds: $rounds"
awk '/^chaos / { number = $2; $1 = $2 = ""; sum[substr($0, 3)] += number }
     END { for (what in sum) printf "%6d %s\n", sum[what], what }' "$log" | sort -k2
awk '/: Failure$/ { failed++ } END { printf "failed expectations: %d\n", failed }' "$log"
exit "$code"
