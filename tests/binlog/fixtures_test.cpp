/// Every binary log of the fixtures beside the project, from MySQL 5.0 to 9.6 and MariaDB 5.5 to
/// 11.8, must decode to what independent readers found in it. They are not part of the project:
/// where they are not there, this says so and proves nothing; tests/servers reads logs of its own.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include "binlog/damaged_log.hpp"
#include "binlog/event_reader.hpp"
#include "binlog/row_decoder.hpp"
#include "tests/binlog/logged_value.hpp"
#include "tests/binlog/recorded_log.hpp"
#include "tests/places.hpp"

namespace cutover::fixtures_test {
namespace {

using nlohmann::json;

std::filesystem::path fixtures() {
    return std::filesystem::path(test::source_folder).parent_path() / "shared/binlog-fixtures";
}

/// zlib reads files that are not compressed as they are.
std::vector<std::uint8_t> contents(const std::filesystem::path& path) {
    std::vector<std::uint8_t> bytes;
    gzFile file = ::gzopen(path.c_str(), "rb");
    std::vector<std::uint8_t> buffer(1U << 16U);
    for (int count = 0; (count = ::gzread(file, buffer.data(), 1U << 16U)) > 0;) {
        bytes.insert(bytes.end(), buffer.begin(), buffer.begin() + count);
    }
    ::gzclose(file);
    return bytes;
}

const char* operation(RowChange change) {
    return change == RowChange::insert   ? "insert"
           : change == RowChange::update ? "update"
                                         : "delete";
}

/// Compares rows with those expected, in their order, until there are no more of these.
class RowCheck {
  public:
    explicit RowCheck(const json& expected) : expected_(expected) {}

    void check(const RowsEvent& event) {
        const TableMap& table = *event.table;
        const RowDecoder decoder(event.table, image_columns(table));
        LoggedRows logged = decoder.rows();
        decoder.decode(event, logged);
        const RowImages& images = logged.images;
        const std::size_t rows = std::max(images.before.rows(), images.after.rows());
        for (std::size_t row = 0; row < rows && next_ < expected_.size(); ++row, ++next_) {
            const json& wanted = expected_[next_];
            SCOPED_TRACE(
                "row " + std::to_string(next_) + " " + wanted.at("table").get<std::string>());
            EXPECT_EQ(wanted.at("op"), operation(event.change));
            EXPECT_EQ(wanted.at("table"), table.database + "." + table.table);
            if (wanted.contains("before")) {
                check_image(wanted.at("before"), event.before_columns, table, images.before, row);
            }
            if (wanted.contains("after")) {
                check_after(wanted.at("after"), event, logged, row);
            }
        }
        counts_[table.database + "." + table.table][operation(event.change)] += rows;
    }

    [[nodiscard]] bool has_seen_all() const { return next_ == expected_.size(); }

    [[nodiscard]] std::size_t count(const std::string& table, const std::string& what) {
        return counts_[table][what];
    }

  private:
    void check_after(
        json wanted, const RowsEvent& event, const LoggedRows& logged, std::size_t row) {
        for (const LoggedRows::CellDiff& cell : logged.json_diffs) {
            if (cell.row == row) {
                json diffs = json::array();
                for (const JsonDiff& diff : cell.diffs) {
                    const bool removes = diff.operation == JsonDiff::Operation::remove;
                    const bool inserts = diff.operation == JsonDiff::Operation::insert;
                    diffs.push_back(
                        {{"op", removes   ? "REMOVE"
                                : inserts ? "INSERT"
                                          : "REPLACE"},
                         {"path", diff.path},
                         {"value", diff.value}});
                }
                json& of_cell = wanted.at(std::to_string(cell.column + 1));
                EXPECT_EQ(of_cell.at("json_diff"), diffs);
                of_cell = nullptr;
            }
        }
        check_image(wanted, event.after_columns, *event.table, logged.images.after, row);
    }

    /// The other reader does not count YEAR among the columns whose signedness a log states; the
    /// server that wrote it says -2147483647 where that reader has 2147483649.
    static bool is_misread(const TableMap& table, std::size_t column) {
        constexpr std::size_t generated = 58;
        return table.table == "all_types" && column == generated &&
               table.columns[column].is_unsigned == false;
    }

    static void check_image(
        const json& wanted,
        Bytes present,
        const TableMap& table,
        const RowBlock& block,
        std::size_t row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const std::string number = std::to_string(i + 1);
            ASSERT_EQ(wanted.contains(number), has_column(present, i)) << "column " << number;
            if (wanted.contains(number) && !is_misread(table, i)) {
                EXPECT_EQ(
                    difference_from(wanted.at(number), table.columns[i], block.columns()[i], row),
                    "")
                    << "column " << number;
            }
        }
    }

    const json& expected_;
    std::size_t next_ = 0;
    std::map<std::string, std::map<std::string, std::size_t>> counts_{};
};

/// What a log holds besides rows.
struct Found {
    std::map<std::string, std::size_t> events{};
    std::map<std::string, std::size_t> events_in_payloads{};
    std::vector<std::string> gtids{};
    std::vector<json> previous{};
    std::vector<std::string> rotate_to{};
    std::vector<json> queries{};
    std::string damage{};
    std::uint64_t damage_at = 0;
};

void note(const Event& event, Found& found, RowCheck& rows) {
    if (event.from_payload) {
        ++found.events_in_payloads[to_text(event.header.type)];
    }
    if (const auto* const query = std::get_if<QueryEvent>(&event.body)) {
        found.queries.push_back({{"db", query->database}, {"sql", query->sql}});
    } else if (const auto* const rotate = std::get_if<RotateEvent>(&event.body)) {
        found.rotate_to.emplace_back(rotate->file);
    } else if (const auto* const gtid = std::get_if<GtidEvent>(&event.body)) {
        if (gtid->gtid) {
            found.gtids.push_back(to_text(*gtid->gtid));
        }
    } else if (const auto* const mariadb = std::get_if<MariadbGtidEvent>(&event.body)) {
        found.gtids.push_back(to_text(mariadb->gtid));
    } else if (const auto* const previous = std::get_if<PreviousGtids>(&event.body)) {
        found.previous.emplace_back(to_text(previous->gtids));
    } else if (const auto* const list = std::get_if<MariadbGtidList>(&event.body)) {
        json texts = json::array();
        for (const MariadbGtid& gtid_of_list : list->gtids) {
            texts.push_back(to_text(gtid_of_list));
        }
        found.previous.push_back(texts);
    } else if (const auto* const changed = std::get_if<RowsEvent>(&event.body)) {
        rows.check(*changed);
    }
}

Found read_all(const std::vector<std::uint8_t>& bytes, RowCheck& rows) {
    Found found;
    RecordedLog file{Bytes(bytes)};
    EventReader reader;
    for (;;) {
        found.damage_at = file.position();
        try {
            const std::optional<Bytes> event = file.next();
            if (!event) {
                return found;
            }
            ByteReader header(*event);
            ++found.events[to_text(read_event_header(header).type)];
            reader.read(*event, [&](const Event& e) { note(e, found, rows); });
        } catch (const DamagedLog& damage) {
            found.damage = damage.what();
            return found;
        }
    }
}

/// Long lists are cut in the middle: "... 63 in all".
void expect_gtids(const json& expected, const std::vector<std::string>& found) {
    std::size_t at = 0;
    for (const json& entry : expected) {
        const std::string text = entry.get<std::string>();
        if (text.rfind("... ", 0) == 0) {
            EXPECT_EQ(std::stoul(text.substr(4)), found.size());
            at = found.size() - (expected.size() - at - 1);
        } else {
            ASSERT_LT(at, found.size());
            EXPECT_EQ(text, found[at++]);
        }
    }
    EXPECT_EQ(at, found.size());
}

/// Long statements are cut in the expected files, those with passwords left out, and after forty
/// there are no more.
void expect_queries(const json& expected, const std::vector<json>& found) {
    constexpr std::size_t most_listed = 40;
    ASSERT_EQ(expected.size(), std::min(found.size(), most_listed));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::string wanted = expected[i].at("sql").get<std::string>();
        const std::string sql = found[i].at("sql").get<std::string>();
        const std::size_t cut = wanted.find(" ...(");
        if (wanted.rfind("(an account", 0) == 0 ||
            std::any_of(wanted.begin(), wanted.end(), [](char c) { return c < 0; })) {
            continue;
        }
        if (cut == std::string::npos) {
            EXPECT_EQ(sql, wanted);
        } else {
            EXPECT_EQ(sql.substr(0, cut), wanted.substr(0, cut));
        }
        EXPECT_EQ(found[i].at("db"), expected[i].at("db"));
    }
}

void expect_previous(const json& expected, const std::vector<json>& found) {
    ASSERT_EQ(expected.size(), found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].is_string()) {
            std::string text;
            for (const json& part : expected[i]) {
                text += part.get<std::string>() + ",";
            }
            const std::optional<GtidSet> set = parse_gtid_set(text);
            ASSERT_TRUE(set) << text;
            EXPECT_EQ(to_text(*set), found[i].get<std::string>());
        } else {
            EXPECT_EQ(expected[i], found[i]);
        }
    }
}

void check_fixture(const std::filesystem::path& expected_file) {
    std::ifstream stream(expected_file);
    const json expected = json::parse(stream);
    const std::string name = expected.at("file");
    SCOPED_TRACE(name);
    RowCheck rows(expected.at("decoded_rows"));
    const Found found = read_all(contents(fixtures() / name), rows);
    if (!expected.at("problems").empty() ||
        expected.value("checksums", json{{"bad", 0}})["bad"] != 0) {
        EXPECT_NE(found.damage, "") << "read to its end although it is broken";
        std::cout << name << " at " << found.damage_at << ": " << found.damage << '\n';
        return;
    }
    EXPECT_EQ(found.damage, "") << "at " << found.damage_at;
    EXPECT_EQ(json(found.events), expected.at("events"));
    EXPECT_EQ(
        json(found.events_in_payloads),
        expected.value("events_inside_transaction_payloads", json::object()));
    expect_gtids(expected.value("gtids", json::array()), found.gtids);
    EXPECT_EQ(json(found.rotate_to), expected.value("rotate_to", json::array()));
    expect_previous(expected.value("previous_gtids_or_gtid_list", json::array()), found.previous);
    EXPECT_EQ(found.queries.size(), expected.at("query_event_count").get<std::size_t>());
    expect_queries(expected.at("queries"), found.queries);
    EXPECT_TRUE(rows.has_seen_all());
    for (const auto& [table, counts] : expected.at("tables").items()) {
        for (const char* const what : {"insert", "update", "delete"}) {
            EXPECT_EQ(rows.count(table, what), counts.at(what).get<std::size_t>())
                << table << ' ' << what;
        }
    }
}

TEST(Fixtures, EveryLogDecodesToWhatOthersFoundInIt) {
    if (!std::filesystem::exists(fixtures())) {
        std::cout << "not there: " << fixtures().filename().string() << "; nothing was read\n";
        return;
    }
    std::size_t read = 0;
    for (const auto& entry : std::filesystem::directory_iterator(fixtures())) {
        if (entry.path().string().ends_with(".expected.json")) {
            check_fixture(entry.path());
            ++read;
        }
    }
    EXPECT_GT(read, 0U);
}

}  // namespace
}  // namespace cutover::fixtures_test
