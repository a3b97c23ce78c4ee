#include "core/column_references.hpp"

#include <gtest/gtest.h>

namespace cutover::column_references_test {
namespace {

struct ReferenceCase {
    const char* name;
    const char* printed;
    const char* expected;
};

const ReferenceCase reference_cases[] = {
    {"a table", "select `d`.`t`.`a` AS `a` from `d`.`t`", "select `t`.`a` AS `a` from `d`.`t`"},
    {"a view behind an alias (MySQL)", "select `d`.`v`.`a` AS `a` from `d`.`w` `v`",
     "select `v`.`a` AS `a` from `d`.`w` `v`"},
    {"a view (MariaDB)", "select `v`.`a` AS `a` from `d`.`v`",
     "select `v`.`a` AS `a` from `d`.`v`"},
    {"a table named like its database", "select `t`.`t`.`t` AS `a` from `t`.`t`",
     "select `t`.`t` AS `a` from `t`.`t`"},
    {"two tables of one name", "select `d`.`t`.`a`, `e`.`t`.`a` from (`d`.`t` join `e`.`t`)",
     "select `d`.`t`.`a`, `e`.`t`.`a` from (`d`.`t` join `e`.`t`)"},
    {"an alias like another's name", "select `d`.`t`.`a`, `t`.`a` from (`d`.`t` join `e`.`x` `t`)",
     "select `d`.`t`.`a`, `t`.`a` from (`d`.`t` join `e`.`x` `t`)"},
    {"a function", "select `d`.`f`(`d`.`t`.`a`) from `d`.`t`",
     "select `d`.`f`(`t`.`a`) from `d`.`t`"},
};

TEST(ColumnReferences, NameADatabaseOnlyWhereItTellsTablesApart) {
    for (const ReferenceCase& test : reference_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(
            without_databases_of_columns(meaningful_tokens(test.printed)),
            meaningful_tokens(test.expected));
    }
}

}  // namespace
}  // namespace cutover::column_references_test
