#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "selftest/scratch_databases.hpp"
#include "verify/verify.hpp"

namespace cutover {

/// verify(), or what a test puts in its place.
using VerifyFunction = std::function<VerifyReport(
    const VerifyRequest&, Database&, Database&, EvidenceSink&, VerifyObserver&)>;

/// Two ids on the two sides of a chunk's edge.
struct ChunkEdge {
    std::uint64_t last = 0;
    std::uint64_t next = 0;
};

/// Verifies scratch databases as the command verifies a task, in chunks of a few rows. Not
/// thread-safe.
class ScratchVerification {
  public:
    /// Both arguments outlive it.
    ScratchVerification(
        const SelftestServers& servers, const ScratchDatabases& databases, VerifyFunction verify);

    /// One table; all of them where `table` is empty. `whole_first`: read in one piece, as tables
    /// below some size are, and cut where it differs.
    [[nodiscard]] VerifyReport run(const std::string& table, bool whole_first);

    /// Where the table was cut when it was last compared in chunks.
    [[nodiscard]] const std::vector<ChunkEdge>& edges(const std::string& table) {
        return edges_[table];
    }

    /// Definitions of the source's tables.
    [[nodiscard]] const Catalog& catalog() const { return request_.source_catalog; }

  private:
    const SelftestServers& servers_;
    std::string database_;
    VerifyFunction verify_;
    VerifyRequest request_{};
    std::uint64_t runs_ = 0;
    std::map<std::string, std::vector<ChunkEdge>> edges_{};
};

}  // namespace cutover
