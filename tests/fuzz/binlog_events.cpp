#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "binlog/byte_reader.hpp"
#include "binlog/damaged_log.hpp"
#include "binlog/event_reader.hpp"
#include "binlog/row_decoder.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

/// A format description as MySQL 5.6 or MariaDB 10 write it, without checksums.
std::vector<std::uint8_t> format_description(bool is_mariadb) {
    std::vector<std::uint8_t> body{4, 0};
    const std::string_view version = is_mariadb ? "5.2.0-MariaDB" : "5.6.0";  // before checksums
    body.insert(body.end(), version.begin(), version.end());
    body.resize(2 + 50 + 4);
    body.push_back(19);
    const std::vector<std::uint8_t> post_headers{56, 13, 0,  8,  0,  18, 0, 4, 4, 4, 4,  18, 0, 0,
                                                 92, 0,  4,  26, 8,  0,  0, 0, 8, 8, 8,  2,  0, 0,
                                                 0,  10, 10, 10, 25, 25, 0, 0, 0, 0, 10, 0,  0, 0};
    body.insert(body.end(), post_headers.begin(), post_headers.end());
    return body;
}

std::vector<std::uint8_t> with_header(std::uint8_t type, Bytes body) {
    const std::size_t size = EventHeader::size_bytes + body.size();
    std::vector<std::uint8_t> event(EventHeader::size_bytes);
    event[4] = type;
    for (std::size_t i = 0; i < 4; ++i) {
        event[9 + i] = static_cast<std::uint8_t>(size >> (8 * i));
    }
    event.insert(event.end(), body.begin(), body.end());
    return event;
}

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
    events.read(with_header(15, format_description(is_mariadb)), look_at);
    while (reader.left() >= 3) {
        const std::uint8_t type = reader.u8();
        const std::uint64_t size = reader.u16();
        const Bytes body = reader.take(size < reader.left() ? size : reader.left());
        const std::vector<std::uint8_t> event = with_header(type, body);
        try {
            events.read(event, look_at);
        } catch (const DamagedLog&) {
            continue;  // the next one may still be read, with what is known by now
        }
    }
}

}  // namespace cutover::fuzz
