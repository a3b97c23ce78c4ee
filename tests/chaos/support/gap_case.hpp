#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test {

enum class PlacedBy { gtids, file };

[[nodiscard]] const char* to_text(PlacedBy placed_by);

/// A source of its own whose log is followed up to a place in its second file; what a test then
/// does to the log makes the gap.
class GapCase {
  public:
    /// `first_file`: the number that the log begins with; 0: the server's own.
    GapCase(const PairOfKinds& pair, PlacedBy placed_by, int first_file = 0);

    /// So many transactions on the source.
    void write(int transactions) const;

    void next_file() const { source_->execute("FLUSH LOGS"); }

    void sql(const std::string& statements) const { source_->execute(statements); }

    /// Moves the place to the end of the log.
    void catch_up();

    /// Where the run stands that was stopped just now: an idle one moves on behind events that are
    /// none of its own.
    void look_where_it_stands();

    /// The file that the place is in, or one after it: "binlog.000002".
    [[nodiscard]] std::string file(int further = 0) const;

    /// The first that the server still has.
    [[nodiscard]] std::string first_file() const;

    /// That which is written to now.
    [[nodiscard]] std::string last_file() const;

    [[nodiscard]] std::filesystem::path data() const { return source_->folder() / "data"; }

    [[nodiscard]] PrivateServer& source() { return *source_; }

    /// Of a server that could stand in for the source.
    [[nodiscard]] std::vector<std::string> arguments() const;

    /// Answers on the source's address from now on; the source is gone.
    void replace_source(std::unique_ptr<PrivateServer> server);

    [[nodiscard]] FollowCase& follow() { return follow_; }

    /// Files are begun in seconds; a test must not be faster.
    static void let_a_second_pass();

    /// Ends with exit code 7, both positions named and nothing applied.
    void expect_stops(CutoverProcess& run) const;

  private:
    [[nodiscard]] std::string place_now() const;

    PlacedBy placed_by_;
    ServerKind kind_;
    std::unique_ptr<PrivateServer> source_;
    std::unique_ptr<PrivateServer> gone_{};
    CopyServers servers_;
    FollowCase follow_;
    std::string applied_{};
    std::string transactions_{};  ///< How many are applied; none may be added.
};

}  // namespace cutover::test
