#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "core/evidence.hpp"
#include "runtime/load_gate.hpp"
#include "verify/recheck.hpp"
#include "verify/verify.hpp"
#include "verify/verify_request.hpp"

namespace cutover {

/// The two servers as a verification sees them: a snapshot of each, and how they lie in time.
class TwoSides {
  public:
    /// All of them outlive it.
    TwoSides(
        const VerifyRequest& request,
        Database& source,
        Database& destination,
        VerifyObserver& observer);

    /// One moment of the source on both, where somebody follows it (request.rendezvous) and could
    /// be met; else each as it is now. Once, or again for another moment.
    void open(
        const std::vector<TableName>& source_tables,
        const std::vector<TableName>& destination_tables);

    [[nodiscard]] Database& source_server() const { return source_server_; }

    [[nodiscard]] Database& destination_server() const { return destination_server_; }

    /// At which all that is read of either side waits. One for both: a chunk is read on both at the
    /// same time.
    [[nodiscard]] LoadGate& gate() const { return *gate_; }

    /// Until end_snapshots().
    [[nodiscard]] Snapshot& source() { return *source_; }

    [[nodiscard]] Snapshot& destination() { return *destination_; }

    [[nodiscard]] const SnapshotFacts& source_facts() const { return here_.facts; }

    /// Nobody reads in them any more: the servers need not keep what was deleted since. What is
    /// known of them stays known.
    void end_snapshots();

    /// The place in the source's log that both show; nothing where nobody was met.
    [[nodiscard]] const std::optional<LogPlace>& meeting_place() const { return place_; }

    /// As evidence: the source's, and the destination's.
    [[nodiscard]] std::vector<SnapshotTaken> taken() const { return {here_, there_}; }

    /// A session on each side that sees the present, whatever the snapshots show.
    [[nodiscard]] FreshLook fresh_look();

    /// What the servers say of whoever brings the source's changes.
    [[nodiscard]] ReplicationLook replication();

    /// Asks where they are now, when all has been read.
    void look_back();

    /// Where the source's log stood, by position(): before the snapshots, and at look_back().
    [[nodiscard]] const std::string& before() const { return before_here_; }

    [[nodiscard]] const std::string& after() const { return after_here_; }

    /// Why its sessions may have seen different moments, of either side; "": they did not.
    [[nodiscard]] std::string moved() const;

    /// Both servers with their positions, as texts: equal ones are the same two moments. Where
    /// nobody can know, request.run makes it unique.
    [[nodiscard]] std::vector<std::string> moments();

    /// Where nobody follows the source, though the task does: what that means for the outcome; "":
    /// nothing.
    [[nodiscard]] std::string lag() const;

    /// Where each server's own log stood, or a little before; no file: not known.
    [[nodiscard]] LogPlace source_place() const;
    [[nodiscard]] LogPlace destination_place() const;

    /// At which the source's and the destination's rows are what they were compared as.
    [[nodiscard]] std::string source_position() const;
    [[nodiscard]] std::string destination_position() const;

  private:
    /// False where nobody follows the source any more.
    [[nodiscard]] bool open_at_a_meeting(
        const std::vector<TableName>& source_tables,
        const std::vector<TableName>& destination_tables);
    void open_at_rest(
        const std::vector<TableName>& source_tables,
        const std::vector<TableName>& destination_tables);

    const VerifyRequest& request_;
    Database& source_server_;
    Database& destination_server_;
    VerifyObserver& observer_;
    std::shared_ptr<LoadGate> gate_;
    std::string before_here_{};
    std::string after_here_{};
    std::string before_there_{};
    std::string after_there_{};
    SnapshotTaken here_{};
    SnapshotTaken there_{};
    std::unique_ptr<Snapshot> source_{};
    std::unique_ptr<Snapshot> destination_{};
    std::optional<LogPlace> place_{};
    std::optional<LogPlace> applied_{};  ///< Of a destination that nobody follows.
    double held_seconds_ = 0;
    std::string gathering_{};  ///< Of the shards that met; empty: none did.
};

}  // namespace cutover
