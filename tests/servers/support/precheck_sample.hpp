#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "core/check.hpp"
#include "core/task.hpp"

namespace cutover::test {

inline const char* const precheck_sample = R"(
    CREATE DATABASE pc_1 CHARACTER SET utf8 COLLATE utf8_general_ci;
    USE pc_1;
    CREATE TABLE parent (id INT PRIMARY KEY) ENGINE=InnoDB;
    CREATE TABLE child (id INT PRIMARY KEY, parent INT, note TEXT,
        CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent (id)) ENGINE=InnoDB;
    CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM parent;
    CREATE TRIGGER tr BEFORE INSERT ON parent FOR EACH ROW SET @a = 1;
    CREATE PROCEDURE p() SQL SECURITY INVOKER SELECT 1;
    CREATE FUNCTION f() RETURNS INT DETERMINISTIC SQL SECURITY INVOKER RETURN 1;
    CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
)";

inline Task precheck_task() {
    Task task;
    task.name = "pc";
    task.types = {.schema = true, .full = true, .incremental = true};
    task.objects.databases["pc_1"] = {};
    return task;
}

inline CheckResult precheck_result(const std::vector<CheckResult>& results, const std::string& id) {
    for (const CheckResult& result : results) {
        if (result.id == id) {
            return result;
        }
    }
    throw std::runtime_error(id + " was not evaluated");
}

}  // namespace cutover::test
