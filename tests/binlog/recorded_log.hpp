#pragma once

#include <cstdint>
#include <optional>

#include "binlog/byte_reader.hpp"
#include "binlog/event_header.hpp"

namespace cutover {

/// The bytes of one binary log file, cut into events. Not thread-safe.
class RecordedLog {
  public:
    /// `bytes` must outlive it. Throws DamagedLog where they do not begin as a binary log does.
    explicit RecordedLog(Bytes bytes);

    /// The next event, whole; nothing at the end. Throws DamagedLog where the file ends within one.
    [[nodiscard]] std::optional<Bytes> next();

    /// Where the next event begins.
    [[nodiscard]] std::uint64_t position() const { return size_ - reader_.left(); }

  private:
    ByteReader reader_;
    std::uint64_t size_;
};

}  // namespace cutover
