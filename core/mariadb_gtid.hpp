#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutover {

/// The name of one transaction in MariaDB. Within a domain the log has one order, and a server
/// numbers its transactions one beyond the highest number the domain has seen; domains are
/// independent of each other (MariaDB manual, "Global Transaction ID").
struct MariadbGtid {
    std::uint32_t domain = 0;
    std::uint32_t server = 0;  ///< The server_id of the one that wrote it first.
    std::uint64_t sequence = 0;

    friend bool operator==(const MariadbGtid&, const MariadbGtid&) = default;
};

/// "0-1-42".
[[nodiscard]] std::string to_text(const MariadbGtid& gtid);

/// The same, without blanks; nothing for any other text.
[[nodiscard]] std::optional<MariadbGtid> parse_mariadb_gtid(std::string_view text);

/// How far a reader has come: the last transaction of each domain, as in @@gtid_slave_pos and
/// @@gtid_binlog_pos. Unlike MySQL's GtidSet it does not tell what came before.
class MariadbGtidPosition {
  public:
    /// Makes `gtid` the last one of its domain, always: it is where the log was read to, and where
    /// reading must go on. False where its sequence is not above the one before, which MariaDB
    /// writes unless gtid_strict_mode is on (two servers written to at once, or an old number set
    /// by hand). From then on contains() and covers() prove nothing in that domain, so a caller
    /// that decides by them has to say so or to stop.
    [[nodiscard]] bool advance(const MariadbGtid& gtid);

    /// Whether the domain has come to `gtid` or beyond, by the sequence. One with the last
    /// sequence and from another server is a different transaction, and not contained.
    [[nodiscard]] bool contains(const MariadbGtid& gtid) const;
    /// Whether every domain of `other` has come as far here; other domains do not matter.
    [[nodiscard]] bool covers(const MariadbGtidPosition& other) const;

    [[nodiscard]] bool empty() const { return last_.empty(); }

    /// One for each domain, by domain.
    [[nodiscard]] const std::vector<MariadbGtid>& gtids() const { return last_; }

    friend bool operator==(const MariadbGtidPosition&, const MariadbGtidPosition&) = default;

  private:
    std::vector<MariadbGtid> last_;
};

/// "0-1-100,1-2-30", by domain; empty for the beginning.
[[nodiscard]] std::string to_text(const MariadbGtidPosition& position);

/// Any order, blanks around every GTID. Nothing for malformed text and for a domain given twice,
/// which the server refuses too.
[[nodiscard]] std::optional<MariadbGtidPosition> parse_mariadb_position(std::string_view text);

/// What a log holds up to some place: the last transaction of each server in each domain, as in
/// @@gtid_binlog_state and in the GTID_LIST event that a log file begins with.
class MariadbGtidState {
  public:
    /// As the server does on writing to its log: `gtid` replaces the one of its domain and server,
    /// whatever their sequences, and becomes the last one of its domain.
    void add(const MariadbGtid& gtid);

    /// Whether the log holds that server's transaction, or has held it: unlike a position it does
    /// not take one server's numbers for another's. Transactions that only a purged log or another
    /// server's log held are contained too.
    [[nodiscard]] bool contains(const MariadbGtid& gtid) const;
    /// Whether it contains every GTID of the position: the log is one that a reader at that
    /// position was reading.
    [[nodiscard]] bool covers(const MariadbGtidPosition& position) const;

    /// The last one of each domain, in the order of the log.
    [[nodiscard]] MariadbGtidPosition position() const;

    /// By domain, then by server, but the last one of a domain behind the others, as MariaDB
    /// writes it.
    [[nodiscard]] const std::vector<MariadbGtid>& gtids() const { return gtids_; }

    friend bool operator==(const MariadbGtidState&, const MariadbGtidState&) = default;

  private:
    std::vector<MariadbGtid> gtids_;
};

/// "0-1-100,0-2-103,1-2-30", in the order of gtids().
[[nodiscard]] std::string to_text(const MariadbGtidState& state);

/// Blanks around every GTID, and domains in any order; within a domain the order says which one is
/// the last. Nothing for malformed text.
[[nodiscard]] std::optional<MariadbGtidState> parse_mariadb_state(std::string_view text);

}  // namespace cutover
