#!/usr/bin/env bash
# Measures precheck and plan of many tables: makes a database of N tables (10,000 unless told) on a
# private MariaDB server and times `cutover precheck` and `cutover migrate --dry-run` against a
# second, empty one. Must take at most 10 s together with the reading of the catalog; 3 s is the aim.
#   bench/many_tables.sh [N]
# Needs mariadb-server and build/release/cutover (bench/run.sh installs and builds both).
set -euo pipefail
cd "$(dirname "$0")/.."

tables="${1:-10000}"
cutover="$PWD/build/release/cutover"
[ -x "$cutover" ] || { echo "build it first: cmake --preset release && cmake --build --preset release"; exit 1; }
home="$(mktemp -d)"
servers=()
stop() {
    for server in "${servers[@]}"; do
        kill "$server" 2> /dev/null || true
    done
    wait
    rm -rf "$home"
}
trap stop EXIT INT TERM

start() {  # name, server id
    local as_root=()
    [ "$(id -u)" = 0 ] && as_root=(--user=root)
    mariadb-install-db --no-defaults "${as_root[@]}" --datadir="$home/$1" \
        --auth-root-authentication-method=normal --skip-test-db > "$home/$1.log" 2>&1
    mariadbd --no-defaults "${as_root[@]}" --datadir="$home/$1" --socket="$home/$1.s" \
        --pid-file="$home/$1.pid" --skip-networking --server-id="$2" --log-bin="$home/$1/binlog" \
        --binlog-format=ROW --sync-binlog=0 --innodb-flush-log-at-trx-commit=0 \
        --innodb-flush-method=nosync --open-files-limit=40000 >> "$home/$1.log" 2>&1 &
    servers+=("$!")
    for _ in $(seq 300); do
        mariadb --no-defaults -uroot -S "$home/$1.s" -e "SELECT 1" > /dev/null 2>&1 && return
        sleep 0.1
    done
    echo "server $1 did not start:"; tail -5 "$home/$1.log"; exit 1
}

start source 1
start destination 2
echo "making $tables tables"
{
    echo "CREATE DATABASE many; USE many;"
    for i in $(seq "$tables"); do
        echo "CREATE TABLE t$i (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
            customer INT NOT NULL, code VARCHAR(40) NOT NULL, total DECIMAL(12,2) NOT NULL DEFAULT 0,
            status ENUM('new','paid','sent') NOT NULL DEFAULT 'new', note TEXT, made DATETIME(6),
            UNIQUE KEY code (code), KEY customer (customer, made)) ENGINE=InnoDB;"
    done
} | mariadb --no-defaults -uroot -S "$home/source.s"

cat > "$home/task.json" << TASK
{ "name": "many", "types": ["schema", "full"], "objects": { "many": {} },
  "source": { "socket": "$home/source.s", "user": "root" },
  "destination": { "socket": "$home/destination.s", "user": "root" } }
TASK

measure() {  # what it is called, then the command
    local name="$1" started ended code=0
    shift
    started="$(date +%s.%N)"
    "$cutover" "$@" "$home/task.json" --state "$home/state" > "$home/$name.out" 2>&1 || code=$?
    ended="$(date +%s.%N)"
    printf '%-28s %6.2f s  exit %d\n' "$name" "$(awk "BEGIN { print $ended - $started }")" "$code"
    [ "$code" -le 1 ] || tail -3 "$home/$name.out"
}
for _ in 1 2 3; do
    measure precheck precheck
    measure "plan" migrate --dry-run
done
