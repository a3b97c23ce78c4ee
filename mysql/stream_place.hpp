#pragma once

#include <string>
#include <variant>

#include "binlog/events.hpp"
#include "core/log_place.hpp"
#include "core/server_facts.hpp"

namespace cutover {

/// Where a stream of events stands, kept from what the events say of themselves; finds out where
/// something between two of them is missing. Offsets are followed beyond the 4 GiB that an event's
/// header can state. Not thread-safe.
class StreamPlace {
  public:
    /// Throws DamagedLog where the GTIDs are not of this flavour.
    StreamPlace(Flavour flavour, const LogPlace& from);

    /// Takes each event in turn. Throws DamagedLog where it does not follow the one before.
    void arrive(const Event& event);

    /// The group that began last (a transaction, a statement) ends with the event that arrived
    /// last.
    void end_group();

    /// Behind the last complete group.
    [[nodiscard]] const LogPlace& complete() const { return complete_; }

    /// That the event that arrived last is in.
    [[nodiscard]] const std::string& file() const { return file_; }

    /// Behind the event that arrived last, without GTIDs.
    [[nodiscard]] LogPlace here() const { return {file_, offset_, {}}; }

    /// Of the event that arrived last, for messages: "binlog.000042:1337".
    [[nodiscard]] std::string text() const;

  private:
    void enter_file(const RotateEvent& rotate);
    void advance(const EventHeader& header);
    void settle();

    LogPlace complete_;
    std::string file_;
    std::uint64_t offset_ = 0;  ///< Behind the last event; 0: not known yet.
    /// Read by GTIDs: they are kept up, and the server leaves out what is applied.
    bool has_gtids_ = false;
    GtidSet mysql_{};
    MariadbGtidPosition mariadb_{};
    bool in_group_ = false;
    std::optional<Gtid> mysql_group_{};
    std::optional<MariadbGtid> mariadb_group_{};
};

}  // namespace cutover
