-- The bench's data: `orders`, 2,000,000 rows of 11 mixed columns with two secondary indexes, and
-- `events`, 5,000,000 rows of four integers. Values follow from the row's number. MariaDB only
-- (SEQUENCE engine). Loaded by bench/run.sh.
CREATE DATABASE bench CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE bench;
SET SESSION time_zone = '+00:00';

CREATE TABLE orders (
    id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    customer_id INT NOT NULL,
    status ENUM('open', 'paid', 'shipped', 'returned') NOT NULL,
    total DECIMAL(12, 2) NOT NULL,
    discount DOUBLE NULL,
    weight FLOAT NULL,
    reference VARCHAR(64) NOT NULL,
    note VARCHAR(200) NULL,
    gift BIT(1) NOT NULL,
    paid_at DATETIME(6) NULL,
    changed_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
) ENGINE = InnoDB;

INSERT INTO orders
SELECT seq, seq * 7919 % 100000, 1 + seq % 4, (seq * 37 % 10000000) / 100, IF(seq % 9, SIN(seq), NULL),
    COS(seq) * 1000, SHA1(seq), IF(seq % 3, CONCAT('note for order ', seq, ': ', MD5(seq)), NULL),
    seq % 2, '2015-01-01' + INTERVAL seq SECOND + INTERVAL seq % 1000000 MICROSECOND,
    '2015-01-01' + INTERVAL seq SECOND
FROM seq_1_to_2000000;
ALTER TABLE orders ADD KEY by_customer (customer_id), ADD KEY by_status (status, changed_at);

CREATE TABLE events (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id INT NOT NULL,
    kind INT NOT NULL,
    value BIGINT NOT NULL
) ENGINE = InnoDB;

INSERT INTO events SELECT seq, seq * 31 % 100003, seq % 17, seq * seq FROM seq_1_to_5000000;
ANALYZE TABLE orders, events;
