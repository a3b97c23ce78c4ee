#!/usr/bin/env bash
# Prints what the customers of the sample shop do: transactions, ten to twenty a second, for as
# long as the file given is there. The shop must have been grown (grow_shop.sh).
#   touch open; ./open_shop.sh open | mariadb &  ...  rm open; wait
set -euo pipefail
open="${1:?usage: open_shop.sh FILE}"

echo "SET NAMES utf8mb4; SET SESSION sql_mode = '', time_zone = '+00:00'; USE shop;"
for ((n = 1; ; ++n)); do
    [ -e "$open" ] || break
    customer=$((1000 + n * 7919 % 100))
    order=$((1000 + n * 31 % 1000))
    case $((n % 5)) in
        0) cat <<SQL ;;
BEGIN;
INSERT INTO orders (placed_on, customer_id, total, discount, note)
    VALUES (CURDATE(), $customer, $n.50, $n / 7, 'order $n of today');
INSERT INTO order_items VALUES (LAST_INSERT_ID(), 1, 'BK-1', 2, 9.99),
    (LAST_INSERT_ID(), 2, 'trailing ', $n, 1.10);
UPDATE products SET stock = stock + 2 WHERE sku = 'BK-1';
COMMIT;
SQL
        1) echo "UPDATE orders SET status = 'paid', paid_at = NOW(6) WHERE id = $order;" ;;
        2) cat <<SQL ;;
INSERT INTO page_views VALUES (NOW(), '/page/$((n % 7))', NULL, $n % 90),
    (NOW(), '/page/$((n % 7))', NULL, $n % 90);
DELETE FROM page_views WHERE path = '/page/$((n % 1000))' LIMIT 1;
SQL
        3) cat <<SQL ;;
BEGIN;
DELETE FROM addresses WHERE customer_id = $customer;
INSERT IGNORE INTO addresses (customer_id, kind, street, city) VALUES
    ($customer, 'shipping', 'Gasse $n', '北京');
UPDATE customers SET rating = rating + 0.1, notes = 'moved house' WHERE id = $customer;
COMMIT;
SQL
        4) cat <<SQL ;;
BEGIN;
DELETE FROM orders WHERE id = $order;
$([ $((n % 3)) = 0 ] && echo ROLLBACK || echo COMMIT);
SQL
    esac
    sleep 0.05
done
