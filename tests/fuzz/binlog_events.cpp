#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "binlog/byte_reader.hpp"
#include "binlog/damaged_log.hpp"
#include "binlog/event_reader.hpp"
#include "binlog/row_decoder.hpp"
#include "tests/binlog/made_events.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

void check_images(const RowsEvent& event, const RowImages& images) {
    const std::size_t before = images.before.rows();
    const std::size_t after = images.after.rows();
    require(event.change != RowChange::insert || before == 0, "an insert has before images");
    require(event.change != RowChange::erase || after == 0, "a deletion has after images");
    require(event.change != RowChange::update || before == after, "images are not in pairs");
    for (const RowBlock* const block : {&images.before, &images.after}) {
        for (const CellColumn& cells : block->columns()) {
            require(cells.is_null.size() == block->rows(), "columns differ in their rows");
            require(
                is_number(cells.form) ? cells.numbers.size() == block->rows()
                                      : cells.ends.size() == block->rows(),
                "a column has not a value a row");
        }
    }
}

void look_at(const Event& event) {
    if (const auto* const rows = std::get_if<RowsEvent>(&event.body)) {
        if (rows->table->problem.empty()) {
            const RowDecoder decoder(rows->table, image_columns(*rows->table));
            LoggedRows logged = decoder.rows();
            decoder.decode(*rows, logged);
            check_images(*rows, logged.images);
        }
    }
}

}  // namespace

/// A byte that says which server, then events: type, length of the body in two bytes, body. With
/// the bodies apart from their headers a mutation reaches into any of them.
void binlog_events(std::string_view bytes) {
    ByteReader reader({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    if (reader.at_end()) {
        return;
    }
    EventReader events;
    const bool is_mariadb = (reader.u8() & 1U) != 0;
    events.read(test::made_event(15, test::made_format_description(is_mariadb)), look_at);
    while (reader.left() >= 3) {
        const std::uint8_t type = reader.u8();
        const std::uint64_t size = reader.u16();
        const Bytes body = reader.take(size < reader.left() ? size : reader.left());
        const std::vector<std::uint8_t> event = test::made_event(type, body);
        try {
            events.read(event, look_at);
        } catch (const DamagedLog&) {
            continue;  // the next one may still be read, with what is known by now
        }
    }
}

}  // namespace cutover::fuzz
