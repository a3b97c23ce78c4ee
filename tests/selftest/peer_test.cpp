#include "selftest/peer.hpp"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

namespace cutover::test::peer_test {
namespace {

TableDefinition table(
    const std::vector<std::pair<std::string, std::string>>& names_and_types,
    const std::vector<std::string>& not_null) {
    TableDefinition definition;
    definition.name = {"ptx", "t"};
    for (const auto& [name, type] : names_and_types) {
        ColumnDefinition column;
        column.name = name;
        column.data_type = type;
        column.nullable = std::find(not_null.begin(), not_null.end(), name) == not_null.end();
        definition.columns.push_back(column);
    }
    return definition;
}

/// The SELECT that `pt-table-checksum --explain --explain` of Debian's percona-toolkit 3.2.1 shows
/// for a table with these columns.
TEST(Peer, TheDigestIsTheOneThatPtTableChecksumBuilds) {
    const TableDefinition definition = table(
        {{"id", "int"},
         {"f", "float"},
         {"v", "varchar"},
         {"c", "char"},
         {"e", "enum"},
         {"ts", "timestamp"},
         {"dt", "datetime"},
         {"txt", "text"},
         {"vb", "varbinary"},
         {"bn", "binary"},
         {"bl", "blob"},
         {"bits", "bit"},
         {"g", "point"},
         {"st", "set"},
         {"j", "longtext"}},
        {"id", "c", "bl"});
    EXPECT_EQ(
        peer_statement(Peer::pt_digest, definition),
        "SELECT COUNT(*) AS cnt, COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#', `id`, `f`, "
        "convert(`v` using utf8mb4), convert(`c` using utf8mb4), convert(`e` using utf8mb4), "
        "UNIX_TIMESTAMP(`ts`), `dt`, CRC32(`txt`), CRC32(`vb`), CRC32(`bn`), CRC32(`bl`), `bits`, "
        "`g`, convert(`st` using utf8mb4), CRC32(`j`), CONCAT(ISNULL(`f`), ISNULL(`v`), "
        "ISNULL(`e`), ISNULL(`ts`), ISNULL(`dt`), ISNULL(`txt`), ISNULL(`vb`), ISNULL(`bn`), "
        "ISNULL(`bits`), ISNULL(`g`), ISNULL(`st`), ISNULL(`j`)))) AS UNSIGNED)), 10, 16)), 0) AS "
        "crc FROM `ptx`.`t`");
}

TEST(Peer, NamesAreQuoted) {
    TableDefinition definition = table({{"a`b", "int"}}, {"a`b"});
    definition.name = {"d`b", "t"};
    EXPECT_EQ(
        peer_statement(Peer::pt_digest, definition),
        "SELECT COUNT(*) AS cnt, COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#', `a``b`)) "
        "AS UNSIGNED)), 10, 16)), 0) AS crc FROM `d``b`.`t`");
    EXPECT_EQ(peer_statement(Peer::checksum_table, definition), "CHECKSUM TABLE `d``b`.`t`");
    EXPECT_EQ(peer_statement(Peer::row_count, definition), "SELECT COUNT(*) FROM `d``b`.`t`");
}

/// Answers what it is told to, whatever it is asked.
struct ScriptedRunner : StatementRunner {
    explicit ScriptedRunner(std::vector<Rows> script) : answers(std::move(script)) {}

    std::vector<Rows> answers;
    std::size_t asked = 0;

    void run(const std::string& /*sql*/, const std::string& /*purpose*/) override {}

    Rows ask(const std::string& /*sql*/, const std::string& /*purpose*/) override {
        return answers.at(asked++);
    }
};

TEST(Peer, OnlyWhatIsComparedCounts) {
    const TableDefinition here = table({{"id", "int"}}, {"id"});
    ScriptedRunner source({{{"3"}}, {{"a.t", "17"}}, {{"3", "ff"}}});
    ScriptedRunner destination({{{"3"}}, {{"b.t", "17"}}, {{"3", "fe"}}});
    EXPECT_EQ(ask_peers(source, here, destination, here), (PeerAnswers{false, false, true}));
    ScriptedRunner nothing({{{"2"}}, {{"b.t", std::nullopt}}, {{"3", "ff"}}});
    source.asked = 0;
    EXPECT_EQ(ask_peers(source, here, nothing, here), (PeerAnswers{true, true, false}));
}

}  // namespace
}  // namespace cutover::test::peer_test
