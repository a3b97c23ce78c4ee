#include "mysql/row_change_decoder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

/// More tables than one statement refers to; their ids change with every ALTER.
constexpr std::size_t most_tables_kept = 4096;

bool has_all(Bytes columns, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (!has_column(columns, i)) {
            return false;
        }
    }
    return true;
}

/// A minimal image says what changed and not what the row is: it can neither be checked against
/// the row that is there nor written where there is none.
void require_full_images(const RowsEvent& event, const TableName& name) {
    const std::size_t count = event.table->columns.size();
    if (event.has_json_diffs) {
        throw DamagedLog(fmt::format(
            "a row of {} was logged as a partial JSON update; set binlog_row_value_options='' on "
            "the source, also in the sessions that set it",
            display(name)));
    }
    if ((!event.before_columns.empty() && !has_all(event.before_columns, count)) ||
        (!event.after_columns.empty() && !has_all(event.after_columns, count))) {
        throw DamagedLog(fmt::format(
            "a row of {} was logged without all of its columns; set binlog_row_image=FULL on the "
            "source, also in the sessions that set it",
            display(name)));
    }
}

}  // namespace

const RowsChanged* RowChangeDecoder::decode(const RowsEvent& event) {
    Table& known = table(event.table);
    if (!known.decoder) {
        return nullptr;
    }
    require_full_images(event, known.changed.table);
    known.decoder->decode(event, known.rows);
    known.changed.change = event.change;
    known.changed.images = &known.rows.images;
    return known.rows.images.rows(event.change) == 0 ? nullptr : &known.changed;
}

RowChangeDecoder::Table& RowChangeDecoder::table(const std::shared_ptr<const TableMap>& map) {
    if (tables_.size() > most_tables_kept) {
        tables_.clear();
    }
    Table& known = tables_[map->id];
    if (known.map != map) {
        known = {};
        known.map = map;
        known.changed.table = {map->database, map->table};
        if (const auto* const columns = columns_(known.changed.table)) {
            std::vector<ImageColumn> images;
            images.reserve(columns->size());
            std::transform(
                columns->begin(), columns->end(), std::back_inserter(images), image_column);
            known.decoder = std::make_unique<RowDecoder>(map, std::move(images));
            known.rows = known.decoder->rows();
        }
    }
    return known;
}

}  // namespace cutover
