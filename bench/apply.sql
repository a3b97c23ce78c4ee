-- The data of bench/apply.sh: five tables with secondary and unique keys, and a procedure that makes
-- a log of mixed transactions over them. Every value follows from a number, so that each run writes
-- the same log. MariaDB only (SEQUENCE engine). Before it: SET @rows, the size of the largest table.
CREATE DATABASE bench CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE bench;
SET SESSION time_zone = '+00:00';

CREATE TABLE accounts (
    id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    email VARCHAR(80) NOT NULL,
    balance DECIMAL(14, 2) NOT NULL,
    country CHAR(2) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    UNIQUE KEY (email),
    KEY (country, changed_at)
) ENGINE = InnoDB;

CREATE TABLE orders (
    id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    reference CHAR(20) NOT NULL,
    account_id BIGINT UNSIGNED NOT NULL,
    status ENUM('open', 'paid', 'shipped', 'returned') NOT NULL,
    total DECIMAL(12, 2) NOT NULL,
    weight DOUBLE NULL,
    note VARCHAR(200) NULL,
    paid_at DATETIME(6) NULL,
    UNIQUE KEY (reference),
    KEY (account_id),
    KEY (status, total)
) ENGINE = InnoDB;

CREATE TABLE items (
    order_id BIGINT UNSIGNED NOT NULL,
    line INT NOT NULL,
    sku VARCHAR(40) NOT NULL,
    quantity INT NOT NULL,
    price DECIMAL(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line),
    KEY (sku)
) ENGINE = InnoDB;

CREATE TABLE events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind INT NOT NULL,
    value BIGINT NOT NULL,
    KEY (kind)
) ENGINE = InnoDB;

CREATE TABLE settings (
    name VARCHAR(60) NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
) ENGINE = InnoDB;

SET @base = CONCAT('INSERT INTO accounts SELECT seq, CONCAT(SHA1(seq), "@example.com"), seq * 37 % 100000,
    ELT(1 + seq % 5, "DE", "FR", "IS", "JP", "GR"), "2020-01-01" + INTERVAL seq SECOND
    FROM seq_1_to_', @rows DIV 4);
EXECUTE IMMEDIATE @base;
SET @base = CONCAT('INSERT INTO orders SELECT seq, CONCAT("R", seq), 1 + seq * 7919 % ', @rows DIV 4, ',
    1 + seq % 4, seq * 37 % 100000 / 100, SIN(seq), IF(seq % 3, CONCAT("note ", MD5(seq)), NULL),
    "2020-01-01" + INTERVAL seq SECOND FROM seq_1_to_', @rows DIV 2);
EXECUTE IMMEDIATE @base;
SET @base = CONCAT('INSERT INTO items SELECT 1 + seq DIV 2, seq % 2, CONCAT("SKU-", seq % 5003),
    1 + seq % 9, seq % 10000 / 100 FROM seq_1_to_', @rows);
EXECUTE IMMEDIATE @base;
SET @base = CONCAT('INSERT INTO events SELECT seq, seq % 17, seq * 31 FROM seq_1_to_', @rows DIV 2);
EXECUTE IMMEDIATE @base;
INSERT INTO settings SELECT CONCAT('setting ', seq), REPEAT(MD5(seq), 1 + seq % 20)
FROM seq_1_to_5000;

DELIMITER //

-- How often: an order with items 35 %, orders paid 20 %, balances of several accounts 15 %, events
-- 10 %, an order thrown away 10 %, a setting 5 %, old events forgotten 5 %. One to ten rows each.
CREATE PROCEDURE mixed_transactions(transactions INT, seed BIGINT UNSIGNED)
BEGIN
    DECLARE n INT DEFAULT 0;
    DECLARE r BIGINT UNSIGNED DEFAULT seed;
    DECLARE many INT;
    DECLARE first_old BIGINT UNSIGNED DEFAULT 1;
    DECLARE last_order BIGINT UNSIGNED DEFAULT (SELECT MAX(id) FROM orders);
    DECLARE account_count BIGINT UNSIGNED DEFAULT (SELECT MAX(id) FROM accounts);
    DECLARE picked BIGINT UNSIGNED;
    WHILE n < transactions DO
        SET n = n + 1, r = r * 1103515245 + 12345 & 0x7fffffff;
        SET many = 1 + (r DIV 65536) % 5, picked = 1 + (r DIV 8) * 131 % last_order;
        START TRANSACTION;
        CASE
        WHEN r DIV 1024 % 100 < 35 THEN
            SET last_order = last_order + 1;
            INSERT INTO orders VALUES (last_order, CONCAT('R', last_order), 1 + r % account_count, 'open',
                r % 100000 / 100, COS(r), CONCAT('note ', r), NULL);
            INSERT INTO items SELECT last_order, seq, CONCAT('SKU-', r % 5003), seq, r % 10000 / 100
                FROM seq_1_to_9 WHERE seq <= many;
        WHEN r DIV 1024 % 100 < 55 THEN
            UPDATE orders SET status = 'paid', paid_at = '2024-01-01' + INTERVAL n SECOND,
                total = total + 1 WHERE id BETWEEN picked AND picked + many - 1;
            UPDATE accounts SET balance = balance + 1 WHERE id = 1 + picked % account_count;
        WHEN r DIV 1024 % 100 < 70 THEN
            UPDATE accounts SET balance = balance - 1, changed_at = '2024-01-01' + INTERVAL n SECOND
                WHERE id BETWEEN 1 + picked % account_count AND picked % account_count + 2 * many;
        WHEN r DIV 1024 % 100 < 80 THEN
            INSERT INTO events (kind, value) SELECT r % 17, seq * r FROM seq_1_to_10
                WHERE seq <= 2 * many;
        WHEN r DIV 1024 % 100 < 90 THEN
            DELETE FROM items WHERE order_id = picked;
            DELETE FROM orders WHERE id = picked;
            UPDATE events SET value = value + 1 WHERE id = first_old + r % 5000;
        WHEN r DIV 1024 % 100 < 95 THEN
            REPLACE INTO settings VALUES (CONCAT('setting ', r % 6000), REPEAT(MD5(r), many));
        ELSE
            DELETE FROM events WHERE id BETWEEN first_old AND first_old + many - 1;
            SET first_old = first_old + many;
        END CASE;
        COMMIT;
    END WHILE;
END//

DELIMITER ;
