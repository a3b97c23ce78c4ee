/// The statements of --repair-sql are those of tables whose differences are certain.
#include <optional>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/repair_list.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::repair_kept_test {
namespace {

/// Two rows of shop.t in different chunks differ.
struct TwoDamages : TwoServers {
    std::optional<RepairList> statements{};

    TwoDamages() {
        add_plain(20);
        request.workers = 1;
        for (const std::size_t row : {3U, 17U}) {
            rows_there().at(row).at(1) = text_cell("damaged");
        }
    }

    /// The n-th statement of the destination is refused.
    VerifyReport run_refused(std::size_t n) {
        request.repair = &statements.emplace();
        FaultyDatabase faulty(destination, {.at_call = n, .raise = [] {
                                                throw ServerError(
                                                    Recovery::none, ExitCode::could_not_finish,
                                                    {1194, "HY000"}, "marked as crashed");
                                            }});
        return run(source, faulty);
    }
};

TEST(RepairKept, NothingOfATableThatWasRefusedAfterSomeOfItWasNarrowed) {
    TwoDamages servers;
    std::size_t withdrawn = 0;
    std::size_t whole = 0;
    for (std::size_t n = 1; whole < 3 && n < 200; ++n) {
        SCOPED_TRACE(n);
        try {
            const bool differs = servers.run_refused(n).outcome() == "different";
            EXPECT_EQ(servers.statements->kept.size(), differs ? 2U : 0U);
            whole += differs ? 1U : 0U;
            withdrawn += servers.statements->withdrawn;
        } catch (const ServerError&) {
            continue;  // it has not ended, and neither has the file
        }
    }
    EXPECT_EQ(whole, 3U) << "no statement was the last";
    EXPECT_GT(withdrawn, 0U) << "none was refused between the two rows";
}

}  // namespace
}  // namespace cutover::test::repair_kept_test
