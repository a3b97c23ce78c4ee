#include "core/digest.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "core/row_encoder.hpp"

namespace cutover::digest_test {
namespace {

Digest of(std::string_view row) {
    return row_digest({row.data(), row.size()});
}

RowsDigest of_rows(const std::vector<std::string>& rows) {
    RowsDigest total;
    for (const std::string& row : rows) {
        total.add(of(row));
    }
    return total;
}

TEST(Digest, IsXxh3OfTheRowAsItsAuthorsPublishIt) {
    EXPECT_EQ(hex(of("")), "99aa06d3014798d86001c324468d497f");  // xxHash's own test vector
    EXPECT_EQ(hex({.low = 1, .high = 0xABULL << 56U}), "ab000000000000000000000000000001");
}

TEST(Digest, AddsAndSubtractsModulo2To128) {
    const Digest all_ones{~0ULL, ~0ULL};
    Digest sum = all_ones;
    sum += {.low = 2, .high = 0};
    EXPECT_EQ(sum, (Digest{1, 0}));
    sum -= {.low = 2, .high = 0};
    EXPECT_EQ(sum, all_ones);
    Digest carry{~0ULL, 0};
    carry += {.low = 1, .high = 0};
    EXPECT_EQ(carry, (Digest{0, 1}));
}

TEST(RowsDigest, DoesNotDependOnOrderOrGrouping) {
    std::mt19937 random(7);
    std::vector<std::string> rows(500);
    std::generate(rows.begin(), rows.end(), [&] { return std::to_string(random()); });
    const RowsDigest expected = of_rows(rows);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(rows.begin(), rows.end(), random);
        const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(random() % rows.size());
        RowsDigest total = of_rows({rows.begin(), middle});
        total += of_rows({middle, rows.end()});
        EXPECT_EQ(total, expected);
    }
}

TEST(RowsDigest, TakesOutWhatWasPutIn) {
    RowsDigest total = of_rows({"a", "b", "b"});
    total.remove(of("b"));
    total.add(of("c"));
    EXPECT_EQ(total, of_rows({"c", "a", "b"}));
}

/// One text column of 'active' rows, an id column beside it: what other tools' checksums miss.
RowsDigest of_table(const std::vector<std::pair<std::uint64_t, std::string>>& rows) {
    const std::vector<ReadColumn> columns{{.form = CellForm::natural}, {.form = CellForm::text}};
    RowBlock block(forms_of({.columns = columns}));
    for (const auto& [id, text] : rows) {
        block.columns()[0].add_number(id);
        block.columns()[1].add_bytes(text);
    }
    RowEncoder encoder(columns, {});
    RowsDigest total;
    for (std::size_t row = 0; row < block.rows(); ++row) {
        total.add(encoder.digest(block, row));
    }
    return total;
}

using TableRows = std::vector<std::pair<std::uint64_t, std::string>>;

TableRows rows_of(std::uint64_t count, const std::string& text) {
    TableRows rows;
    for (std::uint64_t id = 1; id <= count; ++id) {
        rows.emplace_back(id, text);
    }
    return rows;
}

TableRows shifted_by_hours(int hours) {
    TableRows rows;
    for (std::uint64_t id = 0; id < 1000; ++id) {
        const std::uint64_t hour = id % 16 + static_cast<std::uint64_t>(hours);
        rows.emplace_back(id, "2024-01-01 " + std::to_string(10 + hour % 24) + ":00:00");
    }
    return rows;
}

struct DamageCase {
    const char* name;
    TableRows source;
    TableRows destination;
};

/// Each of these was reported equal by a XOR of CRC32 (docs/decisions/additive-digest.md).
const DamageCase damage_cases[] = {
    {"every row changed alike", rows_of(10000, "active"), rows_of(10000, "closed")},
    {"all rows shifted by 8 hours", shifted_by_hours(0), shifted_by_hours(8)},
    {"two values swapped", {{1, "a"}, {2, "b"}}, {{1, "b"}, {2, "a"}}},
    {"a pair of duplicates", {{1, "a"}, {7, "x"}, {7, "x"}}, {{1, "a"}, {8, "y"}, {8, "y"}}},
    {"a pair of duplicates gone", {{1, "a"}, {7, "x"}, {7, "x"}}, {{1, "a"}}},
    {"two times three copies",
     {{7, "x"}, {7, "x"}, {7, "x"}, {8, "y"}},
     {{7, "x"}, {8, "y"}, {8, "y"}, {8, "y"}}},
};

TEST(RowsDigest, SeesDamageThatXorOfCrcCancels) {
    for (const DamageCase& test : damage_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_NE(of_table(test.source), of_table(test.destination));
        EXPECT_NE(of_table(test.source).sum, of_table(test.destination).sum);
    }
}

}  // namespace
}  // namespace cutover::digest_test
