#!/usr/bin/env bash
# Verifies a task in N shards at once with GNU parallel, then joins them to one verdict.
#   verify-in-shards.sh TASK.json N [FLAG of parallel...]
#
# On this machine alone it gains what several processes gain. On several, name them for parallel,
# with `cutover`, the task file and its passwords at the same places on each and a folder that all
# share (NFS) for the evidence:
#   verify-in-shards.sh /shared/shop.json 4 --sshlogin db-tools-1,db-tools-2,db-tools-3,db-tools-4
#
# While the source is followed the shards wait for each other: let all of them run at once.
#
# The exit code is that of `cutover merge`, or of the worst shard where one could not finish.
set -euo pipefail
task=$1
shards=$2
shift 2

state=$(dirname "$task")/.cutover
name=$(basename "$task" .json)

# A shard alone proves nothing: 4 is its answer where it found no difference, 1 where it did. Both
# are done work here; the verdict is the merge's.
# shellcheck disable=SC2016 # what is in single quotes is for the shells that parallel starts
parallel --jobs "$shards" --line-buffer --tag --halt now,fail=1 "$@" \
    "cutover verify $task --shard {}/$shards --state $state/$name.shard-{}-of-$shards --progress none;" \
    'code=$?; case $code in 0|1|4) exit 0 ;; *) exit $code ;; esac' \
    ::: $(seq "$shards") > /dev/null

folders=()
for shard in $(seq "$shards"); do
    folders+=("$state/$name.shard-$shard-of-$shards")
done
cutover merge "$task" "${folders[@]}"
