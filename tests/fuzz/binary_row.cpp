/// A server's packet as a row of the binary protocol, for columns that the server announced too.
/// Input: the number of columns, two bytes for each (form; wire type and sign), then the packets,
/// each behind its length.
#include "mysql/binary_row.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/error.hpp"
#include "core/row_encoder.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

// Those of MySQL's protocol: small integers as they are, then the types that are bytes.
constexpr unsigned wire_types[] = {0,   1,   2,   3,   4,   5,   6,   7,   8,   9,
                                   10,  11,  12,  13,  15,  16,  17,  245, 246, 247,
                                   248, 249, 250, 251, 252, 253, 254, 255};

class FuzzInput {
  public:
    explicit FuzzInput(std::string_view bytes) : rest_(bytes) {}

    unsigned char next() {
        if (rest_.empty()) {
            return 0;
        }
        const char first = rest_.front();
        rest_.remove_prefix(1);
        return static_cast<unsigned char>(first);
    }

    std::string_view take(std::size_t size) {
        const std::string_view taken = rest_.substr(0, std::min(size, rest_.size()));
        rest_.remove_prefix(taken.size());
        return taken;
    }

    [[nodiscard]] bool empty() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

void check_block(const RowBlock& block, std::size_t rows) {
    for (const CellColumn& column : block.columns()) {
        require(column.is_null.size() == rows, "a column has lost or gained a NULL flag");
        const std::size_t values =
            is_number(column.form) ? column.numbers.size() : column.ends.size();
        require(values == rows, "a column has lost or gained a value");
        require(
            column.ends.empty() || column.ends.back() == column.bytes.size(),
            "the last value does not end with the bytes");
    }
}

void decode(FuzzInput& input, const std::vector<ReadColumn>& columns, BinaryRowDecoder& decoder) {
    RowBlock block(forms_of({.columns = columns}));
    RowEncoder encoder(columns, {});
    while (!input.empty()) {
        const std::string_view packet = input.take(input.next());
        const std::size_t before = block.rows();
        try {
            decoder.append(
                {reinterpret_cast<const unsigned char*>(packet.data()), packet.size()}, block);
        } catch (const Error&) {
            block.clear();
            continue;
        }
        check_block(block, before + 1);
        try {
            static_cast<void>(encoder.digest(block, before));
        } catch (const Error&) {
            continue;  // e.g. digits that are none
        }
    }
}

}  // namespace

void binary_row(std::string_view bytes) {
    FuzzInput input(bytes);
    const std::size_t count = 1U + input.next() % 12U;
    std::vector<ReadColumn> columns(count);
    std::vector<WireColumn> wire(count);
    for (std::size_t i = 0; i < count; ++i) {
        columns[i] = {.name = "c", .form = static_cast<CellForm>(input.next() % 13U)};
        columns[i].fraction_digits = 6;
        columns[i].members = {"a", "b"};
        const unsigned type = input.next();
        wire[i] = {wire_types[(type & 0x7FU) % std::size(wire_types)], type >= 0x80U};
    }
    try {
        BinaryRowDecoder decoder(columns, wire);
        decode(input, columns, decoder);
    } catch (const Error&) {
        return;  // no such column can be read so
    }
}

}  // namespace cutover::fuzz
