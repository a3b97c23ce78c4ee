/// The tables of the selftest: between them every form that a value can have, three shapes of keys
/// and none, and rows that are alike where a difference is to cancel out.
#include "selftest/seed_kind.hpp"

namespace cutover {
namespace {

constexpr std::uint64_t rows = 128;

}  // namespace

const std::vector<TestTable>& test_tables() {
    static const std::vector<TestTable> tables{
        {"wide",
         "(id BIGINT UNSIGNED NOT NULL PRIMARY KEY, i INT, j INT, u BIGINT UNSIGNED, f FLOAT,"
         " d DOUBLE, z DOUBLE, n DECIMAL(20,4), absent INT,"
         " v VARCHAR(80) COLLATE utf8mb4_general_ci, w VARCHAR(80) COLLATE utf8mb4_general_ci,"
         " accent VARCHAR(40) COLLATE utf8mb4_unicode_ci, smile VARCHAR(40), c CHAR(10),"
         " l VARCHAR(20) CHARACTER SET latin1, opt VARCHAR(20), emp VARCHAR(20), txt TEXT,"
         " b VARBINARY(40), bin BINARY(6), bl BLOB, bits BIT(12), g POINT,"
         " e ENUM('','new','paid'), s SET('a','b','c'), y YEAR, day DATE, dt DATETIME(6),"
         " ts TIMESTAMP(3) NULL DEFAULT NULL, tm TIME(6))",
         "({id}, {id} * 5, {id} * 7, 18446744073709551615 - {id}, 1 + {id} / 1024e0,"
         " 1 + {id} / 1024e0, 0e0, {id} + 0.25, NULL, 'name {id}', 'note {id}',"
         " CONCAT('caf', _utf8mb4 0xC3A9, ' {id}'), CONCAT(_utf8mb4 0xF09F9880, '{id}'),"
         " 'c{id}', CONCAT(_latin1 0xE9, _latin1 '{id}'), NULL, '', REPEAT('long {id} ', 20),"
         " CONCAT(0x00FF, '{id}'), UNHEX(LPAD(HEX({id}), 6, '0')), CONCAT('{id}', 0x00FF),"
         " {id}, ST_GeomFromText('POINT({id} 1)'), '', 'a,b', 1990 + {id} % 100,"
         " '2024-02-28' + INTERVAL {id} DAY, '2024-02-29 12:00:00.000001' + INTERVAL {id} HOUR,"
         " '2024-11-03 05:30:00.5', SEC_TO_TIME({id} * 100))"},
        {"alike",
         "(id INT NOT NULL PRIMARY KEY, grade CHAR(1), at DATETIME, one VARCHAR(20),"
         " two VARCHAR(20))",
         "({id}, 'B', '2024-05-01 12:00:00', 'a#b', 'c')"},
        {"pair",
         "(k VARCHAR(30) COLLATE utf8mb4_general_ci NOT NULL, n INT NOT NULL, w INT,"
         " PRIMARY KEY (k, n), UNIQUE KEY w (w))",
         "('k{id}', {id}, {id})"},
        {"keyless", "(a INT, v VARCHAR(20))", "({id}, 'v{id}'), ({id}, 'v{id}')"},
        {"doc", "(id INT NOT NULL PRIMARY KEY, j JSON)",
         R"(({id}, '{"a": 1, "b": [{id}, "x"], "c": null}'))", true}};
    return tables;
}

const std::vector<std::uint64_t>& test_ids() {
    static const std::vector<std::uint64_t> ids = [] {
        std::vector<std::uint64_t> made;
        for (std::uint64_t row = 1; row <= rows; ++row) {
            made.push_back(2 * row);
        }
        return made;
    }();
    return ids;
}

}  // namespace cutover
