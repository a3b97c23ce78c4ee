#include "tests/servers/support/long_table.hpp"

#include <string>

namespace cutover::test {

LongTable::LongTable(const PrivateServer& source) : source_(source) {
    std::string sql =
        "USE `copy`; CREATE TABLE `long` (id INT NOT NULL PRIMARY KEY, n INT, v MEDIUMTEXT) "
        "ENGINE=InnoDB CHARACTER SET latin1; INSERT INTO `long` VALUES (0, 0, REPEAT('x', "
        "30000));";
    for (int made = 1; made < rows; made *= 2) {
        sql += "INSERT INTO `long` SELECT id + " + std::to_string(made) +
               ", 0, v FROM `long` WHERE id + " + std::to_string(made) + " < " +
               std::to_string(rows) + ";";
    }
    source_.execute(sql + "ANALYZE TABLE `long`");
}

void LongTable::start_writing() {
    writer_ = std::thread([this] {
        for (int i = 1; !stop_; ++i) {
            const std::string id = std::to_string(i * 37 % rows);
            const std::string kept = id == damaged ? "0" : id;
            const ProgramRun wrote = source_.try_sql(
                "USE `copy`; UPDATE `long` SET n=n+1 WHERE id=" + kept +
                "; DELETE FROM `long` WHERE id=" + std::to_string(rows + i - 5) +
                "; INSERT INTO `long` VALUES (" + std::to_string(rows + i) + ", 1, 'new')");
            written_ += wrote.exit_code == 0 ? 1 : 0;
        }
    });
}

void LongTable::stop() {
    stop_ = true;
    if (writer_.joinable()) {
        writer_.join();
    }
}

void LongTable::damage(const PrivateServer& destination) {
    destination.execute(
        std::string("UPDATE `copy`.`long` SET v=INSERT(v, 15000, 1, 'y') WHERE id=") + damaged);
}

}  // namespace cutover::test
