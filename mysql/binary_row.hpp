#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// A result column as the server announces it: MySQL's protocol type number and signedness.
struct WireColumn {
    unsigned type = 0;
    bool is_unsigned = false;
};

/// Decodes rows of the binary protocol straight into the columns of a RowBlock. Knows no client
/// library; the packet is untrusted and every read is checked against its end.
/// (MySQL internals manual, "Binary Protocol Resultset Row".)
/// Not thread-safe.
class BinaryRowDecoder {
  public:
    /// Throws Error (Recovery::none) naming the column whose wire type cannot hold the form that
    /// it is to be read in: the table on this server differs from what was planned.
    BinaryRowDecoder(const std::vector<ReadColumn>& columns, const std::vector<WireColumn>& wire);

    /// Appends one row. Throws Error (Recovery::retry_session) where the packet is malformed; the
    /// block is then unusable until cleared.
    void append(std::span<const unsigned char> packet, RowBlock& block);

  private:
    /// How a column's bytes on the wire become a cell.
    enum class Step : std::uint8_t {
        signed8,
        unsigned8,
        signed16,
        unsigned16,
        signed32,
        unsigned32,
        bits32,
        bits64,
        widened,  ///< FLOAT read as DOUBLE.
        bytes,
        bit_string,
        datetime,
        time,
    };

    static Step step_for(CellForm form, const WireColumn& wire, const std::string& name);

    std::vector<Step> steps_{};
};

}  // namespace cutover
