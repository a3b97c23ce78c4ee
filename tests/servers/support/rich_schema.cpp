#include "tests/servers/support/rich_schema.hpp"

namespace cutover::test {
namespace {

constexpr const char* everywhere = R"SQL(
SET NAMES utf8mb4;
CREATE DATABASE rich CHARACTER SET utf8 COLLATE utf8_unicode_ci;
CREATE DATABASE `ri``ch "2" */ ☃` CHARACTER SET latin1;
USE rich;
CREATE TABLE kinds (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    tiny TINYINT(1) NOT NULL DEFAULT 0, small SMALLINT ZEROFILL, big BIGINT UNSIGNED DEFAULT 5,
    price DECIMAL(10,3) DEFAULT -1.500, f FLOAT DEFAULT 1.5, d DOUBLE(10,2), y YEAR DEFAULT 2000,
    b BIT(5) DEFAULT b'101', e ENUM('it''s', 'a,b', 'x\\y', '☃', '') DEFAULT 'it''s',
    s SET('one', 'two''') CHARACTER SET latin1 NOT NULL DEFAULT 'one',
    c CHAR(3) CHARACTER SET latin1 COLLATE latin1_german1_ci, v VARCHAR(30) DEFAULT 'it''s \\ ☃',
    bin BINARY(4) DEFAULT 'ab', vb VARBINARY(20), t TEXT, lb LONGBLOB,
    dt DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    ts TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    tz TIMESTAMP NOT NULL DEFAULT '0000-00-00 00:00:00', tn TIMESTAMP NULL,
    ti TIME(6) DEFAULT '01:02:03', day DATE DEFAULT '0000-00-00',
    UNIQUE KEY u (v(10), e), KEY k (big, small), KEY h (y) USING BTREE COMMENT 'it''s'
) ENGINE=InnoDB AUTO_INCREMENT=1000 COMMENT='quotes '' " ` \\ */' ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
CREATE TABLE words (id INT PRIMARY KEY, t VARCHAR(100), body TEXT, FULLTEXT KEY ft (t, body))
    ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE places (id INT PRIMARY KEY, g GEOMETRY NOT NULL, SPATIAL KEY sp (g)) ENGINE=MyISAM;
CREATE TABLE parts (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at)) ENGINE=InnoDB
    PARTITION BY RANGE (YEAR(at)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2
    (PARTITION p0 VALUES LESS THAN (2000) COMMENT = 'old', PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE listed (a INT, b INT) ENGINE=InnoDB
    PARTITION BY LIST COLUMNS (a, b) (PARTITION p0 VALUES IN ((1,2),(3,NULL)));
CREATE TABLE egg (id INT PRIMARY KEY, hen INT, KEY (hen)) ENGINE=InnoDB;
CREATE TABLE hen (id INT PRIMARY KEY, egg INT, mother INT,
    CONSTRAINT from_egg FOREIGN KEY (egg) REFERENCES egg (id) ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT `fk ``☃` FOREIGN KEY (mother) REFERENCES hen (id)) ENGINE=InnoDB;
ALTER TABLE egg ADD CONSTRAINT laid_by FOREIGN KEY (hen) REFERENCES hen (id) ON DELETE CASCADE;
CREATE VIEW `z first` AS SELECT id, big + 1 * 2 AS sum, NOT (v LIKE '%x') AS n FROM kinds WHERE
    (big > 1 AND small < 2) OR e = 'a,b' ORDER BY id DESC LIMIT 3;
CREATE VIEW `a second` AS SELECT z.id, k.v, COUNT(*) c, CASE WHEN k.big > 1 THEN 'a' ELSE NULL END x
    FROM `z first` z LEFT JOIN kinds k ON k.id = z.id AND k.tiny IN (1, 2) WHERE EXISTS
    (SELECT 1 FROM egg WHERE egg.id = z.id) GROUP BY z.id, k.v HAVING COUNT(*) > 1;
CREATE VIEW both_ways AS SELECT -id m, id DIV 2 h, id % 3 r, id BETWEEN 1 AND 3 b, v IS NOT NULL i,
    CAST(id AS CHAR(5)) ch, ts + INTERVAL 1 DAY later, IF(id, 'y', 'n') f, CONCAT(v, '''') q,
    v COLLATE utf8_bin co, CONVERT(v USING utf8) cv, NOW() now, CURDATE() today,
    GROUP_CONCAT(DISTINCT v ORDER BY v DESC SEPARATOR ';') g, EXTRACT(DAY FROM ts) dd,
    TRIM(BOTH 'x' FROM v) tr, ~id & 3 | 4 ^ 5 bits, id XOR 1 xo, SUBSTRING(v, 1, 2) ss
    FROM kinds GROUP BY id UNION ALL SELECT 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19;
CREATE DEFINER=`no``body`@`nowhere` SQL SECURITY DEFINER VIEW orphan AS SELECT id FROM words;
CREATE ALGORITHM=MERGE VIEW checked AS SELECT id, hen FROM egg WHERE hen > 0 WITH LOCAL CHECK OPTION;
DELIMITER //
CREATE TRIGGER tr_in BEFORE INSERT ON egg FOR EACH ROW SET NEW.hen = NEW.hen + 0//
CREATE TRIGGER tr_up AFTER UPDATE ON `egg` FOR EACH ROW BEGIN -- a comment; it's
    IF OLD.hen <> NEW.hen THEN INSERT INTO rich.words (id, t) VALUES (NEW.id, 'egg'); END IF; END//
CREATE PROCEDURE p(IN a VARCHAR(10), INOUT b INT) MODIFIES SQL DATA COMMENT 'it''s "p" */'
BEGIN DECLARE x VARCHAR(5) DEFAULT '☃'; SELECT COUNT(*) INTO b FROM egg e, rich.hen h WHERE e.id = h.id; END//
CREATE PROCEDURE q() SELECT 1//
CREATE FUNCTION f(a ENUM('x', 'y)'), b DECIMAL(5, 2)) RETURNS VARCHAR(32) CHARSET latin1
    DETERMINISTIC NO SQL SQL SECURITY INVOKER RETURN CONCAT(a, b)//
CREATE FUNCTION g() RETURNS INT UNSIGNED READS SQL DATA RETURN (SELECT COUNT(*) FROM egg)//
CREATE EVENT ev ON SCHEDULE EVERY 2 HOUR STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE
    COMMENT 'it''s ENABLE' DO DELETE FROM egg WHERE id < 0//
CREATE EVENT asleep ON SCHEDULE AT '2035-01-01 00:00:00' DISABLE DO SELECT 1//
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'//
CREATE FUNCTION "an si"() RETURNS CHAR(4) DETERMINISTIC RETURN (SELECT 'a' || 'b' FROM "egg" LIMIT 1)//
SET sql_mode = ''//
SET NAMES latin1//
CREATE PROCEDURE old() SELECT 'caf' AS x//
SET NAMES utf8mb4//
DELIMITER ;
CREATE VIEW calls AS SELECT rich.f('x', 1.5) AS r FROM egg;
USE `ri``ch "2" */ ☃`;
CREATE TABLE `ta``b"l'e */ --` (`i``d` INT NOT NULL PRIMARY KEY, `☃ " ' */` VARCHAR(10) DEFAULT 'ä',
    `key` INT, KEY `ke``y` (`key`), KEY `key` (`☃ " ' */`)) ENGINE=InnoDB COMMENT='☃';
CREATE TABLE `sixty_four_characters_long_name_that_is_as_long_as_names_can_be_` (
    `sixty_four_characters_long_name_that_is_as_long_as_names_can_be_` INT PRIMARY KEY);
CREATE TABLE `new
line` (`a
b` INT PRIMARY KEY);
CREATE VIEW `v ``☃ */` AS SELECT `i``d` AS `x``y` FROM `ta``b"l'e */ --`;
CREATE VIEW far AS SELECT k.v, k.id FROM rich.kinds k JOIN `ta``b"l'e */ --` ON k.id = `i``d`;
CREATE FUNCTION `f``n`() RETURNS VARCHAR(10) DETERMINISTIC RETURN 'x';
)SQL";

constexpr const char* mariadb_only = R"SQL(
USE rich;
CREATE SEQUENCE numbers START WITH 10 INCREMENT BY 5 MINVALUE 1 MAXVALUE 100000 CACHE 20 CYCLE;
SELECT NEXT VALUE FOR numbers; SELECT NEXT VALUE FOR numbers;
CREATE SEQUENCE `down ``☃` START WITH -1 INCREMENT BY -1 MAXVALUE -1 NOCACHE;
CREATE TABLE modern (
    id UUID NOT NULL DEFAULT UUID() PRIMARY KEY, n BIGINT NOT NULL DEFAULT NEXT VALUE FOR rich.numbers,
    a INT CHECK (a > 0), b INT DEFAULT (a + 1) , stored INT AS ((a + b) * 2) STORED,
    virt VARCHAR(50) GENERATED ALWAYS AS (CONCAT('#', n)) VIRTUAL COMMENT 'a virtual one',
    hidden TEXT INVISIBLE DEFAULT 'x', j JSON, ip INET6, ip4 INET4, z TEXT COMPRESSED, w TEXT,
    UNIQUE KEY long_one (w), KEY down (a DESC, b), KEY idle (b) IGNORED,
    CONSTRAINT `a ☃ b` CHECK (a < b OR b IS NULL)) ENGINE=InnoDB PAGE_COMPRESSED=1;
CREATE TABLE aria (id INT PRIMARY KEY) ENGINE=Aria PAGE_CHECKSUM=1 TRANSACTIONAL=0;
DELIMITER //
CREATE TRIGGER z_before BEFORE INSERT ON modern FOR EACH ROW SET NEW.a = 1//
CREATE TRIGGER a_after BEFORE INSERT ON modern FOR EACH ROW FOLLOWS z_before SET NEW.a = NEW.a + 1//
DELIMITER ;
)SQL";

}  // namespace

std::vector<std::string> rich_schema(ServerKind kind) {
    std::vector<std::string> statements;
    if (kind == ServerKind::mysql56) {
        statements.emplace_back(
            "SET GLOBAL innodb_file_format = Barracuda, GLOBAL innodb_large_prefix = 1;");
    }
    statements.emplace_back(everywhere);
    if (kind == ServerKind::mariadb) {
        statements.emplace_back(mariadb_only);
    }
    return statements;
}

}  // namespace cutover::test
