#pragma once

#include <memory>
#include <string>

#include "core/database.hpp"
#include "core/task.hpp"
#include "tests/fakes/two_servers.hpp"
#include "tests/servers/support/server_pair.hpp"
#include "verify/verify.hpp"

namespace cutover::test {

/// Opens both sides as the program would and verifies the pair's database in small chunks.
class PairVerification {
  public:
    /// The pair outlives it.
    explicit PairVerification(const ServerPair& pair);

    /// The pair's servers, by another way than their sockets.
    PairVerification(const ServerPair& pair, const Endpoint& source, const Endpoint& destination);

    /// The plan is made anew from the source.
    VerifyReport run() { return run(nobody); }
    VerifyReport run(VerifyObserver& observer);

    /// The same, and runs what it writes for the repair on the destination.
    VerifyReport run_and_repair();

    std::uint64_t chunk_rows = 90;
    Task task{};  ///< Selects the pair's database, whole.
    VerifyRequest request{};
    EvidenceList evidence{};
    VerifyObserver nobody{};

  private:
    const ServerPair& pair_;
    std::unique_ptr<Database> source_;
    std::unique_ptr<Database> destination_;
};

/// "t EQUAL ; u DIFFERENT 1 changed row; ".
[[nodiscard]] std::string verdicts(const VerifyReport& report);

/// The lines of describe(), or of several such texts, in one order.
[[nodiscard]] std::string sorted(const std::string& text);

}  // namespace cutover::test
