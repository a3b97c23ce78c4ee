#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "binlog/events.hpp"

namespace cutover {

/// Turns the bytes of one binary log, event by event and in their order, into events: checks each
/// checksum, unpacks what is compressed, and gives row events the table map they refer to.
/// What it does not know and what is not marked as ignorable is an error: it may change rows.
/// Not thread-safe.
class EventReader {
  public:
    /// What is handed to it, views included, lives until it returns.
    using Sink = std::function<void(const Event&)>;

    /// Reads one event, as it stands in a file or, without the packet's first byte, in the answer
    /// to a dump command. A TRANSACTION_PAYLOAD gives itself, as a silent event, and all
    /// the events within; any other exactly one.
    /// Throws DamagedLog, with the event's type and what is wrong with it; not where it stands,
    /// which the caller knows. What `sink` throws passes through.
    void read(Bytes event, const Sink& sink);

    /// Of the file that is being read; null before its first event.
    [[nodiscard]] const FormatDescription* format() const { return format_.get(); }

  private:
    /// A table map with the bytes it was read from: statements repeat it again and again.
    struct KnownTable {
        std::vector<std::uint8_t> body{};
        std::shared_ptr<const TableMap> map{};
    };

    [[nodiscard]] Bytes without_checksum(const EventHeader& header, Bytes event) const;
    void read_body(Event& event, ByteReader& body, const Sink& sink);
    void start_file(Event& event, Bytes whole);
    void read_payload(const EventHeader& header, ByteReader& body, const Sink& sink);
    void read_rows(Event& event, ByteReader& body, const Sink& sink);
    [[nodiscard]] std::shared_ptr<const TableMap> table_map(ByteReader& body);

    std::unique_ptr<FormatDescription> format_{};
    std::unordered_map<std::uint64_t, KnownTable> tables_{};
    bool in_payload_ = false;
};

}  // namespace cutover
