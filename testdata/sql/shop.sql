-- The sample shop: small, but with everything that a shop's database has after ten years.
-- Runs as it is on MySQL 5.6 and newer and on MariaDB 10.4 and newer. shop_mariadb.sql adds what
-- MariaDB has beyond that, hostile_names.sql what nobody should do and somebody did.
-- Written for this project; every person, address and number in it is invented.

SET NAMES utf8mb4;
SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
SET SESSION time_zone = '+00:00';

CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE DATABASE shop_archive CHARACTER SET latin1 COLLATE latin1_swedish_ci;
USE shop;

-- ---------------------------------------------------------------- customers and what they own

CREATE TABLE countries (
    code CHAR(2) CHARACTER SET ascii NOT NULL COMMENT 'ISO 3166-1 alpha-2',
    name VARCHAR(80) NOT NULL,
    vat_percent DECIMAL(4, 2) NOT NULL DEFAULT 0.00,
    PRIMARY KEY (code)
) ENGINE = InnoDB COMMENT = 'It''s a short list; "quotes" and \\ included';

INSERT INTO countries VALUES
    ('DE', 'Deutschland', 19.00), ('FR', 'France', 20.00), ('IS', 'Ísland', 24.00),
    ('JP', '日本', 10.00), ('GR', 'Ελλάδα', 24.00), ('IL', 'ישראל', 17.00), ('ZZ', '', 0.00);

CREATE TABLE customers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    email VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL,
    name VARCHAR(100) NOT NULL,
    country CHAR(2) CHARACTER SET ascii NOT NULL,
    born DATE NULL,
    newsletter BIT(1) NOT NULL DEFAULT b'0',
    flags BIT(64) NOT NULL DEFAULT b'0',
    tags SET('vip', 'b2b', 'blocked', '') NOT NULL DEFAULT '',
    status ENUM('new', 'active', '', 'closed') NOT NULL DEFAULT 'new',
    credit DECIMAL(20, 6) NULL,
    rating FLOAT NULL,
    score DOUBLE NULL,
    password_hash BINARY(20) NULL,
    avatar MEDIUMBLOB NULL,
    notes TEXT CHARACTER SET latin1 NULL,
    referred_by BIGINT UNSIGNED NULL,
    created_at DATETIME(6) NOT NULL,
    changed_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    PRIMARY KEY (id),
    UNIQUE KEY email (email),
    KEY by_name (name(20), born),
    KEY by_country (country),
    CONSTRAINT customer_country FOREIGN KEY (country) REFERENCES countries (code),
    CONSTRAINT customer_referrer FOREIGN KEY (referred_by) REFERENCES customers (id) ON DELETE SET NULL
) ENGINE = InnoDB AUTO_INCREMENT = 100;

INSERT INTO customers VALUES
    (0, 'zero@example.com', 'Customer Zero', 'ZZ', NULL, b'0', b'0', '', '', NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, '2015-01-01 00:00:00', '2015-01-01 00:00:00'),
    (1, 'anna@example.com', 'Anna Müller', 'DE', '1984-02-29', b'1', ~0, 'vip,b2b', 'active',
        12345678901234.567891, 4.5, 0.1, UNHEX('00112233445566778899AABBCCDDEEFF00000000'),
        UNHEX('89504E470D0A1A0A00'), 'Straße, “quoted”, €', NULL,
        '2016-02-29 23:59:59.999999', '2016-03-27 01:30:00.123'),
    (2, 'BJÖRK@example.com', 'Björk ☃ 😀', 'IS', '0000-00-00', b'0', 9223372036854775808, 'blocked',
        'closed', -0.000001, -0.0, 5e-324, UNHEX('0000000000000000000000000000000000000000'), '',
        '', 1, '0000-00-00 00:00:00', '2016-10-30 00:30:00'),
    (3, 'taro@example.jp', '山田太郎', 'JP', '2000-00-00', b'1', 1, 'vip,b2b,blocked', 'new', 0,
        3.4028234e38, 1.7976931348623157e308, NULL, UNHEX('00'), NULL, 1,
        '2017-07-01 12:00:00.000001', '2016-10-30 01:30:00'),
    (18446744073709551600, 'max@example.com', 'Max Ω', 'GR', '9999-12-31', b'0', 2, 'b2b', 'active',
        99999999999999.999999, 1.17549435e-38, 2.2250738585072014e-308, REPEAT('a', 20), NULL,
        'tab\tnewline\nnul\0end', 3, '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999');

CREATE TABLE addresses (
    customer_id BIGINT UNSIGNED NOT NULL,
    kind ENUM('billing', 'shipping', 'other') NOT NULL,
    number SMALLINT NOT NULL DEFAULT 1,
    street VARCHAR(200) CHARACTER SET latin1 COLLATE latin1_german2_ci NOT NULL,
    city VARCHAR(80) CHARACTER SET gbk NULL,
    zip VARBINARY(16) NOT NULL DEFAULT '',
    place POINT NULL,
    PRIMARY KEY (customer_id, kind, number),
    CONSTRAINT address_owner FOREIGN KEY (customer_id) REFERENCES customers (id)
        ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB;

INSERT INTO addresses VALUES
    (1, 'billing', 1, 'Große Gasse 1', 'Berlin', '10115', ST_GeomFromText('POINT(13.4 52.5)')),
    (1, 'shipping', 1, 'Gässle 2', '北京', UNHEX('3130'), ST_GeomFromText('POINT(-0.5 1e-300)')),
    (1, 'shipping', -1, '', NULL, UNHEX('313000'), NULL),
    (3, 'other', 32767, 'x', '東京', '', NULL);

-- ---------------------------------------------------------------- goods

CREATE TABLE categories (
    id INT NOT NULL AUTO_INCREMENT,
    parent_id INT NULL,
    name VARCHAR(60) COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY name_in_parent (parent_id, name),
    CONSTRAINT category_parent FOREIGN KEY (parent_id) REFERENCES categories (id)
) ENGINE = InnoDB;

INSERT INTO categories VALUES (1, NULL, 'All'), (2, 1, 'Books'), (3, 1, 'books'), (4, 2, 'Novels');

CREATE TABLE products (
    sku VARCHAR(40) COLLATE utf8mb4_unicode_ci NOT NULL,
    category_id INT NOT NULL,
    title VARCHAR(180) NOT NULL,
    description TEXT NULL,
    price DECIMAL(10, 2) NOT NULL,
    weight_kg FLOAT(7, 3) NULL,
    stock MEDIUMINT UNSIGNED NOT NULL DEFAULT 0,
    ean BIGINT(13) UNSIGNED ZEROFILL NULL,
    on_sale TINYINT(1) NOT NULL DEFAULT 0,
    opens TIME(2) NULL,
    vintage YEAR NULL,
    PRIMARY KEY (sku),
    KEY by_category (category_id),
    FULLTEXT KEY words (title, description),
    CONSTRAINT product_category FOREIGN KEY (category_id) REFERENCES categories (id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

INSERT INTO products VALUES
    ('BK-1', 4, 'A Novel', 'Once upon a time', 9.99, 0.350, 12, 9780000000001, 1, '09:30:00.25', 1999),
    ('bk-2', 4, 'Another, with ''quotes''', NULL, 0.00, NULL, 0, NULL, 0, '-838:59:59', 0000),
    ('ÄÖ-3', 2, 'Umlaut', '', 99999999.99, 1234.567, 16777215, 0, 0, '838:59:59', 2155),
    ('trailing ', 2, 'Space at the end of its key', 'x', 1.10, 0.001, 1, 1, 0, '00:00:00', 1901);

-- ---------------------------------------------------------------- orders, partitioned by year

CREATE TABLE orders (
    id BIGINT NOT NULL AUTO_INCREMENT,
    placed_on DATE NOT NULL,
    customer_id BIGINT UNSIGNED NOT NULL,
    status ENUM('open', 'paid', 'shipped', 'returned') NOT NULL DEFAULT 'open',
    total DECIMAL(12, 2) NOT NULL DEFAULT 0.00,
    discount DOUBLE NULL,
    weight_kg FLOAT NULL,
    note VARCHAR(200) NULL,
    gift BIT(1) NOT NULL DEFAULT b'0',
    paid_at DATETIME(6) NULL,
    changed_at TIMESTAMP(3) NOT NULL DEFAULT '2015-01-01 00:00:00.000',
    PRIMARY KEY (id, placed_on),
    KEY by_customer (customer_id, placed_on),
    KEY by_status (status)
) ENGINE = InnoDB
PARTITION BY RANGE (YEAR(placed_on)) (
    PARTITION p2015 VALUES LESS THAN (2016),
    PARTITION p2016 VALUES LESS THAN (2017),
    PARTITION rest VALUES LESS THAN MAXVALUE
);

INSERT INTO orders VALUES
    (-5, '2015-06-01', 1, 'open', 10.00, 0.1, 0.1, NULL, b'1', NULL, '2015-06-01 00:00:00.001'),
    (0, '2015-06-02', 1, 'paid', 0.01, NULL, NULL, '', b'0', '2015-06-02 10:00:00', '2015-06-02 10:00:00'),
    (1, '2016-02-29', 2, 'shipped', -3.50, 1e-10, 16777217, '  spaces  ', b'0', NULL, '2016-02-29 00:00:00'),
    (2, '2017-01-01', 3, 'returned', 9999999999.99, -1.5, -0.1, 'a\\b%_''"`', b'1', NULL, '2017-01-01 00:00:00');

CREATE TABLE order_items (
    order_id BIGINT NOT NULL,
    line INT NOT NULL,
    sku VARCHAR(40) COLLATE utf8mb4_unicode_ci NOT NULL,
    quantity INT UNSIGNED NOT NULL DEFAULT 1,
    price DECIMAL(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line),
    KEY by_sku (sku),
    CONSTRAINT item_product FOREIGN KEY (sku) REFERENCES products (sku) ON UPDATE CASCADE
) ENGINE = InnoDB;

INSERT INTO order_items VALUES
    (-5, 1, 'BK-1', 1, 9.99), (1, 1, 'bk-2', 2, 0.00), (1, 2, 'ÄÖ-3', 4294967295, 1.00),
    (2, 1, 'trailing ', 3, 1.10);

-- ---------------------------------------------------------------- without any key, with doubles

CREATE TABLE page_views (
    seen_at DATETIME NOT NULL,
    path VARCHAR(300) NOT NULL,
    visitor BINARY(16) NULL,
    milliseconds INT NULL
) ENGINE = InnoDB;

INSERT INTO page_views VALUES
    ('2020-01-01 00:00:00', '/', UNHEX('00000000000000000000000000000000'), 10),
    ('2020-01-01 00:00:00', '/', UNHEX('00000000000000000000000000000000'), 10),
    ('2020-01-01 00:00:00', '/', NULL, NULL),
    ('2020-01-01 00:00:01', '/cart?x=1&y=<b>', UNHEX('11111111111111111111111111111100'), 0);

CREATE TABLE order_log (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    order_id BIGINT NOT NULL,
    what VARCHAR(40) NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

CREATE TABLE empty_table (
    a INT NOT NULL,
    b VARCHAR(10) NULL,
    UNIQUE KEY (a)
) ENGINE = InnoDB;

-- ---------------------------------------------------------------- two tables that need each other

CREATE TABLE warehouses (
    id INT NOT NULL,
    manager_id INT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

CREATE TABLE employees (
    id INT NOT NULL,
    warehouse_id INT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT works_at FOREIGN KEY (warehouse_id) REFERENCES warehouses (id)
) ENGINE = InnoDB;

ALTER TABLE warehouses
    ADD CONSTRAINT managed_by FOREIGN KEY (manager_id) REFERENCES employees (id);

INSERT INTO warehouses VALUES (1, NULL), (2, NULL);
INSERT INTO employees VALUES (10, 1), (11, 2);
UPDATE warehouses SET manager_id = id + 9;

-- ---------------------------------------------------------------- views on views

CREATE VIEW paid_orders AS
    SELECT o.id, o.placed_on, o.total, c.name AS customer
    FROM orders o JOIN customers c ON c.id = o.customer_id
    WHERE o.status <> 'open';

CREATE VIEW `a view that sorts before what it needs` AS
    SELECT customer, SUM(total) AS total FROM paid_orders GROUP BY customer;

CREATE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW vip_customers AS
    SELECT id, name, email FROM customers WHERE FIND_IN_SET('vip', tags) > 0
    WITH CASCADED CHECK OPTION;

-- ---------------------------------------------------------------- code

DELIMITER //

CREATE TRIGGER order_inserted AFTER INSERT ON orders FOR EACH ROW
BEGIN
    INSERT INTO order_log (order_id, what) VALUES (NEW.id, CONCAT('placed: ', NEW.status));
END//

CREATE TRIGGER order_updated AFTER UPDATE ON orders FOR EACH ROW
BEGIN
    IF NEW.status <> OLD.status THEN
        INSERT INTO order_log (order_id, what) VALUES (NEW.id, NEW.status); -- a comment; with ;
    END IF;
END//

CREATE FUNCTION vat_of(amount DECIMAL(12, 2), country_code CHAR(2)) RETURNS DECIMAL(12, 2)
    READS SQL DATA
    COMMENT 'VAT; rounds half up'
BEGIN
    DECLARE percent DECIMAL(4, 2);
    SELECT vat_percent INTO percent FROM countries WHERE code = country_code;
    RETURN ROUND(amount * COALESCE(percent, 0) / 100, 2);
END//

CREATE FUNCTION greeting(who VARCHAR(50)) RETURNS VARCHAR(80) DETERMINISTIC NO SQL
    RETURN CONCAT('Hello, ', who, '! ☃ -- /* not a comment */')//

CREATE PROCEDURE close_customer(IN customer BIGINT UNSIGNED, OUT orders_open INT)
    SQL SECURITY DEFINER
BEGIN
    SELECT COUNT(*) INTO orders_open FROM orders WHERE customer_id = customer AND status = 'open';
    IF orders_open = 0 THEN
        UPDATE customers SET status = 'closed' WHERE id = customer;
    END IF;
END//

CREATE EVENT forget_page_views ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00'
    ON COMPLETION PRESERVE COMMENT 'never on two servers at once'
    DO DELETE FROM page_views WHERE seen_at < NOW() - INTERVAL 90 DAY//

DELIMITER ;

-- ---------------------------------------------------------------- a second database

USE shop_archive;

CREATE TABLE orders_2014 (
    id INT NOT NULL,
    customer VARCHAR(100) NOT NULL,
    total DECIMAL(12, 2) NOT NULL,
    raw LONGBLOB NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

-- 0x81 and 0x8D are holes in cp1252, which MySQL's latin1 keeps as they are.
INSERT INTO orders_2014 VALUES
    (1, UNHEX('4D816C8D'), 1.00, REPEAT(UNHEX('00FF10'), 5000)),
    (2, 'Zoë', 2.00, NULL),
    (3, '', 3.00, '');

CREATE VIEW totals AS
    SELECT o.id, o.total, p.customer FROM orders_2014 o LEFT JOIN shop.paid_orders p ON p.id = o.id;
