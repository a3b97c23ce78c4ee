#include "binlog/table_map.hpp"

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

/// How many bytes of metadata a type has; nothing for a type that is not known.
std::optional<unsigned> meta_bytes(LogType type) {
    switch (type) {
        case LogType::tiny:
        case LogType::small:
        case LogType::integer:
        case LogType::null:
        case LogType::timestamp:
        case LogType::big:
        case LogType::medium:
        case LogType::date:
        case LogType::time:
        case LogType::datetime:
        case LogType::year: return 0;
        case LogType::single_real:
        case LogType::double_real:
        case LogType::timestamp2:
        case LogType::datetime2:
        case LogType::time2:
        case LogType::blob_compressed:
        case LogType::vector:
        case LogType::json:
        case LogType::blob:
        case LogType::geometry: return 1;
        case LogType::varchar:
        case LogType::bit:
        case LogType::varchar_compressed:
        case LogType::decimal:
        case LogType::enumeration:
        case LogType::set:
        case LogType::var_string:
        case LogType::string: return 2;
    }
    return std::nullopt;
}

bool is_numeric(LogType type) {
    switch (type) {
        case LogType::tiny:
        case LogType::small:
        case LogType::integer:
        case LogType::medium:
        case LogType::big:
        case LogType::single_real:
        case LogType::double_real:
        case LogType::year:
        case LogType::decimal: return true;
        default: return false;
    }
}

/// CHAR, ENUM and SET share a number; the first byte of their metadata says which, with two bits
/// of a length above 255 turned over in it (MySQL source, Field_string::do_save_field_metadata).
LogColumn string_column(unsigned first, unsigned second) {
    constexpr unsigned length_bits = 0x30;
    const unsigned high = ((first & length_bits) ^ length_bits) << 4U;
    LogColumn column;
    column.type = static_cast<LogType>(first | length_bits);
    column.meta = high | second;
    if (column.type != LogType::string && column.type != LogType::enumeration &&
        column.type != LogType::set) {
        throw DamagedLog(fmt::format("a string of the unknown type {}", first | length_bits));
    }
    return column;
}

LogColumn read_column(LogType type, unsigned metadata_bytes, ByteReader& metadata) {
    LogColumn column;
    column.type = type;
    switch (type) {
        case LogType::string:
        case LogType::enumeration:
        case LogType::set: {
            const unsigned first = metadata.u8();
            return string_column(first, metadata.u8());
        }
        case LogType::decimal:
            column.meta = static_cast<std::uint32_t>(metadata.big_endian(2));
            break;
        default: column.meta = static_cast<std::uint32_t>(metadata.little_endian(metadata_bytes));
    }
    return column;
}

/// An unknown type ends it, for how much of the metadata is its own is not known either.
void read_columns(Bytes types, Bytes metadata_bytes, TableMap& map) {
    ByteReader metadata(metadata_bytes);
    map.columns.reserve(types.size());
    for (const std::uint8_t number : types) {
        const auto type = static_cast<LogType>(number);
        const std::optional<unsigned> bytes = meta_bytes(type);
        if (!bytes) {
            map.problem =
                fmt::format("column {} has the unknown type {}", map.columns.size() + 1, number);
            map.columns.clear();
            return;
        }
        map.columns.push_back(read_column(type, *bytes, metadata));
    }
    metadata.expect_end();
}

/// A bit for each numeric column, the highest bit of a byte first.
void read_signedness(ByteReader field, std::vector<LogColumn>& columns) {
    const Bytes bits = field.rest();
    std::size_t index = 0;
    for (LogColumn& column : columns) {
        if (is_numeric(column.type)) {
            if (index / 8 >= bits.size()) {
                throw DamagedLog("a table map says the signedness of too few columns");
            }
            column.is_unsigned = ((unsigned{bits[index / 8]} >> (7 - index % 8)) & 1U) != 0;
            ++index;
        }
    }
}

std::vector<std::string> read_names(ByteReader field) {
    std::vector<std::string> names;
    while (!field.at_end()) {
        names.emplace_back(field.text(field.length()));
    }
    return names;
}

/// Optional fields, each a type, a length and a value; character sets, members and keys are the
/// catalog's business. (MySQL source, Table_map_event::Optional_metadata_fields.)
void read_optional_fields(ByteReader& reader, TableMap& map) {
    constexpr unsigned signedness = 1;
    constexpr unsigned column_names = 4;
    while (!reader.at_end()) {
        const unsigned type = reader.u8();
        const ByteReader field(reader.take(reader.length()));
        if (type == signedness) {
            read_signedness(field, map.columns);
        } else if (type == column_names) {
            map.names = read_names(field);
        }
    }
    if (!map.names.empty() && map.names.size() != map.columns.size()) {
        throw DamagedLog(fmt::format(
            "a table map names {} of {} columns", map.names.size(), map.columns.size()));
    }
}

}  // namespace

std::uint64_t table_map_id(ByteReader body, std::size_t post_header_bytes) {
    constexpr std::size_t with_short_id = 6;
    if (post_header_bytes < with_short_id) {
        throw DamagedLog(fmt::format("a table map with {} bytes before it", post_header_bytes));
    }
    return body.little_endian(post_header_bytes == with_short_id ? 4 : 6);
}

TableMap read_table_map(ByteReader& reader, std::size_t post_header_bytes) {
    TableMap map;
    map.id = table_map_id(reader, post_header_bytes);
    reader.take(post_header_bytes);  // the id, and flags
    map.database = reader.short_text();
    reader.take(1);  // a zero
    map.table = reader.short_text();
    reader.take(1);
    const Bytes types = reader.take(reader.length());
    read_columns(types, reader.take(reader.length()), map);
    reader.take((types.size() + 7) / 8);  // which may be NULL
    if (map.problem.empty()) {
        read_optional_fields(reader, map);
    }
    return map;
}

}  // namespace cutover
