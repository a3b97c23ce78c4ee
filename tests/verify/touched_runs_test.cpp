/// Rows that logs name, sorted outside of memory.
#include "verify/touched_runs.hpp"

#include <algorithm>
#include <compare>
#include <filesystem>
#include <map>
#include <random>
#include <utility>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/file_size_limit.hpp"
#include "verify/carried_rows.hpp"
#include "verify/touched_batch.hpp"

namespace cutover::touched_runs_test {
namespace {

using Reference = std::map<std::pair<std::size_t, std::string>, TouchedRow>;

std::string key_of_number(std::size_t table, std::uint64_t number) {
    return table == 0 ? "i" + std::to_string(number)
                      : "x" + std::string(number % 40, '6') + ",n" + std::to_string(number);
}

class RunsOfChance {
  public:
    explicit RunsOfChance(unsigned seed) : random_(seed) {}

    void add_a_run(std::size_t touches) {
        Reference run;
        TouchedBatch of_first(0);
        TouchedBatch of_second(1);
        for (std::size_t i = 0; i < touches; ++i) {
            const std::size_t table = random_() % 2;
            const std::string key = key_of_number(table, random_() % 1000);
            const TouchedRow change = change_of_chance();
            TouchedBatch& batch = table == 0 ? of_first : of_second;
            batch.add(key, change);
            take_note(run, {table, key}, change);
            take_note(expected_, {table, key}, change);
            if (random_() % 100 == 0) {
                batch.unite();
            }
        }
        const std::size_t changes = of_first.changes() + of_second.changes();
        EXPECT_EQ(of_first.unite() + of_second.unite(), run.size()) << changes << " changes";
        runs_.add(of_first.take() + of_second.take());
        EXPECT_EQ(of_first.changes(), 0U);
    }

    /// The disk takes half of the run before.
    void add_a_run_in_vain() {
        const test::FileSizeLimit half(20'000);
        EXPECT_THROW(runs_.add("a run in vain"), Error);
    }

    [[nodiscard]] const TouchedRuns& runs() const { return runs_; }

    [[nodiscard]] const Reference& expected() const { return expected_; }

  private:
    static void take_note(
        Reference& rows, const Reference::key_type& name, const TouchedRow& change) {
        const auto [at, is_new] = rows.emplace(name, change);
        if (!is_new) {
            at->second.is_there = change.is_there;
            at->second.after = change.after;
        }
    }

    TouchedRow change_of_chance() {
        TouchedRow row;
        row.was_there = random_() % 2 == 0;
        row.is_there = random_() % 2 == 0;
        row.before = row.was_there && random_() % 4 > 0
                         ? std::optional(Digest{random_(), random_()})
                         : std::nullopt;
        row.after = row.is_there ? std::optional(Digest{random_(), 7}) : std::nullopt;
        return row;
    }

    std::mt19937 random_;
    TouchedRuns runs_{std::filesystem::temp_directory_path()};
    Reference expected_{};
};

void expect_same(const TouchedRow& a, const TouchedRow& b) {
    EXPECT_EQ(a.was_there, b.was_there);
    EXPECT_EQ(a.is_there, b.is_there);
    EXPECT_EQ(a.before, b.before);
    EXPECT_EQ(a.after, b.after);
}

void expect_what_was_added(const RunsOfChance& chance) {
    TouchedMerge merge = chance.runs().merged();
    Reference left = chance.expected();
    std::optional<TouchedKey> last;
    while (std::optional<TouchedKey> next = merge.next()) {
        const auto at = left.find({next->table, next->key});
        ASSERT_NE(at, left.end()) << "it came twice, or was never there";
        expect_same(next->row, at->second);
        left.erase(at);
        EXPECT_TRUE(!last || std::is_lt(compare_touched(*last, *next)));
        last = std::move(next);
    }
    EXPECT_TRUE(left.empty());
}

TEST(TouchedRuns, AreOneInWhichEachRowIsWhatItFirstWasAndLastBecame) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        RunsOfChance chance(seed);
        for (unsigned run = 0; run < seed; ++run) {
            chance.add_a_run(run % 3 == 2 ? 0 : 300);
        }
        expect_what_was_added(chance);
    }
}

TEST(TouchedRuns, WhatTheDiskTookHalfOfIsNeverRead) {
    RunsOfChance chance(21);
    chance.add_a_run(3000);
    chance.add_a_run_in_vain();
    chance.add_a_run(300);
    chance.add_a_run(300);
    expect_what_was_added(chance);
}

TEST(TouchedRuns, AFileThatDoesNotHoldWhatWasWrittenIsAnError) {
    constexpr std::size_t some_bytes = 100;  // of a row that says that it takes more
    TouchedRunReader broken(std::string(some_bytes, '\1'));
    EXPECT_THROW(static_cast<void>(broken.next()), Error);
}

TEST(CarriedRows, JoinWhatBothLogsName) {
    RunsOfChance here(31);
    RunsOfChance there(32);
    for (int run = 0; run < 12; ++run) {
        here.add_a_run(600);
        there.add_a_run(run == 0 ? 500 : 5);
    }
    TouchedMerge merge_here = here.runs().merged();
    TouchedMerge merge_there = there.runs().merged();
    CarriedRows rows(merge_here, merge_there, {false, true});
    Reference of_here = here.expected();
    Reference of_there = there.expected();
    std::erase_if(of_here, [](const auto& row) { return row.first.first == 0; });
    std::erase_if(of_there, [](const auto& row) { return row.first.first == 0; });
    while (const std::optional<CarriedPiece> piece = rows.next()) {
        ASSERT_EQ(piece->table, 1U) << "the other is not wanted";
        for (const CarriedRow& row : piece->rows) {
            const std::pair<std::size_t, std::string> name{1, row.key};
            ASSERT_EQ(row.here.has_value(), of_here.count(name) == 1);
            ASSERT_EQ(row.there.has_value(), of_there.count(name) == 1);
            if (row.here) {
                expect_same(*row.here, of_here.at(name));
                of_here.erase(name);
            }
            if (row.there) {
                expect_same(*row.there, of_there.at(name));
                of_there.erase(name);
            }
        }
    }
    EXPECT_TRUE(of_here.empty());
    EXPECT_TRUE(of_there.empty());
}

}  // namespace
}  // namespace cutover::touched_runs_test
