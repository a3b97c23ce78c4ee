#include "core/expression_form.hpp"

#include <gtest/gtest.h>

namespace cutover::expression_form_test {
namespace {

struct FormCase {
    const char* name;
    std::vector<std::string> same;  ///< All have one form.
    std::string different{};        ///< And this has another.
};

const FormCase form_cases[] = {
    {"parentheses by precedence", {"((`a` + 1) * 2)", "(`a` + 1) * 2"}, "`a` + 1 * 2"},
    {"and before or",
     {"((`t`.`a` > 1) and ((`t`.`e` = 'a') or (`t`.`s` = 'b')))",
      "`t`.`a` > 1 and (`t`.`e` = 'a' or `t`.`s` = 'b')"},
     "`t`.`a` > 1 and `t`.`e` = 'a' or `t`.`s` = 'b'"},
    {"a chain of ands", {"((1 and 2) and 3)", "1 and (2 and 3)", "1 and 2 and 3"}, "1 and 2 or 3"},
    {"not like", {"(not((`a` like '%x')))", "`a` not like '%x'"}, "`a` like '%x'"},
    {"not in", {"(`a` not in (1,2))", "!(`a` in (1, 2))"}, "`a` in (1,2)"},
    {"subtraction has a side", {"(`a` - `b`) - `c`", "`a` - `b` - `c`"}, "`a` - (`b` - `c`)"},
    {"unary minus", {"-(`a`) + 1", "-`a` + 1"}, "-(`a` + 1)"},
    {"between",
     {"(`a` between 1 and 3) and `b`", "`a` between 1 and 3 and `b`"},
     "`a` between 1 and (3 and `b`)"},
    {"case",
     {"(case when (`a` > 1) then 'x' else (1 + 2) end)",
      "case when `a` > 1 then 'x' else 1 + 2 end"},
     "case when `a` > 1 then 'x' else 1 - 2 end"},
    {"now", {"now()", "current_timestamp()", "CURRENT_TIMESTAMP"}, "current_timestamp(3)"},
    {"strings", {R"('a\'b')", "'a''b'", R"("a'b")", "_utf8mb4'a''b'"}, "'a''c'"},
    {"a character set that matters", {"_latin1'a'", "_LATIN1 'a'"}, "'a'"},
    {"spellings of utf8",
     {"cast(`a` as char charset utf8)", "cast(`a` as char charset utf8mb3)"},
     "cast(`a` as char charset utf8mb4)"},
    {"collations",
     {"`a` COLLATE utf8_bin = 'x'", "(`a` collate utf8mb3_bin) = 'x'"},
     "`a` collate utf8mb4_bin = 'x'"},
    {"a join keeps its parentheses",
     {"select `o`.`id` AS `id` from (`a` `o` join `b` on((`o`.`x` = `b`.`x`))) where (`o`.`y` = 1)",
      "select `o`.`id` AS `id` from (`a` `o` join `b` on(`o`.`x` = `b`.`x`)) where `o`.`y` = 1"},
     "select `o`.`id` AS `id` from (`a` `o` left join `b` on(`o`.`x` = `b`.`x`)) where `o`.`y` = "
     "1"},
    {"exists",
     {"exists(select 1 from `t` where (`t`.`a` = 1))",
      "exists(select 1 from `t` where `t`.`a` = 1 limit 1)"},
     "exists(select 1 from `t`)"},
    {"an interval", {"(`t` + interval 1 day)", "`t` + INTERVAL 1 DAY"}, "`t` + interval 1 month"},
    {"aggregates",
     {"group_concat(distinct `e` order by `e` DESC separator ';')",
      "GROUP_CONCAT(DISTINCT `e` ORDER BY `e` desc SEPARATOR ';')"},
     "group_concat(`e`)"},
    {"stored functions", {"`shop`.`f`(1,(2 + 3))", "`shop`.`f`(1, 2 + 3)"}, "`shop`.`g`(1,2 + 3)"},
    {"is not null", {"(`a` is not null)", "`a` IS NOT NULL"}, "`a` is null"},
};

std::string form(const std::string& sql) {
    return expression_form(meaningful_tokens(sql));
}

TEST(ExpressionForm, IsOneForOneMeaning) {
    for (const FormCase& test : form_cases) {
        SCOPED_TRACE(test.name);
        for (const std::string& sql : test.same) {
            EXPECT_EQ(form(sql), form(test.same.front())) << sql;
        }
        EXPECT_NE(form(test.different), form(test.same.front()));
    }
}

TEST(ExpressionForm, TakesAnything) {
    for (const std::string& sql :
         {std::string(5000, '('), std::string(5000, ')'), std::string(3000, '-'),
          std::string("case when"), std::string("a in ("), std::string(". . ,"),
          std::string("not not not"), std::string("interval"), std::string("x between")}) {
        EXPECT_NO_THROW(static_cast<void>(form(sql)));
    }
}

}  // namespace
}  // namespace cutover::expression_form_test
