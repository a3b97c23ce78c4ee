#include "binlog/row_decoder.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "binlog/column_compression.hpp"
#include "binlog/damaged_log.hpp"
#include "binlog/decimal.hpp"
#include "binlog/json_binary.hpp"
#include "binlog/network_text.hpp"
#include "binlog/temporal.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

enum class Kind { whole, single_real, double_real, decimal, date, time, bytes };

Kind kind_of(LogType type) {
    switch (type) {
        case LogType::tiny:
        case LogType::small:
        case LogType::medium:
        case LogType::integer:
        case LogType::big:
        case LogType::year:
        case LogType::bit:
        case LogType::enumeration:
        case LogType::set: return Kind::whole;
        case LogType::single_real: return Kind::single_real;
        case LogType::double_real: return Kind::double_real;
        case LogType::decimal: return Kind::decimal;
        case LogType::date:
        case LogType::datetime:
        case LogType::datetime2:
        case LogType::timestamp:
        case LogType::timestamp2: return Kind::date;
        case LogType::time:
        case LogType::time2: return Kind::time;
        default: return Kind::bytes;
    }
}

Kind kind_of(CellForm form) {
    switch (form) {
        case CellForm::integer:
        case CellForm::natural:
        case CellForm::enumeration:
        case CellForm::set: return Kind::whole;
        case CellForm::real32: return Kind::single_real;
        case CellForm::real64: return Kind::double_real;
        case CellForm::decimal: return Kind::decimal;
        case CellForm::date: return Kind::date;
        case CellForm::time: return Kind::time;
        default: return Kind::bytes;
    }
}

std::string_view view(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::size_t columns_in(Bytes present, std::size_t columns) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < columns; ++i) {
        count += has_column(present, i) ? 1U : 0U;
    }
    return count;
}

std::uint64_t sign_extended(std::uint64_t number, unsigned bytes) {
    const std::uint64_t sign = 1ULL << (bytes * 8 - 1);
    return (number ^ sign) - sign;
}

unsigned integer_bytes(LogType type) {
    switch (type) {
        case LogType::tiny: return 1;
        case LogType::small: return 2;
        case LogType::medium: return 3;
        case LogType::integer: return 4;
        default: return 8;
    }
}

/// A number of two bytes where the longest value needs it.
Bytes read_string(ByteReader& reader, std::uint32_t most_bytes) {
    constexpr std::uint32_t one_byte_length = 255;
    return reader.take(most_bytes > one_byte_length ? reader.u16() : reader.u8());
}

Bytes read_blob(ByteReader& reader, std::uint32_t length_bytes) {
    if (length_bytes == 0 || length_bytes > 4) {
        throw DamagedLog(fmt::format("a BLOB with a length of {} bytes", length_bytes));
    }
    return reader.take(reader.little_endian(length_bytes));
}

std::uint64_t read_bits(ByteReader& reader, std::uint32_t meta) {
    const std::uint32_t bytes = (meta >> 8U) + ((meta & 0xFFU) == 0 ? 0U : 1U);
    if (bytes > 8) {
        throw DamagedLog(fmt::format("a BIT of {} bytes", bytes));
    }
    return reader.big_endian(bytes);
}

/// BINARY(n) is logged without the zeros at its end.
void pad_last(CellColumn& cells, std::size_t bytes, std::size_t width) {
    if (bytes < width) {
        cells.bytes.resize(cells.bytes.size() + (width - bytes), '\0');
        cells.ends.back() = cells.bytes.size();
    }
}

}  // namespace

void LoggedRows::clear() {
    images.before.clear();
    images.after.clear();
    json_diffs.clear();
}

RowDecoder::RowDecoder(std::shared_ptr<const TableMap> table, std::vector<ImageColumn> columns)
    : table_(std::move(table)), columns_(std::move(columns)) {
    const TableName name{table_->database, table_->table};
    if (!table_->problem.empty()) {
        throw Error(Recovery::none, fmt::format("rows of {}: {}", display(name), table_->problem));
    }
    if (table_->columns.size() != columns_.size()) {
        throw Error(
            Recovery::none, fmt::format(
                                "rows of {} are logged with {} columns where the definition has {}",
                                display(name), table_->columns.size(), columns_.size()));
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (kind_of(table_->columns[i].type) != kind_of(columns_[i].form)) {
            throw Error(
                Recovery::none,
                fmt::format(
                    "column {} of {} is logged as another type ({}) than the definition has", i + 1,
                    display(name), static_cast<unsigned>(table_->columns[i].type)));
        }
    }
}

LoggedRows RowDecoder::rows() const {
    std::vector<CellForm> forms;
    forms.reserve(columns_.size());
    for (const ImageColumn& column : columns_) {
        forms.push_back(column.form);
    }
    LoggedRows rows;
    rows.images.before = RowBlock(forms);
    rows.images.after = RowBlock(forms);
    return rows;
}

void RowDecoder::decode(const RowsEvent& event, LoggedRows& rows) const {
    rows.clear();
    ByteReader reader(event.rows);
    while (!reader.at_end()) {
        const std::size_t left = reader.left();
        if (event.change != RowChange::insert) {
            decode_image(event.before_columns, reader, rows.images.before);
        }
        if (event.has_json_diffs) {
            decode_partial_image(event, reader, rows);
        } else if (event.change != RowChange::erase) {
            decode_image(event.after_columns, reader, rows.images.after);
        }
        if (reader.left() == left) {
            throw DamagedLog("rows without any column");
        }
    }
}

/// A bit for each column that is present says whether it is NULL; the others follow.
void RowDecoder::decode_image(Bytes present, ByteReader& reader, RowBlock& block) const {
    const std::size_t bits = columns_in(present, columns_.size());
    const Bytes nulls = reader.take((bits + 7) / 8);
    std::size_t bit = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        CellColumn& cells = block.columns()[i];
        const bool is_there = has_column(present, i);
        if (!is_there || has_column(nulls, bit)) {
            cells.add_null();
        } else {
            decode_value(i, reader, cells);
        }
        bit += is_there ? 1U : 0U;
    }
}

/// In front of the image: a number whose lowest bit says whether a bit for each JSON column of the
/// table follows, which are given as parts. (MySQL source, Rows_log_event::unpack_row of
/// sql/rpl_record.cc.)
void RowDecoder::decode_partial_image(
    const RowsEvent& event, ByteReader& reader, LoggedRows& rows) const {
    const bool has_parts = (reader.length() & 1U) != 0;
    const auto json_columns = std::count_if(
        table_->columns.begin(), table_->columns.end(),
        [](const LogColumn& column) { return column.type == LogType::json; });
    const Bytes parts =
        reader.take(has_parts ? (static_cast<std::uint64_t>(json_columns) + 7) / 8 : 0);
    RowBlock& after = rows.images.after;
    const std::size_t row = after.rows();
    const std::size_t bits = columns_in(event.after_columns, columns_.size());
    const Bytes nulls = reader.take((bits + 7) / 8);
    std::size_t bit = 0;
    std::size_t json_bit = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        CellColumn& cells = after.columns()[i];
        const bool is_json = table_->columns[i].type == LogType::json;
        const bool is_part = is_json && has_parts && has_column(parts, json_bit);
        json_bit += is_json ? 1U : 0U;
        if (!has_column(event.after_columns, i) || has_column(nulls, bit++)) {
            cells.add_null();
        } else if (is_part) {
            rows.json_diffs.push_back({row, i, read_json_diffs(reader)});
            cells.add_null();
        } else {
            decode_value(i, reader, cells);
        }
    }
}

void RowDecoder::decode_value(std::size_t column, ByteReader& reader, CellColumn& cells) const {
    const LogColumn& logged = table_->columns[column];
    switch (kind_of(logged.type)) {
        case Kind::whole: decode_whole(column, reader, cells); break;
        case Kind::single_real: cells.add_number(reader.u32()); break;
        case Kind::double_real: cells.add_number(reader.u64()); break;
        case Kind::decimal: {
            std::string text;
            append_decimal(reader, logged.meta >> 8U, logged.meta & 0xFFU, text);
            cells.add_bytes(text);
            break;
        }
        case Kind::date:
        case Kind::time: decode_time(column, reader, cells); break;
        case Kind::bytes: decode_bytes(column, reader, cells); break;
    }
}

void RowDecoder::decode_whole(std::size_t column, ByteReader& reader, CellColumn& cells) const {
    const LogColumn& logged = table_->columns[column];
    switch (logged.type) {
        case LogType::year: {
            constexpr unsigned first_year = 1900;
            const unsigned year = reader.u8();
            cells.add_number(year == 0 ? 0 : first_year + year);
            break;
        }
        case LogType::bit: cells.add_number(read_bits(reader, logged.meta)); break;
        case LogType::enumeration:
        case LogType::set:
            if (logged.meta > 8) {
                throw DamagedLog(fmt::format("an ENUM or SET of {} bytes", logged.meta));
            }
            cells.add_number(reader.little_endian(logged.meta));
            break;
        default: {
            const unsigned bytes = integer_bytes(logged.type);
            const std::uint64_t number = reader.little_endian(bytes);
            cells.add_number(
                columns_[column].form == CellForm::integer ? sign_extended(number, bytes) : number);
        }
    }
}

void RowDecoder::decode_time(std::size_t column, ByteReader& reader, CellColumn& cells) const {
    const LogColumn& logged = table_->columns[column];
    const unsigned digits = columns_[column].fraction_digits;
    switch (logged.type) {
        case LogType::date: cells.add_number(read_date(reader)); break;
        case LogType::datetime:
            cells.add_number(
                digits == 0 ? read_old_datetime(reader) : read_hires_datetime(reader, digits));
            break;
        case LogType::time:
            cells.add_number(digits == 0 ? read_old_time(reader) : read_hires_time(reader, digits));
            break;
        case LogType::timestamp:
            cells.add_number(
                digits == 0 ? read_old_timestamp(reader) : read_hires_timestamp(reader, digits));
            break;
        case LogType::datetime2: cells.add_number(read_datetime2(reader, logged.meta)); break;
        case LogType::time2: cells.add_number(read_time2(reader, logged.meta)); break;
        default: cells.add_number(read_timestamp2(reader, logged.meta)); break;
    }
}

void RowDecoder::decode_bytes(std::size_t column, ByteReader& reader, CellColumn& cells) const {
    const LogColumn& logged = table_->columns[column];
    const ImageColumn& image = columns_[column];
    switch (logged.type) {
        case LogType::null: cells.add_null(); break;
        case LogType::json: {
            std::string text;
            append_json_text(read_blob(reader, logged.meta), text);
            cells.add_bytes(text);
            break;
        }
        case LogType::blob_compressed:
            add_decompressed(read_blob(reader, logged.meta), cells);
            break;
        case LogType::varchar_compressed:
            add_decompressed(read_string(reader, logged.meta), cells);
            break;
        case LogType::blob:
        case LogType::geometry:
        case LogType::vector: cells.add_bytes(view(read_blob(reader, logged.meta))); break;
        default: {
            const Bytes value = read_string(reader, logged.meta);
            if (image.spelling != ImageColumn::Spelling::as_logged) {
                cells.add_bytes(network_text(image.spelling, value));
            } else {
                cells.add_bytes(view(value));
                pad_last(cells, value.size(), image.width);
            }
        }
    }
}

}  // namespace cutover
