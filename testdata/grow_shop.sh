#!/usr/bin/env bash
# Prints SQL that grows the sample shop by any number of orders (and as many page views, and a
# tenth as many customers). The values are a function of the row's number: two runs are equal.
#   ./grow_shop.sh 1000000 | mariadb
set -euo pipefail
orders="${1:?usage: grow_shop.sh ORDERS}"
case "$orders" in *[!0-9]* | '') echo "grow_shop.sh: $orders is not a number" >&2; exit 2 ;; esac

digits='(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)'
thousand="(SELECT a.d + 10 * b.d + 100 * c.d AS n FROM $digits a, $digits b, $digits c)"

# One statement of at most 100,000 rows at a time keeps undo and memory small.
rows() { # TABLE EXPRESSIONS FIRST COUNT
    local first="$3" left="$4" part
    while [ "$left" -gt 0 ]; do
        part=$((left < 100000 ? left : 100000))
        echo "INSERT INTO $1 SELECT $2 FROM (SELECT $first + h.n * 1000 + t.n AS i"
        echo "  FROM $thousand h, $thousand t WHERE h.n < 100 AND h.n * 1000 + t.n < $part) numbers;"
        first=$((first + part))
        left=$((left - part))
    done
}

cat <<'SQL'
SET NAMES utf8mb4;
SET SESSION sql_mode = '';
SET SESSION time_zone = '+00:00';
USE shop;
SQL
rows "customers (id, email, name, country, born, newsletter, flags, tags, status, credit, rating,
    score, password_hash, notes, created_at, changed_at)" \
    "i, CONCAT('customer', i, '@example.com'), CONCAT('Name ', MD5(i)), ELT(1 + i % 6, 'DE', 'FR', 'IS',
    'JP', 'GR', 'IL'), DATE_ADD('1950-01-01', INTERVAL i % 20000 DAY), i % 2, i * 7919, i % 8,
    1 + i % 4, i / 7, SQRT(i), LN(i), UNHEX(SHA1(i)), IF(i % 3, CONCAT('note ', i), NULL),
    '2018-01-01' + INTERVAL i SECOND, '2018-01-01' + INTERVAL i % 100000000 SECOND" \
    1000 $((orders / 10 + 1))
rows "orders" \
    "i, '2015-01-01' + INTERVAL i % 1500 DAY, 1000 + i % $((orders / 10 + 1)), 1 + i % 4,
    (i * 37 % 1000000) / 100, IF(i % 5, SIN(i), NULL), COS(i) * 100, IF(i % 7, CONCAT('Order ', SHA1(i)),
    NULL), i % 2, '2018-01-01' + INTERVAL i SECOND + INTERVAL i % 1000000 MICROSECOND,
    '2018-01-01' + INTERVAL i % 100000000 SECOND" \
    1000 "$orders"
rows "page_views" \
    "'2020-01-01' + INTERVAL i DIV 3 SECOND, CONCAT('/page/', i % 1000), UNHEX(MD5(i DIV 2)), i % 5000" \
    0 "$orders"
