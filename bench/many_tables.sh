#!/usr/bin/env bash
# Measures what the number and the shape of objects cost, on private servers, for every command:
# wall time, CPU seconds of cutover and of both servers, peak resident memory.
#   bench/many_tables.sh [N]           N tables (10,000 unless told) of three rows each
#   bench/many_tables.sh [N] --mysql56 the same with MySQL 5.6 as source
#   bench/many_tables.sh --shapes      a table of 1,000 columns, values of 60 MB, 5,000,000 narrow rows
# precheck and plan of 10,000 tables together must take at most 10 s; 3 s is the aim. No command may
# need more than 256 MiB; 128 MiB is the aim.
# Needs mariadb-server, GNU time and build/release/cutover (bench/run.sh installs and builds both);
# --mysql56 also what tests/servers/get_servers.sh brings.
set -euo pipefail
cd "$(dirname "$0")/.."

tables=10000
source_kind=mariadb
shapes=
for argument in "$@"; do
    case "$argument" in
        --mysql56) source_kind=mysql56 ;;
        --shapes) shapes=yes ;;
        *) tables="$argument" ;;
    esac
done
cutover="$PWD/build/release/cutover"
[ -x "$cutover" ] || { echo "build it first: cmake --preset release && cmake --build --preset release"; exit 1; }
[ -x /usr/bin/time ] || { echo "GNU time is missing: apt-get install time"; exit 1; }
mysql56="$PWD/build/servers/mysql56"
# In memory where there is room: the figures are then those of the programs, not of a disk.
room="$(df --output=avail -B1 /dev/shm 2> /dev/null | tail -1)"
home="$(mktemp -d -p "$([ "${room:-0}" -gt 8000000000 ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")"
servers=()
stop() {
    for server in "${servers[@]}"; do
        kill "$server" 2> /dev/null || true # one that failed to start is gone already
    done
    wait
    rm -rf "$home"
}
trap stop EXIT INT TERM

as_root=()
[ "$(id -u)" = 0 ] && as_root=(--user=root)

wait_for() {  # name
    for _ in $(seq 300); do
        mariadb --no-defaults -uroot -S "$home/$1.s" -e "SELECT 1" > /dev/null 2>&1 && return
        sleep 0.1
    done
    echo "server $1 did not start:"; tail -5 "$home/$1.log"; exit 1
}

start_mariadb() {  # name, server id
    mariadb-install-db --no-defaults "${as_root[@]}" --datadir="$home/$1" \
        --auth-root-authentication-method=normal --skip-test-db > "$home/$1.log" 2>&1
    mariadbd --no-defaults "${as_root[@]}" --datadir="$home/$1" --socket="$home/$1.s" \
        --pid-file="$home/$1.pid" --skip-networking --server-id="$2" --log-bin="$home/$1/binlog" \
        --binlog-format=ROW --sync-binlog=0 --innodb-flush-log-at-trx-commit=0 \
        --innodb-flush-method=nosync --max-allowed-packet=256M \
        --open-files-limit=40000 >> "$home/$1.log" 2>&1 &
    servers+=("$!")
    wait_for "$1"
}

# Without performance_schema: MySQL 5.6 searches its list of files for every one that it opens, which
# with 10,000 tables is most of its time (docs/performance.md).
start_mysql56() {  # name, server id
    mkdir -p "$home/$1.tmp"
    cp -r "$mysql56/data/mysql" "$home/$1"
    rm -f "$home/$1/auto.cnf"
    (cd "$mysql56" && LD_LIBRARY_PATH=. exec ./mysqld --no-defaults "${as_root[@]}" \
        --basedir="$mysql56" --datadir="$home/$1" --lc-messages-dir="$mysql56/share" \
        --tmpdir="$home/$1.tmp" --socket="$home/$1.s" --skip-networking --server-id="$2" \
        --log-bin="$home/$1/binlog" --binlog-format=ROW --gtid-mode=ON --log-slave-updates \
        --enforce-gtid-consistency --sync-binlog=0 --innodb-flush-log-at-trx-commit=0 \
        --max-allowed-packet=256M --performance-schema="${PERFORMANCE_SCHEMA:-OFF}" \
        --open-files-limit=40000 > "$home/$1.log" 2>&1) &
    servers+=("$!")
    wait_for "$1"
}

sql() { mariadb --no-defaults -uroot -S "$home/source.s" --max-allowed-packet=256M; }

make_many() {
    echo "CREATE DATABASE many; USE many;"
    for i in $(seq "$tables"); do
        echo "CREATE TABLE t$i (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
            customer INT NOT NULL, code VARCHAR(40) NOT NULL, total DECIMAL(12,2) NOT NULL DEFAULT 0,
            status ENUM('new','paid','sent') NOT NULL DEFAULT 'new', note TEXT, made DATETIME(6),
            UNIQUE KEY code (code), KEY customer (customer, made)) ENGINE=InnoDB;
            INSERT INTO t$i VALUES (1, $i, 'a', 1.5, 'new', 'first', '2024-01-01 10:00:00.123456'),
            (2, $i, 'b', 2.5, 'paid', NULL, NULL), (3, 3, 'c', 3, 'sent', '', '2024-02-29');"
    done
}

# One database a shape, so that each is moved by itself.
make_shapes() {
    echo "CREATE DATABASE many_columns; CREATE DATABASE long_values; CREATE DATABASE many_rows; USE many_rows;"
    echo "CREATE TABLE many_columns.t (id INT PRIMARY KEY"
    for i in $(seq 999); do
        echo ", c$i $([ $((i % 9)) = 0 ] && echo "VARCHAR(12) CHARACTER SET latin1" || echo "INT")"
    done
    echo ") ENGINE=InnoDB;"
    echo "INSERT INTO many_columns.t (id, c1, c9, c999) SELECT seq, seq, seq, 'end' FROM seq_1_to_20000;"
    echo "CREATE TABLE long_values.t (id INT PRIMARY KEY, v LONGBLOB) ENGINE=InnoDB;"
    echo "INSERT INTO long_values.t SELECT seq, REPEAT(CHAR(64 + seq), 60000000) FROM seq_1_to_8;"
    echo "CREATE TABLE many_rows.t (id INT UNSIGNED PRIMARY KEY, a INT, b INT, c BIGINT) ENGINE=InnoDB;"
    echo "INSERT INTO many_rows.t SELECT seq, seq % 1000, seq % 7, seq * 3 FROM seq_1_to_5000000;"
    echo "ANALYZE TABLE many_rows.t, many_columns.t;"
}

write_task() {  # database
    cat > "$home/$1.json" << TASK
{ "name": "$1", "types": ["schema", "full"], "objects": { "$1": {} }, "limits": { "workers": 8 },
  "source": { "socket": "$home/source.s", "user": "root" },
  "destination": { "socket": "$home/destination.s", "user": "root" } }
TASK
}

server_seconds() {
    local ticks=0 server
    for server in "${servers[@]}"; do  # the 14th and 15th field, counted behind the name
        ticks=$((ticks + $(sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }')))
    done
    awk "BEGIN { print $ticks / $(getconf CLK_TCK) }"
}

measure() {  # database, what it is called, then the command
    local database="$1" name="$2" before code=0
    shift 2
    before="$(server_seconds)"
    /usr/bin/time -f "%e %U %S %M" -o "$home/time" \
        "$cutover" "$1" "$home/$database.json" --state "$home/state-$database" "${@:2}" \
        > "$home/out" 2> "$home/err" || code=$?
    tail -1 "$home/time" | awk -v name="$name" -v code="$code" -v before="$before" \
        -v after="$(server_seconds)" -v bytes="$(stat -c %s "$home/out")" '{
        printf "%-28s %7.2f s  cutover %6.2f  servers %7.2f  peak %4d MiB  output %5d KiB  exit %d\n",
            name, $1, $2 + $3, after - before, $4 / 1024, bytes / 1024, code }'
    [ "$code" -le 1 ] || tail -3 "$home/err"
}

measure_all() {  # database
    write_task "$1"
    for _ in 1 2 3; do
        measure "$1" precheck precheck
        measure "$1" "plan (--dry-run)" migrate --dry-run
    done
    measure "$1" "precheck --json" precheck --json
    measure "$1" migrate migrate
    measure "$1" verify verify
    measure "$1" "verify --json" verify --json
    measure "$1" status status
    measure "$1" "status --json" status --json
    measure "$1" report report
    measure "$1" "report --html" report --html "$home/$1.html"
    echo "the page has $(($(stat -c %s "$home/$1.html") / 1024)) KiB"
}

start_"$source_kind" source 1
start_mariadb destination 2
if [ -n "$shapes" ]; then
    echo "making three shapes"
    make_shapes | sql
    for database in many_columns long_values many_rows; do
        echo "== $database"
        measure_all "$database"
    done
else
    echo "making $tables tables"
    make_many | sql
    measure_all many
fi
