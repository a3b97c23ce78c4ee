/// The binary logs that real servers send, followed from a position on.
#include "core/change_stream.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/row_encoder.hpp"
#include "mysql/change_stream.hpp"
#include "mysql/log_position.hpp"
#include "mysql/mysql_database.hpp"
#include "mysql/server_info.hpp"
#include "tests/servers/support/row_fixture.hpp"
#include "tests/servers/support/type_cases.hpp"

namespace cutover::test::change_stream_test {
namespace {

constexpr std::uint32_t reader_id = 4'000'000'001;

LogPlace place_now(const PrivateServer& server, bool by_gtids) {
    Session session(server.endpoint(), SessionRole::read_only);
    const LogPosition position = read_log_position(session, read_server_facts(session));
    const std::optional<LogPlace> place = parse_log_place(
        position.file_and_offset + (by_gtids ? " " + position.gtid_set : std::string()));
    return place.value();
}

std::unique_ptr<ChangeStream> open_stream(
    const PrivateServer& server,
    const LogPlace& from,
    std::function<const std::vector<ColumnDefinition>*(const TableName&)> columns) {
    Session session(server.endpoint(), SessionRole::read_only);
    return open_change_stream(
        server.endpoint(), read_server_facts(session),
        {.from = from, .server_id = reader_id, .columns = std::move(columns)});
}

/// Reads until the stream stands where the server's log ends, and a few seconds at most.
void read_to_the_end(const PrivateServer& server, ChangeStream& stream, const ChangeSink& sink) {
    const LogPlace end = place_now(server, false);
    for (int events = 0; events < 10'000; ++events) {
        if (stream.place().file == end.file && stream.place().offset >= end.offset) {
            return;
        }
        stream.read(sink);
    }
    FAIL() << "stands at " << to_text(stream.place()) << " before " << to_text(end);
}

/// The digest of a table kept current from the log alone: out with what was, in with what is.
class FollowedDigest {
  public:
    explicit FollowedDigest(const std::vector<ReadColumn>& columns) : encoder_(columns, {}) {}

    void take(const Change& change) {
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            const RowImages& images = *rows->images;
            for (std::size_t row = 0; row < images.before.rows(); ++row) {
                digest_.remove(encoder_.digest(images.before, row));
            }
            for (std::size_t row = 0; row < images.after.rows(); ++row) {
                digest_.add(encoder_.digest(images.after, row));
            }
        }
    }

    [[nodiscard]] const RowsDigest& digest() const { return digest_; }

  private:
    RowEncoder encoder_;
    RowsDigest digest_{};
};

class ChangeStreams : public testing::TestWithParam<ServerKind> {
  protected:
    static PrivateServer& server() { return PrivateServer::shared(GetParam(), 0); }
};

TEST_P(ChangeStreams, RowsOfEveryTypeAreWhatTheServerReads) {
    for (const TypeCase& test : type_cases()) {
        if (test.mariadb_only && GetParam() != ServerKind::mariadb) {
            continue;
        }
        for (const bool by_gtids : {false, true}) {
            SCOPED_TRACE(std::string(test.name) + (by_gtids ? " by GTIDs" : " by file"));
            TableOnBoth table({"", GetParam(), GetParam()}, "id INT PRIMARY KEY, " + test.columns);
            const LogPlace from = place_now(server(), by_gtids);
            table.run_on_source(
                "INSERT INTO t VALUES " + test.values +
                "; UPDATE t SET id = id + 100 WHERE id > 1; DELETE FROM t WHERE id = 102");
            const Catalog catalog =
                open_database(server().endpoint(), SessionRole::read_only)->catalog({"rows"});
            const TableDefinition* const definition = find_table(catalog, {"rows", "t"});
            const auto stream = open_stream(server(), from, [&](const TableName& name) {
                return name == definition->name ? &definition->columns : nullptr;
            });
            FollowedDigest followed(table.source_rows().columns);
            read_to_the_end(server(), *stream, [&](const Change& c) { followed.take(c); });
            EXPECT_GT(followed.digest().rows, 0U);
            EXPECT_EQ(followed.digest(), table.source_digest());
            EXPECT_EQ(to_text(stream->place()), to_text(place_now(server(), by_gtids)));
        }
    }
}

/// What a stream tells besides values: "begin", "insert 3", "commit", statements as they are.
std::string story_of(const Change& change) {
    if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
        const char* const word = rows->change == RowChange::insert   ? "insert "
                                 : rows->change == RowChange::update ? "update "
                                                                     : "delete ";
        return word + std::to_string(rows->images->rows(rows->change)) + "; ";
    }
    if (const auto* const statement = std::get_if<StatementExecuted>(&change.body)) {
        return std::string(statement->sql) + "; ";
    }
    return std::holds_alternative<TransactionBegun>(change.body) ? "begin; " : "commit; ";
}

/// A server of the test's own with the table `f`.`t` (id INT PRIMARY KEY, v LONGBLOB).
class Followed {
  public:
    explicit Followed(ServerKind kind, std::vector<std::string> arguments = {})
        : server_(kind, std::move(arguments)) {
        server_.execute("CREATE DATABASE f; CREATE TABLE f.t (id INT PRIMARY KEY, v LONGBLOB)");
        from_ = place_now(server_, false);
        id_.name = "id";
        id_.data_type = "int";
        v_.name = "v";
        v_.data_type = "longblob";
        columns_ = {id_, v_};
    }

    [[nodiscard]] std::unique_ptr<ChangeStream> open(const LogPlace& from) const {
        return open_stream(server_, from, [this](const TableName& name) {
            return name == TableName{"f", "t"} ? &columns_ : nullptr;
        });
    }

    [[nodiscard]] std::string story() const {
        std::string story;
        const auto stream = open(from_);
        read_to_the_end(server_, *stream, [&](const Change& c) { story += story_of(c); });
        return story;
    }

    /// Follows from `from` on for so many events, or until that fails.
    [[nodiscard]] std::optional<Error> failure(const LogPlace& from, int events = 8) const {
        try {
            const auto stream = open(from);
            for (int event = 0; event < events; ++event) {
                stream->read([](const Change&) {});
            }
        } catch (const Error& error) {
            return error;
        }
        return std::nullopt;
    }

    [[nodiscard]] PrivateServer& server() { return server_; }

    [[nodiscard]] const LogPlace& from() const { return from_; }

  private:
    PrivateServer server_;
    LogPlace from_{};
    ColumnDefinition id_{};
    ColumnDefinition v_{};
    std::vector<ColumnDefinition> columns_{};
};

TEST_P(ChangeStreams, TransactionsAreToldWholeOverSeveralFilesAndARestart) {
    Followed followed(GetParam());
    followed.server().execute(
        "INSERT INTO f.t VALUES (1, 'a'), (2, 'b'); FLUSH LOGS; BEGIN; DELETE FROM f.t WHERE id = "
        "1;"
        "UPDATE f.t SET id = id + 1; COMMIT; FLUSH LOGS; FLUSH LOGS; CREATE DATABASE g; "
        "CREATE TABLE g.unselected (id INT PRIMARY KEY); INSERT INTO g.unselected VALUES (1)");
    followed.server().kill_and_restart();
    followed.server().execute("USE f; ALTER TABLE t COMMENT 'c'; DELETE FROM t");
    const std::string story = followed.story();
    EXPECT_EQ(
        story,
        "begin; insert 2; commit; begin; delete 1; update 1; commit; CREATE DATABASE g; "
        "CREATE TABLE g.unselected (id INT PRIMARY KEY); begin; commit; ALTER TABLE t COMMENT 'c'; "
        "begin; delete 1; commit; ");
}

TEST_P(ChangeStreams, ARowOfManyPacketsIsReadWhole) {
    Followed followed(GetParam(), {"--max-allowed-packet=128M", "--innodb-log-file-size=512M"});
    followed.server().execute("INSERT INTO f.t VALUES (1, REPEAT('x', 40000000))");
    std::size_t bytes = 0;
    const auto stream = followed.open(followed.from());
    read_to_the_end(followed.server(), *stream, [&](const Change& change) {
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            bytes += rows->images->after.size_bytes();
        }
    });
    EXPECT_GT(bytes, 40'000'000U);
    EXPECT_LT(bytes, 41'000'000U);
}

TEST_P(ChangeStreams, ALogThatDoesNotGoOnFromThereIsSaid) {
    Followed followed(GetParam());
    const LogPlace start = followed.from();
    EXPECT_FALSE(followed.failure(start, 4).has_value());
    followed.server().execute("FLUSH LOGS; INSERT INTO f.t VALUES (1, 'a')");
    const LogPlace later = place_now(followed.server(), false);
    const auto expect_gone = [&](const LogPlace& from, const char* what) {
        SCOPED_TRACE(what);
        const std::optional<Error> error = followed.failure(from);
        ASSERT_TRUE(error);
        EXPECT_EQ(error->exit_code(), ExitCode::log_gone) << error->what();
    };
    expect_gone({later.file, later.offset + 100'000, ""}, "beyond the end");
    expect_gone({later.file, later.offset - 7, ""}, "inside an event");
    expect_gone({"binlog.000099", 4, ""}, "a file that never was");
    followed.server().execute("PURGE BINARY LOGS TO '" + later.file + "'");
    expect_gone(start, "purged");
    followed.server().execute("RESET MASTER");
    expect_gone(later, "reset");
}

TEST_P(ChangeStreams, WhatCannotBeFollowedNamesTheSetting) {
    const struct {
        const char* statements;
        const char* setting;
    } cases[] = {
        {"SET binlog_row_image=minimal; UPDATE f.t SET v = 'b'", "binlog_row_image=FULL"},
        {"SET binlog_row_image=noblob; UPDATE f.t SET id = 7", "binlog_row_image=FULL"},
        {"SET binlog_format=statement; INSERT INTO f.t VALUES (LAST_INSERT_ID() + 5, RAND())",
         "binlog_format=ROW"},
    };

    for (const auto& test : cases) {
        SCOPED_TRACE(test.statements);
        Followed followed(GetParam());
        followed.server().execute("INSERT INTO f.t VALUES (1, 'a')");
        const LogPlace from = place_now(followed.server(), false);
        followed.server().execute(test.statements);
        const std::optional<Error> error = followed.failure(from);
        ASSERT_TRUE(error);
        EXPECT_EQ(error->exit_code(), ExitCode::log_gone);
        EXPECT_NE(std::string(error->what()).find(test.setting), std::string::npos)
            << error->what();
        EXPECT_NE(std::string(error->what()).find("binlog.00000"), std::string::npos);
    }
}

TEST_P(ChangeStreams, ALostServerIsAReasonToConnectAgain) {
    Followed followed(GetParam());
    const auto stream = followed.open(followed.from());
    stream->read([](const Change&) {});
    followed.server().kill();
    try {
        for (int event = 0; event < 10; ++event) {
            stream->read([](const Change&) {});
        }
        FAIL() << "reads from a server that is gone";
    } catch (const Error& error) {
        EXPECT_EQ(error.recovery(), Recovery::retry_session) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(
    BothKinds,
    ChangeStreams,
    testing::ValuesIn(both_kinds),
    [](const testing::TestParamInfo<ServerKind>& kind) {
        return kind.param == ServerKind::mariadb ? "MariaDB" : "Mysql56";
    });

}  // namespace
}  // namespace cutover::test::change_stream_test
