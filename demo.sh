#!/usr/bin/env bash
# From an empty machine to a proven copy: installs what is missing, builds cutover, starts two
# private MariaDB servers and moves the sample shop from one to the other while its customers go on
# buying. A table is altered, both sides are compared while all goes on, and cutover is killed on the
# way. Then the shop closes, and the demo proves that all arrived, damages the copy and shows that
# the damage is found. Everything it starts it also stops.
#   ./demo.sh [--orders N]    how many orders to grow the shop by (50000)
#             [--keep]        leave the servers running at the end, and say how to stop them
set -euo pipefail
cd "$(dirname "$0")"

orders=50000
keep=no
while [ $# -gt 0 ]; do
    case "$1" in
        --orders) orders="${2:?--orders needs a number}"; shift 2 ;;
        --keep) keep=yes; shift ;;
        *) echo "usage: ./demo.sh [--orders N] [--keep]" >&2; exit 2 ;;
    esac
done

demo="$PWD/build/demo"
cutover="$PWD/build/release/cutover"
open="$demo/open" # the shop's customers are served as long as this file is there
customers=""
follower=""
servers=()

stop_servers() {
    for pid in "${servers[@]}"; do
        kill "$pid" 2> /dev/null && wait "$pid" 2> /dev/null
    done
    servers=()
    return 0
}
finish() {
    local code=$?
    trap - EXIT INT TERM
    if [ "$code" != 0 ]; then
        echo "demo: stopped with exit code $code; logs are in $demo" >&2
    fi
    close_shop || true
    [ -z "$follower" ] || kill "$follower" 2> /dev/null || true
    stop_servers
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

open_shop() {
    touch "$open"
    (testdata/open_shop.sh "$open" | sql source) &
    customers=$!
}
close_shop() { # returns when the last customer is served
    rm -f "$open"
    [ -z "$customers" ] || wait "$customers"
    customers=""
}

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
shown() { # the command as a person would type it
    local word line='$'
    for word; do
        case "$word" in *\**) word="'$word'" ;; esac
        line+=" ${word#"$PWD/"}"
    done
    printf '\033[2m%s\033[0m\n' "$line"
}
run() {
    shown "$@"
    "$@"
}
expect() { # CODE COMMAND...
    local wanted="$1" code=0
    shift
    run "$@" || code=$?
    [ "$code" = "$wanted" ] || { echo "demo: exit code $code where $wanted was expected" >&2; exit 1; }
}

expect_on_record() { # TEXT, without blanks, in the report on all that was done so far
    local code=0
    "$cutover" report "$demo/shop.json" --json > "$demo/report.json" || code=$?
    case "$code" in
        0 | 1 | 4) ;; # ready, not ready, not all proven
        *) echo "demo: the report ended with exit code $code" >&2; exit 1 ;;
    esac
    tr -d ' \n' < "$demo/report.json" | grep -qF "$1" ||
        { echo "demo: \"$1\" is not in $demo/report.json" >&2; exit 1; }
}

free_port() { # nobody answers on it, and the server would say so if somebody took it meanwhile
    local port
    for port in $(shuf -i 20000-29999 -n 100); do
        (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return 0; }
    done
    echo "demo: no free port between 20000 and 29999" >&2
    return 1
}

start_server() { # NAME PORT
    local folder="$demo/$1" as_root=()
    [ "$(id -u)" = 0 ] && as_root=(--user=root)
    rm -rf "$folder"
    mkdir -p "$folder/tmp"
    mariadb-install-db --no-defaults "${as_root[@]}" --datadir="$folder/data" \
        --auth-root-authentication-method=normal --skip-test-db > "$folder/install.log" 2>&1 ||
        { cat "$folder/install.log" >&2; return 1; }
    mariadbd --no-defaults "${as_root[@]}" --datadir="$folder/data" --socket="$folder/socket" \
        --pid-file="$folder/pid" --tmpdir="$folder/tmp" --port="$2" --bind-address=127.0.0.1 \
        --server-id="$2" --log-bin="$folder/data/binlog" --binlog-format=ROW \
        > "$folder/server.log" 2>&1 &
    servers+=($!)
    for _ in $(seq 300); do
        sql "$1" "SELECT 1" > /dev/null 2>&1 && return 0
        sleep 0.1
    done
    tail -n 20 "$folder/server.log" >&2
    return 1
}
sql() { # NAME [STATEMENT]
    local socket="$demo/$1/socket"
    shift
    mariadb --no-defaults --user=root --socket="$socket" --default-character-set=utf8mb4 \
        ${1:+--execute="$1"}
}

sql_shown() {
    echo "source> $1;"
    sql source "$1"
}
sold_so_far() {
    sql source "SELECT CONCAT(COUNT(*), ' orders are in the shop on the source.')
        FROM shop.orders" | tail -n 1
}
wait_for() { # TEXT in the log of the run that follows
    for _ in $(seq 600); do
        grep -q "$1" "$demo/follow.log" && return 0
        kill -0 "$follower" 2> /dev/null || break
        sleep 0.1
    done
    cat "$demo/follow.log" >&2
    return 1
}

say "Installing what is missing"
docker/install_packages.sh build servers

say "Building cutover"
mkdir -p "$demo"
cmake --preset release > "$demo/configure.log" || { cat "$demo/configure.log"; exit 1; }
cmake --build --preset release --target cutover

say "Starting two private servers under build/demo"
source_port=$(free_port)
start_server source "$source_port"
destination_port=$(free_port)
start_server destination "$destination_port"
echo "source 127.0.0.1:$source_port, destination 127.0.0.1:$destination_port"

say "Loading the sample shop, grown by $orders orders"
for file in shop shop_mariadb hostile_names; do
    sql source < "testdata/sql/$file.sql"
done
testdata/grow_shop.sh "$orders" | sql source
# cutover gets accounts of its own: on the source one that can only read.
export DEMO_PASSWORD="demo-$RANDOM$RANDOM"
sql source "CREATE USER cutover@localhost IDENTIFIED BY '$DEMO_PASSWORD';
    GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, RELOAD, BINLOG MONITOR, REPLICATION SLAVE ON *.*
    TO cutover@localhost"
sql destination "CREATE USER cutover@localhost IDENTIFIED BY '$DEMO_PASSWORD';
    GRANT ALL PRIVILEGES ON *.* TO cutover@localhost"
cat > "$demo/shop.json" <<JSON
{
  "name": "demo-shop",
  "source":      { "host": "127.0.0.1", "port": $source_port, "user": "cutover",
                   "password_env": "DEMO_PASSWORD" },
  "destination": { "host": "127.0.0.1", "port": $destination_port, "user": "cutover",
                   "password_env": "DEMO_PASSWORD" },
  "types": ["schema", "full", "incremental"],
  "objects": { "shop": {}, "shop_archive": {}, "we\`ird \"db\" */ ☃": {} }
}
JSON
rm -rf "$demo/.cutover"

say "1. precheck: may this migration begin?"
expect 0 "$cutover" precheck "$demo/shop.json"

say "2. The shop opens: its customers buy, pay and move house all the time"
open_shop
sleep 1
sold_so_far

say "3. migrate: schema and rows, and then whatever changes"
"$cutover" migrate "$demo/shop.json" > "$demo/follow.log" 2>&1 &
follower=$!
shown "$cutover" migrate "$demo/shop.json" "&"
wait_for "following the source"
cat "$demo/follow.log"

say "4. A table is altered on the source; the new column is used at once"
sql_shown "ALTER TABLE shop.orders ADD coupon VARCHAR(20) AFTER note"
sql_shown "UPDATE shop.orders SET coupon = CONCAT('N-', id) WHERE id % 100 = 0"
sleep 2
expect 0 "$cutover" status "$demo/shop.json"

say "5. verify, while customers buy: both servers at one moment of the source"
echo "Triggers and sequences wait for the switch, so it is tables that are compared."
sold_so_far
expect 0 "$cutover" verify "$demo/shop.json" --tables '*.*'
expect_on_record '"met_at":["binlog.'
sold_so_far

say "6. Kill -9, in the middle of it"
shown kill -9 "$follower"
kill -9 "$follower"
code=0
wait "$follower" 2> /dev/null || code=$?
[ "$code" = 137 ] || { echo "demo: it had ended by itself, with exit code $code" >&2; exit 1; }
follower=""
sleep 1
sold_so_far
expect 0 "$cutover" status "$demo/shop.json"

say "7. migrate again: it goes on where it was killed"
expect 0 "$cutover" migrate "$demo/shop.json" --until caught-up

say "8. The shop closes; the last writes follow, then the triggers"
close_shop
sold_so_far
expect 0 "$cutover" migrate "$demo/shop.json" --until caught-up
expect 0 "$cutover" migrate "$demo/shop.json" --types schema,full

say "9. verify: is the copy equal?"
expect 0 "$cutover" verify "$demo/shop.json"

say "10. report: what is proven"
expect 0 "$cutover" report "$demo/shop.json" --html "$demo/report.html"

say "11. Damaging three rows of the copy, and losing one"
sql destination "SET foreign_key_checks = 0;
    UPDATE shop.products SET price = price + 0.01 WHERE sku = 'BK-1';
    UPDATE shop.customers SET notes = CONCAT(notes, ' ') WHERE id = 1;
    UPDATE shop.orders SET discount = discount + 1e-16 WHERE id = -5;
    DELETE FROM shop.page_views WHERE path = '/cart?x=1&y=<b>'"

say "12. verify again: it must find exactly those four"
expect 1 "$cutover" verify "$demo/shop.json"
expect_on_record '"discrepancy_count":4,'
expect 1 "$cutover" report "$demo/shop.json" --html "$demo/report-damaged.html"

say "Done"
echo "The report of the proven copy:   $demo/report.html"
echo "The report of the damaged copy:  $demo/report-damaged.html"
if [ "$keep" = yes ]; then
    echo "The servers stay; stop them with:  kill ${servers[*]}"
    servers=()
else
    echo "The servers are being stopped; --keep leaves them running."
fi
