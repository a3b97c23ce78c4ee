#!/usr/bin/env bash
# The servers of docker/compose.yaml from the packages of Debian and Ubuntu, for machines without a
# Docker engine. Each product has a root directory under build/package-servers, made by debootstrap.
#   docker/package_servers.sh up      makes what is missing (2 GiB, minutes) and starts them
#   docker/run_scenarios.sh
#   docker/package_servers.sh down    stops them; the root directories stay
# Needs root. Ports are bound to loopback; the password is no secret.
set -euo pipefail
cd "$(dirname "$0")/.."
home="$PWD/build/package-servers"
ubuntu=http://archive.ubuntu.com/ubuntu
debian=http://deb.debian.org/debian

make_root() { # NAME SUITE MIRROR PACKAGES
    local root="$home/$1" keyring="/usr/share/keyrings/${3##*/}-archive-keyring.gpg"
    [ ! -e "$root/ready" ] || return 0
    echo "$1: installing $4 of $2"
    local check=(--no-check-gpg) # Debian has no keyring of Ubuntu's; these servers hold no secret
    [ -e "$keyring" ] && check=("--keyring=$keyring")
    # "gutsy" is the script behind all of Ubuntu's suites, also those that debootstrap is older than.
    local script=()
    [ "$3" = "$ubuntu" ] && script=(/usr/share/debootstrap/scripts/gutsy)
    rm -rf "$root"
    debootstrap "${check[@]}" --variant=minbase --components=main --include="$4" \
        "$2" "$root" "$3" "${script[@]}" > "$home/$1.log" 2>&1 || { tail "$home/$1.log"; return 1; }
    echo "127.0.0.1 localhost $(hostname)" > "$root/etc/hosts"
    touch "$root/ready"
}

# The data that a private server of the tests begins with (CUTOVER_TEST_MYSQL=this root directory).
make_template() { # NAME
    local root="$home/$1" in_root=(chroot "$home/$1")
    [ ! -e "$root/template/ready" ] || return 0
    rm -rf "$root/template"
    "${in_root[@]}" mysqld --no-defaults --initialize-insecure --user=root --datadir=/template \
        --secure-file-priv=NULL > "$root/template.log" 2>&1
    rm -f "$root/template/auto.cnf" # else all servers have one identity
    echo "SET GLOBAL default_collation_for_utf8mb4 = utf8mb4_general_ci;" \
        > "$root/template/as_mysql56.sql"
    touch "$root/template/ready"
}

runs() { # PID-FILE: a file that outlived its server may name somebody else's process by now
    [ -e "$1" ] && [[ "$(readlink "/proc/$(< "$1")/exe")" == "$home"/* ]]
}

start() { # ROOT NAME PORT [OPTION...]
    local root="$home/$1" name="$2" port="$3" in_root=(chroot "$home/$1")
    shift 3
    local data="/servers/$name"
    if runs "$root$data/pid"; then
        echo "127.0.0.1:$port  runs already"
        return 0
    fi
    rm -rf "$root$data"
    mkdir -p "$root$data"
    local program=mysqld
    if [ -x "$root/usr/sbin/mariadbd" ]; then
        program=mariadbd
        set -- "--log-bin=$data/data/binlog" --binlog-format=ROW "$@"
        "${in_root[@]}" mariadb-install-db --no-defaults --user=root --datadir="$data/data" \
            --auth-root-authentication-method=normal --skip-test-db > "$root$data/log" 2>&1
    else
        set -- --mysqlx=OFF --secure-file-priv=NULL --local-infile=1 \
            --log-bin-trust-function-creators=1 "$@"
        "${in_root[@]}" mysqld --no-defaults --initialize-insecure --user=root \
            --datadir="$data/data" --secure-file-priv=NULL > "$root$data/log" 2>&1
    fi
    "${in_root[@]}" "$program" --no-defaults --user=root --datadir="$data/data" \
        --socket="$data/socket" --port="$port" --bind-address=127.0.0.1 --skip-name-resolve \
        --pid-file="$data/pid" --server-id="$port" "$@" >> "$root$data/log" 2>&1 &
    local client=(mariadb --no-defaults --user=root --socket="$root$data/socket")
    for _ in $(seq 300); do
        if "${client[@]}" --execute="SELECT 1" > /dev/null 2>&1; then
            "${client[@]}" --execute="DROP USER IF EXISTS root@'127.0.0.1';
                CREATE USER root@'127.0.0.1' IDENTIFIED BY 'scenario';
                GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION"
            echo "127.0.0.1:$port  $("${client[@]}" -N --execute="SELECT VERSION()")"
            return 0
        fi
        sleep 0.1
    done
    tail "$root$data/log" >&2
    return 1
}

up() {
    mkdir -p "$home"
    command -v debootstrap > /dev/null || apt-get install -y -qq debootstrap > /dev/null
    make_root mysql80 noble "$ubuntu" mysql-server-core-8.0
    make_root mysql84 resolute "$ubuntu" mysql-server-core
    make_root mysql9 sid "$debian" mysql-server-core
    make_root mariadb1011 bookworm "$debian" mariadb-server
    make_root mariadb11 sid "$debian" mariadb-server
    for root in mysql80 mysql84 mysql9; do make_template "$root"; done
    start mysql80 source 13311 --gtid-mode=ON --enforce-gtid-consistency=ON
    start mysql80 destination 13312
    start mysql84 source 13313 --gtid-mode=ON --enforce-gtid-consistency=ON
    start mysql84 destination 13314
    start mariadb1011 source 13315
    start mariadb11 source 13317
    start mariadb11 destination 13318
    start mysql9 source 13319
    start mysql9 destination 13320
}

down() {
    local file pid
    for file in "$home"/*/servers/*/pid; do
        runs "$file" || continue
        pid=$(< "$file")
        kill "$pid"
        while [ -e "/proc/$pid" ]; do sleep 0.1; done
    done
}

case "${1:-}" in
    up) up ;;
    down) down ;;
    *) echo "usage: docker/package_servers.sh up|down" >&2; exit 2 ;;
esac
