#include "selftest/scratch_verification.hpp"

#include <utility>
#include <variant>

namespace cutover {
namespace {

constexpr std::uint64_t chunk_rows = 16;
constexpr std::uint64_t every_row_and_more = 1000;
constexpr std::size_t workers = 2;

/// Keeps where tables were cut; nothing of a selftest is put on record.
class EdgeCollector final : public EvidenceSink {
  public:
    std::map<std::string, std::vector<ChunkEdge>> edges{};

    void add(const EvidenceEntry& entry) override {
        const auto* const compared = std::get_if<ChunkCompared>(&entry);
        if (compared == nullptr || !compared->chunk.up_to || compared->chunk.up_to->size() != 1) {
            return;
        }
        const std::uint64_t id = compared->chunk.up_to->front().number / 2 * 2;  // ids are even
        if (id >= test_ids().front() && id < test_ids().back()) {
            edges[compared->source.table].push_back({id, id + 2});
        }
    }
};

}  // namespace

ScratchVerification::ScratchVerification(
    const SelftestServers& servers, const ScratchDatabases& databases, VerifyFunction verify)
    : servers_(servers), database_(databases.source_name()), verify_(std::move(verify)) {
    Task task;
    task.objects.databases[database_].rename = databases.destination_name();
    request_.source_catalog = servers.source.catalog({database_});
    request_.plan = make_plan(
        task, request_.source_catalog, servers.source.facts(), servers.destination.facts());
    for (TablePlan& table : request_.plan.tables) {
        table.chunk_rows = chunk_rows;
    }
    request_.workers = workers;
    request_.max_discrepancies = every_row_and_more;
}

VerifyReport ScratchVerification::run(const std::string& table, bool whole_first) {
    VerifyRequest request = request_;
    request.run = "selftest " + std::to_string(++runs_);
    if (!table.empty()) {
        request.table_patterns = {database_ + "." + table};
    }
    if (!whole_first) {
        request.whole_below_bytes = 0;
    }
    EdgeCollector collector;
    VerifyObserver observer;
    VerifyReport report =
        verify_(request, servers_.source, servers_.destination, collector, observer);
    for (auto& [name, edges] : collector.edges) {
        edges_[name] = std::move(edges);
    }
    return report;
}

}  // namespace cutover
