#include "runtime/evidence_json.hpp"

#include <array>
#include <limits>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace cutover::evidence_json_test {
namespace {

/// Makes values of every kind from a seed: limits, empty texts, and bytes that are no text.
class Maker {
  public:
    explicit Maker(unsigned seed) : random_(seed) {}

    std::uint64_t number() {
        static constexpr std::array<std::uint64_t, 4> edges{
            0, 1, 1ULL << 63U, std::numeric_limits<std::uint64_t>::max()};
        return pick(2) == 0 ? edges.at(pick(edges.size())) : random_();
    }

    bool flag() { return pick(2) == 0; }

    double seconds() { return static_cast<double>(pick(1'000'000)) / 997.0; }

    std::string text() {
        static const std::string right_to_left{'\xE2', '\x80', '\xAE'};
        static const std::vector<std::string> known{"",           "shop",
                                                    "\xff\xfe",   std::string("a\0b", 3),
                                                    "</script>",  right_to_left,
                                                    "{\"hex\"",   "\xED\xA0\x80",
                                                    "\"\\\n\x01", "\xF0\x9F\x98\x80"};
        if (pick(3) != 0) {
            return known.at(pick(known.size()));
        }
        std::string bytes(pick(20), '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(pick(256));
        }
        return bytes;
    }

    std::vector<std::string> texts() {
        return many<std::string>([this] { return text(); });
    }

    std::optional<std::string> maybe() { return flag() ? std::optional(text()) : std::nullopt; }

    TableName name() { return {text(), text()}; }

    RowsDigest rows() { return {number(), {number(), number()}}; }

    std::optional<KeyTuple> key() {
        return flag() ? std::nullopt
                      : std::optional(KeyTuple{
                            {KeyValue::Kind::integer, number(), {}},
                            {KeyValue::Kind::natural, number(), {}},
                            {KeyValue::Kind::bytes, 0, text()}});
    }

    template<typename Value, typename Make>
    std::vector<Value> many(const Make& make) {
        std::vector<Value> values;
        for (std::size_t left = pick(4); left > 0; --left) {
            values.push_back(make());
        }
        return values;
    }

    template<typename Enum>
    Enum one_of(int count) {
        return static_cast<Enum>(pick(static_cast<std::size_t>(count)));
    }

    std::size_t pick(std::size_t count) { return random_() % count; }

  private:
    std::mt19937_64 random_;
};

ServerOnRecord server(Maker& make) {
    return {make.text(), make.text(), make.text(), make.text()};
}

TableComparison comparison(Maker& make) {
    return {
        .source = make.name(),
        .destination = make.name(),
        .verdict = make.one_of<TableVerdict>(4),
        .reason = make.text(),
        .compared_with = make.name(),
        .source_rows = make.rows(),
        .destination_rows = make.rows(),
        .source_count = make.flag() ? std::optional(make.number()) : std::nullopt,
        .destination_count = make.flag() ? std::optional(make.number()) : std::nullopt,
        .chunks = make.number(),
        .float_rule = make.text(),
        .equal_only_rounded = make.number(),
        .equal_only_folded = make.number(),
        .rows_prefiltered = make.number(),
        .not_prefiltered = make.text(),
        .source_position = make.text(),
        .destination_position = make.text(),
        .discrepancy_count = make.number(),
        .seconds = make.seconds()};
}

std::vector<NamedValue> key(Maker& make) {
    return make.many<NamedValue>([&] { return NamedValue{make.text(), make.maybe()}; });
}

Discrepancy discrepancy(Maker& make) {
    return {
        .table = make.name(),
        .kind = make.one_of<Discrepancy::Kind>(3),
        .key = key(make),
        .columns = make.many<DifferingColumn>([&] {
            return DifferingColumn{make.text(), make.maybe(), make.maybe()};
        }),
        .copies = make.number()};
}

Cause cause(Maker& make) {
    return {
        .table = make.name(),
        .kind = make.one_of<CauseKind>(static_cast<int>(all_cause_kinds.size())),
        .column = make.text(),
        .detail = make.text(),
        .rows = make.number(),
        .looked_at = make.number(),
        .differ = make.number(),
        .examples = make.many<std::vector<NamedValue>>([&] { return key(make); })};
}

CheckResult check(Maker& make) {
    return {make.text(), make.text(), make.one_of<CheckStatus>(4), make.text(), make.text(),
            make.text(), make.text()};
}

std::vector<EvidenceEntry> one_of_each_kind(Maker& make) {
    return {
        RunStarted{
            make.text(), make.text(), make.text(), make.text(), server(make), server(make),
            make.text()},
        ChecksMade{make.many<CheckResult>([&] { return check(make); })},
        ScopeOnRecord{
            make.texts(), make.texts(), make.many<Refusal>([&] {
                return Refusal{make.text(), make.text()};
            }),
            make.many<ScopeRule>([&] {
                return ScopeRule{make.one_of<ScopeRule::Kind>(6), make.text(), make.text()};
            }),
            make.texts(), make.flag()},
        SnapshotTaken{
            make.flag(),
            {make.one_of<SnapshotMeans>(6), make.text(), make.text(), make.seconds()},
            make.number()},
        TableCopied{
            make.name(), make.name(), make.rows(), make.number(), make.number(), make.number(),
            make.seconds()},
        CopyFinished{
            make.text(), make.text(), make.flag(), make.number(), make.number(), make.seconds()},
        LogFollowed{make.text(), make.number(), make.number(), make.many<TableName>([&] {
                        return make.name();
                    })},
        ChunkCompared{
            make.name(), make.text(),
            Chunk{static_cast<std::uint32_t>(make.number()), 7, make.key(), make.key(), 3},
            make.rows(), make.rows(), make.text()},
        TableCompared{make.text(), comparison(make)},
        ObjectCompared{
            make.text(),
            {make.text(), make.name(), make.name(), make.one_of<TableVerdict>(4), make.text()}},
        DiscrepancyFound{make.text(), discrepancy(make)},
        VerificationFinished{
            make.text(), make.text(), make.number(), make.text(), make.text(), make.seconds()},
        RunEnded{make.text(), -5, make.text(), make.seconds()},
        ConflictMet{make.name(), make.text(), make.text(), make.text(), make.number()},
        StatementDecided{make.text(), make.text(), make.text(), make.text()},
        CauseFound{make.text(), cause(make)},
        VerificationBegun{make.text(), make.text(), make.text(), make.text(), make.text()}};
}

// The text of two entries is equal if and only if the entries are, as long as each field is in
// it; that each field is in it is what the next test asserts.
TEST(EvidenceJson, EveryKindSurvivesWithEveryByte) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        Maker make(seed);
        for (const EvidenceEntry& entry : one_of_each_kind(make)) {
            const std::string json = to_json(entry);
            const auto again = entry_from_json(kind_of(entry), json);
            ASSERT_TRUE(again) << json;
            EXPECT_EQ(again->index(), entry.index());
            EXPECT_EQ(to_json(*again), json);
        }
    }
}

TEST(EvidenceJson, EveryFieldIsWritten) {
    Maker one(1);
    Maker other(2);
    const auto ones = one_of_each_kind(one);
    const auto others = one_of_each_kind(other);
    const TableComparison full = comparison(one);
    const auto again = entry_from_json("table_compared", to_json(TableCompared{"v", full}));
    ASSERT_TRUE(again);
    const TableComparison& read = std::get<TableCompared>(*again).comparison;
    EXPECT_EQ(read.source, full.source);
    EXPECT_EQ(read.destination, full.destination);
    EXPECT_EQ(read.verdict, full.verdict);
    EXPECT_EQ(read.reason, full.reason);
    EXPECT_EQ(read.compared_with, full.compared_with);
    EXPECT_EQ(read.source_rows, full.source_rows);
    EXPECT_EQ(read.destination_rows, full.destination_rows);
    EXPECT_EQ(read.source_count, full.source_count);
    EXPECT_EQ(read.destination_count, full.destination_count);
    EXPECT_EQ(read.chunks, full.chunks);
    EXPECT_EQ(read.float_rule, full.float_rule);
    EXPECT_EQ(read.equal_only_rounded, full.equal_only_rounded);
    EXPECT_EQ(read.equal_only_folded, full.equal_only_folded);
    EXPECT_EQ(read.rows_prefiltered, full.rows_prefiltered);
    EXPECT_EQ(read.not_prefiltered, full.not_prefiltered);
    EXPECT_EQ(read.source_position, full.source_position);
    EXPECT_EQ(read.destination_position, full.destination_position);
    EXPECT_EQ(read.discrepancy_count, full.discrepancy_count);
    EXPECT_EQ(read.seconds, full.seconds);
}

TEST(EvidenceJson, EveryFieldOfACauseIsWritten) {
    EXPECT_EQ(
        to_json(CauseFound{
            "v",
            {.table = {"s", "t"},
             .kind = CauseKind::time_shift,
             .column = "made",
             .detail = "+08:00",
             .rows = 2,
             .looked_at = 3,
             .differ = 4,
             .examples = {{{"id", "7"}}},
             .evidence = "seen"}}),
        R"({"cause":{"column":"made","detail":"+08:00","differ":4,"evidence":"seen",)"
        R"("examples":[[{"name":"id","value":"7"}]],"kind":"time_shift","looked_at":3,"rows":2,)"
        R"("table":{"database":"s","table":"t"}},"verification":"v"})");
}

TEST(EvidenceJson, KindsAreNamedOnceEach) {
    Maker make(0);
    std::set<std::string_view> names;
    for (const EvidenceEntry& entry : one_of_each_kind(make)) {
        names.insert(kind_of(entry));
    }
    EXPECT_EQ(names.size(), std::variant_size_v<EvidenceEntry>);
}

TEST(EvidenceJson, TextThatIsNoUtf8IsHex) {
    EXPECT_EQ(
        to_json(ObjectCompared{"\xff", {.kind = "view"}}),
        R"({"comparison":{"destination":{"database":"","table":""},"kind":"view","reason":"",)"
        R"("source":{"database":"","table":""},"verdict":"UNPROVEN"},"verification":{"hex":"ff"}})");
}

TEST(EvidenceJson, InfiniteDurationsDoNotSpoilTheRecord) {
    const RunEnded entry{.seconds = std::numeric_limits<double>::infinity()};
    EXPECT_TRUE(entry_from_json("run_ended", to_json(entry)));
}

struct RefusedCase {
    const char* name;
    const char* kind;
    const char* json;
    bool read;
};

const RefusedCase refused_cases[] = {
    {"missing keys take defaults", "run_ended", "{}", true},
    {"unknown keys are ignored", "run_ended", R"({"from_the_future":[1]})", true},
    {"unknown kind", "run_paused", "{}", false},
    {"no JSON", "run_ended", "{", false},
    {"no object", "run_ended", "[]", false},
    {"number as text", "run_ended", R"({"exit_code":"1"})", false},
    {"number out of range", "run_ended", R"({"exit_code":9999999999})", false},
    {"negative count", "table_copied", R"({"chunks":-1})", false},
    {"fraction of a count", "table_copied", R"({"chunks":1.5})", false},
    {"unknown verdict", "table_compared", R"({"comparison":{"verdict":"FINE"}})", false},
    {"odd hex", "run_ended", R"({"message":{"hex":"f"}})", false},
    {"capital hex", "run_ended", R"({"message":{"hex":"FF"}})", false},
    {"digest too short", "table_copied", R"({"read":{"digest":"00"}})", false},
    {"key of no kind", "chunk_compared", R"({"chunk":{"after":"z1"}})", false},
    {"texts of numbers", "scope", R"({"tables":[1]})", false},
};

TEST(EvidenceJson, WhatIsNotAsWrittenIsRefused) {
    for (const RefusedCase& test : refused_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(entry_from_json(test.kind, test.json).has_value(), test.read);
    }
}

}  // namespace
}  // namespace cutover::evidence_json_test
