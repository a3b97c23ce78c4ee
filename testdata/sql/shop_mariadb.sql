-- What MariaDB 10.11 has beyond shop.sql; load it after that.

SET NAMES utf8mb4;
USE shop;

CREATE SEQUENCE invoice_numbers START WITH 1000 INCREMENT BY 10 CACHE 50;
SELECT NEXT VALUE FOR invoice_numbers INTO @first_invoice;

CREATE TABLE invoices (
    id UUID NOT NULL DEFAULT UUID(),
    number BIGINT NOT NULL DEFAULT NEXT VALUE FOR shop.invoice_numbers,
    net DECIMAL(12, 2) NOT NULL CHECK (net >= 0),
    vat DECIMAL(12, 2) NOT NULL DEFAULT (net * 0.19),
    gross DECIMAL(13, 2) AS (net + vat) STORED,
    label VARCHAR(60) GENERATED ALWAYS AS (CONCAT('#', number)) VIRTUAL,
    details JSON NULL,
    issued_by INET6 NULL,
    internal_note TEXT INVISIBLE NULL,
    PRIMARY KEY (id),
    UNIQUE KEY number (number),
    KEY by_gross (gross),
    CONSTRAINT vat_is_sane CHECK (vat <= net)
) ENGINE = InnoDB;

INSERT INTO invoices (id, number, net, vat, details, issued_by, internal_note) VALUES
    ('00000000-0000-0000-0000-000000000000', 1, 100.00, 19.00,
        '{"b": 1, "a": [1, 1.0, 1e400, "\\u2603"], "a2": null}', '::1', NULL),
    ('123e4567-e89b-12d3-a456-426655440000', 2, 0.00, 0.00, NULL, '::ffff:192.0.2.1', 'hidden'),
    ('ffffffff-ffff-ffff-ffff-ffffffffff00', 3, 10.00, 1.90, '[]', '2001:db8::', '');

CREATE TABLE price_history (
    sku VARCHAR(40) NOT NULL,
    valid_from DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    price DECIMAL(10, 2) NOT NULL,
    note TINYTEXT DEFAULT CONCAT('from ', CURRENT_USER()),
    PRIMARY KEY (sku, valid_from)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
PARTITION BY KEY (sku) PARTITIONS 4;

INSERT INTO price_history VALUES
    ('BK-1', '2020-01-01 00:00:00', 9.99, 'a'), ('BK-1 ', '2020-01-01 00:00:00', 9.98, NULL);
