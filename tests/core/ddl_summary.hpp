#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/ddl_change.hpp"
#include "core/sql_tokens.hpp"

namespace cutover::ddl_cases {

inline std::string_view to_text(DdlRole role) {
    static constexpr std::array<std::string_view, 7> texts{
        "created", "altered", "dropped", "from", "to", "read", "referenced"};
    return texts.at(static_cast<std::size_t>(role));
}

inline std::string_view to_text(DdlObjectKind kind) {
    static constexpr std::array<std::string_view, 9> texts{"database",  "table",    "view",
                                                           "procedure", "function", "trigger",
                                                           "event",     "sequence", "package"};
    return texts.at(static_cast<std::size_t>(kind));
}

/// "rename_table: from table shop.a, to table shop.b; if_exists"
inline std::string summary(const DdlChange& change) {
    std::string text(to_text(change.kind));
    std::string before = ": ";
    for (const DdlObject& object : change.objects) {
        text += before + std::string(to_text(object.role)) + " " +
                std::string(to_text(object.kind)) + " " + object.name.database;
        text += object.name.table.empty() ? "" : "." + object.name.table;
        before = ", ";
    }
    text += change.temporary ? "; temporary" : "";
    text += change.if_exists ? "; if_exists" : "";
    text += change.from_select ? "; select" : "";
    text += change.has_settings ? "; settings" : "";
    text += change.asides.empty() ? "" : "; asides " + std::to_string(change.asides.size());
    text += change.unclear.empty() || change.kind == DdlKind::unknown ? "" : "; unclear";
    return text;
}

/// The places of a name hold that name.
inline void expect_places(const DdlChange& change) {
    const std::vector<SqlToken> tokens =
        meaningful_tokens(change.logged.sql, dialect_of(change.logged.sql_mode));
    for (const DdlObject& object : change.objects) {
        if (object.first == object.end) {
            continue;
        }
        ASSERT_LE(object.end, tokens.size());
        const std::string own =
            object.name.table.empty() ? object.name.database : object.name.table;
        EXPECT_EQ(ascii_lower(name_of(tokens[object.end - 1])), ascii_lower(own));
    }
}

/// In a session whose default database is `shop`.
struct ChangeCase {
    std::string sql;
    std::string expected;
    std::string sql_mode{};
};

inline void expect_all(const std::vector<ChangeCase>& cases) {
    for (const ChangeCase& test : cases) {
        SCOPED_TRACE(test.sql);
        LoggedStatement logged{.sql = test.sql, .database = "shop", .sql_mode = test.sql_mode};
        const DdlChange change = parse_ddl(logged);
        EXPECT_EQ(summary(change), test.expected) << change.unclear;
        expect_places(change);
    }
}

}  // namespace cutover::ddl_cases
