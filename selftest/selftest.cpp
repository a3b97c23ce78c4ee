/// How sharp is a verification? One difference at a time is seeded into a small table of its own,
/// the real verify() is asked, and its answer is held against what was seeded: the verdict, and
/// every row and column that it names. In between it is asked about data that is equal. Nothing is
/// known of how verify() works, so that it cannot be spared what it does badly.
#include "selftest/selftest.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "core/names.hpp"
#include "runtime/interrupt.hpp"
#include "selftest/busy_writer.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_wrong_answers_kept = 20;
/// So many rows lie between {row} and {far} at least: another chunk.
constexpr std::uint64_t far_apart = 32;

std::string described(const ServerFacts& server) {
    return (server.flavour == Flavour::mysql ? "MySQL " : "MariaDB ") + server.version_text +
           " at " + server.endpoint;
}

bool is_asked_for(const SelftestRequest& request, const SeedKind& kind) {
    return request.kinds.empty() ||
           std::any_of(request.kinds.begin(), request.kinds.end(), [&](const auto& pattern) {
               return matches(pattern, kind);
           });
}

class Selftest {
  public:
    Selftest(
        const SelftestRequest& request,
        const SelftestServers& servers,
        const VerifyFunction& verify,
        SelftestObserver& observer)
        : request_(request),
          servers_(servers),
          observer_(observer),
          random_(request.seed),
          began_(std::chrono::steady_clock::now()),
          databases_(describe_servers_and_kinds(), request.databases, tables_that_are_possible()),
          verification_(servers, databases_, verify) {}

    SelftestReport run() {
        observer_.filled();
        (void)verification_.run({}, false);  // tells where tables are cut
        for (std::uint64_t round = 0; round < request_.rounds; ++round) {
            for (KindTally& tally : report_.kinds) {
                if (tally.not_possible.empty()) {
                    try_kind(tally, round);
                }
            }
            verify_equal_data(round);
            observer_.round_done(round + 1, report_);
        }
        if (request_.keep) {
            databases_.keep();
        }
        databases_.drop();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began_;
        report_.seconds = taken.count();
        return std::move(report_);
    }

  private:
    /// Comes first: what is possible decides which tables are made.
    const SelftestServers& describe_servers_and_kinds() {
        report_.source = described(servers_.source.facts());
        report_.destination = described(servers_.destination.facts());
        report_.databases = request_.databases;
        report_.seed = request_.seed;
        report_.rounds = request_.rounds;
        for (const SeedKind& kind : seed_kinds()) {
            if (is_asked_for(request_, kind)) {
                report_.kinds.push_back(
                    {.kind = &kind,
                     .not_possible = what_lacks(
                         kind.need, servers_.source.facts(), servers_.destination.facts())});
            }
        }
        return servers_;
    }

    [[nodiscard]] std::vector<TestTable> tables_that_are_possible() const {
        const auto has = [&](Need need) {
            return what_lacks(need, servers_.source.facts(), servers_.destination.facts()).empty();
        };
        std::vector<TestTable> tables = test_tables();
        if (!has(Need::json_type) && !has(Need::json_text)) {
            std::erase_if(tables, [](const TestTable& table) { return table.has_json; });
        }
        return tables;
    }

    void try_kind(KindTally& tally, std::uint64_t round) {
        throw_if_interrupted();
        const TestTable& table = *std::find_if(
            databases_.tables().begin(), databases_.tables().end(),
            [&](const TestTable& one) { return std::string_view(one.name) == tally.kind->table; });
        const Trial trial{
            .kind = *tally.kind,
            .table = table,
            .places = places_in(table),
            .whole_first = round % 2 == 1,
            .asks_peers = request_.peers};
        TrialResult result = run_trial(trial, databases_, verification_);
        tally.add(result);
        if (result.answer != Answer::right && report_.wrong.size() < most_wrong_answers_kept) {
            report_.wrong.push_back({tally.kind->name, round + 1, std::move(result)});
        }
    }

    Places places_in(const TestTable& table) {
        const std::vector<std::uint64_t>& ids = test_ids();
        const std::uint64_t row = random_() % ids.size();
        const std::uint64_t apart = far_apart + random_() % (ids.size() - 2 * far_apart);
        const std::vector<ChunkEdge>& edges = verification_.edges(table.name);
        const ChunkEdge edge =
            edges.empty() ? ChunkEdge{ids.at(0), ids.at(1)} : edges.at(random_() % edges.size());
        return {{"row", ids.at(row)},
                {"free", ids.at(row) + 1},
                {"far", ids.at((row + apart) % ids.size())},
                {"edge", edge.last},
                {"past", edge.next},
                {"past_free", edge.next + 1},
                {"first", ids.front()},
                {"last", ids.back()}};
    }

    /// The runs are spread over the rounds.
    void verify_equal_data(std::uint64_t round) {
        const std::uint64_t due = request_.equal_runs * (round + 1) / request_.rounds;
        while (report_.quiet.runs + report_.busy.runs < due) {
            throw_if_interrupted();
            const bool is_quiet = report_.quiet.runs <= report_.busy.runs;
            const bool whole_first = report_.quiet.runs % 2 == 1;
            if (is_quiet) {
                report_.quiet.add(verification_.run({}, whole_first));
                ask_peers_about_equal_data();
            } else {
                BusyWriter writer(servers_, databases_);
                report_.busy.add(verification_.run({}, whole_first));
                writer.stop();
            }
        }
    }

    void ask_peers_about_equal_data() {
        if (!request_.peers) {
            return;
        }
        PeerAnswers any{};
        for (const TableDefinition& here : verification_.catalog().tables) {
            TableDefinition there = here;
            there.name.database = databases_.destination_name();
            const PeerAnswers answers =
                ask_peers(databases_.source(), here, databases_.destination(), there);
            for (std::size_t i = 0; i < any.size(); ++i) {
                any.at(i) = any.at(i) || answers.at(i);
            }
        }
        report_.quiet.add(any);
    }

    const SelftestRequest& request_;
    const SelftestServers& servers_;
    SelftestObserver& observer_;
    SelftestReport report_{};
    std::mt19937_64 random_;
    std::chrono::steady_clock::time_point began_;
    ScratchDatabases databases_;
    ScratchVerification verification_;
};

}  // namespace

SelftestReport selftest(
    const SelftestRequest& request,
    const SelftestServers& servers,
    const VerifyFunction& verify,
    SelftestObserver& observer) {
    return Selftest(request, servers, verify, observer).run();
}

}  // namespace cutover
