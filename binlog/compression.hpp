#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// The largest event that any server writes or accepts: max_allowed_packet's own limit.
constexpr std::size_t largest_event_bytes = 1U << 30U;

/// What log_bin_compress of MariaDB made of a statement or of rows: a byte with the method, the
/// length in one to four bytes, the highest first, then a zlib stream. The stream must give
/// exactly the bytes it declares; nothing is allocated before it is known to be within
/// largest_event_bytes. Throws DamagedLog.
/// (MariaDB source, binlog_buf_uncompress() of sql/log_event.cc.)
[[nodiscard]] std::vector<std::uint8_t> inflated(Bytes compressed);

/// The content of a TRANSACTION_PAYLOAD, a piece at a time: a transaction can be larger than
/// memory. Compressed with zstd or not at all.
class PayloadStream {
  public:
    /// `payload` must outlive it. `declared_bytes` is what the event says it unpacks to; a stream
    /// that gives more or less is damaged.
    PayloadStream(Bytes payload, bool is_zstd, std::uint64_t declared_bytes);
    ~PayloadStream();

    PayloadStream(const PayloadStream&) = delete;
    PayloadStream& operator=(const PayloadStream&) = delete;

    /// Appends the next `size` bytes to `out`. Throws DamagedLog where there are fewer.
    void read(std::size_t size, std::vector<std::uint8_t>& out);

    /// True once all of the declared bytes are read.
    [[nodiscard]] bool at_end() const { return left_ == 0; }

    /// Throws DamagedLog where the stream would give more than it declared.
    void expect_end();

  private:
    struct Zstd;

    /// Returns how many bytes it wrote to `out`; 0 only at the end of the stream.
    std::size_t unpack(std::uint8_t* out, std::size_t size);

    Bytes rest_;
    std::uint64_t left_;
    std::unique_ptr<Zstd> zstd_;  ///< Null: not compressed.
};

}  // namespace cutover
