-- Names that are legal, and that break tools which glue SQL or HTML together. Servers refuse
-- characters beyond the basic multilingual plane in names, so ☃ is as far as it goes.

SET NAMES utf8mb4;

CREATE DATABASE `we``ird "db" */ ☃` CHARACTER SET utf8mb4;
USE `we``ird "db" */ ☃`;

CREATE TABLE `back``tick` (
    `ke``y` INT NOT NULL,
    `sel ect` INT NULL,
    `a'b"c` VARCHAR(20) NULL,
    `*/ DROP TABLE x; --` INT NULL,
    PRIMARY KEY (`ke``y`),
    KEY `in``dex` (`sel ect`)
) ENGINE = InnoDB COMMENT = '*/ '' " ` \\ ☃';
INSERT INTO `back``tick` VALUES (1, 2, 'x', 3), (2, NULL, '''"`', NULL);

CREATE TABLE `new
line	tab` (`id` INT NOT NULL PRIMARY KEY, `☃` INT NULL) ENGINE = InnoDB;
INSERT INTO `new
line	tab` VALUES (1, 1);

CREATE TABLE `</script><img src=x onerror=alert(1)>` (
    `<b>id</b>` INT NOT NULL PRIMARY KEY, `v` VARCHAR(60) NULL
) ENGINE = InnoDB;
INSERT INTO `</script><img src=x onerror=alert(1)>` VALUES (1, '</script><script>alert(1)</script>');

CREATE TABLE `select` (`from` INT NOT NULL PRIMARY KEY, `where` INT NULL) ENGINE = InnoDB;
INSERT INTO `select` VALUES (1, 1), (2, 2);

CREATE TABLE `sixty_four_characters_long_name_that_is_as_long_as_names_can_be_` (
    `sixty_four_characters_long_name_that_is_as_long_as_names_can_be_` INT NOT NULL PRIMARY KEY
) ENGINE = InnoDB;
INSERT INTO `sixty_four_characters_long_name_that_is_as_long_as_names_can_be_` VALUES (7);

CREATE TABLE `a.b` (`c.d` INT NOT NULL PRIMARY KEY) ENGINE = InnoDB;
INSERT INTO `a.b` VALUES (1);

CREATE VIEW `vie``w */` AS SELECT `ke``y` AS `k``1` FROM `back``tick` WHERE `a'b"c` <> '`back``tick`';
