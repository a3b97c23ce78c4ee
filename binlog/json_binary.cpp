/// The format is that of the comment at the top of MySQL's json_binary.h: a container begins with
/// its count, its size, and an entry for each key and each value; an entry holds the offset of
/// what it stands for, or a small value itself.
///
/// Offsets can lie, and nothing in the format keeps two of them from naming the same bytes: a
/// hundred arrays, each of which holds the next one twice, fit in a thousand bytes and print
/// 2^100 values. In what a server writes every byte belongs to one value at most. So each value,
/// key and container header is charged with the bytes that it is read from, and where the sum is
/// more than there are, something was read twice and the value is refused.
#include "binlog/json_binary.hpp"

#include <bit>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "binlog/json_opaque.hpp"
#include "binlog/json_scalar.hpp"

namespace cutover {
namespace {

/// JSON_DOCUMENT_MAX_DEPTH of json_syntax_check.cc; scalars do not count.
constexpr unsigned deepest = 100;

enum class JsonType : std::uint8_t {
    small_object = 0,
    large_object = 1,
    small_array = 2,
    large_array = 3,
    literal = 4,
    int16 = 5,
    uint16 = 6,
    int32 = 7,
    uint32 = 8,
    int64 = 9,
    uint64 = 10,
    real = 11,
    string = 12,
    opaque = 15,
};

JsonType read_type(ByteReader& reader) {
    return static_cast<JsonType>(reader.u8());
}

/// Seven bits a byte, lowest first; the highest bit says that more follow, up to five bytes.
std::uint64_t read_size(ByteReader& reader) {
    std::uint64_t size = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        const std::uint64_t byte = reader.u8();
        size |= (byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            return size;
        }
    }
    throw DamagedLog("the length of a value inside JSON does not end");
}

class JsonPrinter {
  public:
    JsonPrinter(Bytes value, std::string& out) : unspent_(value.size()), out_(out) {}

    /// `bytes` begin with the value and reach to the end of what it lies in: only the value says
    /// where it ends.
    void value(JsonType type, Bytes bytes);

  private:
    struct Container {
        bool is_object = false;
        unsigned offset_size = 2;  ///< Of offsets and sizes: 2 in a small container, else 4.
        std::uint64_t count = 0;   ///< Of elements or members.
        std::size_t header_size = 0;
        Bytes bytes{};  ///< From its header to its end.
    };

    static Container read_container(JsonType type, Bytes bytes);
    void container(const Container& container);
    std::string_view key(const Container& container, ByteReader& entries);
    void element(const Container& container, ByteReader& entries);
    void scalar(JsonType type, ByteReader& reader);
    void literal(std::uint8_t number);
    void opaque(ByteReader& reader);

    template<typename Integer>
    void integer(Integer number) {
        const fmt::format_int text(number);
        out_.append(text.data(), text.size());
    }

    void spend(std::size_t size) {
        if (size > unspent_) {
            throw DamagedLog("values inside JSON overlap");
        }
        unspent_ -= size;
    }

    std::size_t unspent_;
    std::string& out_;
    unsigned depth_ = 0;
};

void JsonPrinter::value(JsonType type, Bytes bytes) {
    if (type > JsonType::large_array) {
        ByteReader reader(bytes);
        scalar(type, reader);
        spend(bytes.size() - reader.left());
        return;
    }
    if (depth_ == deepest) {
        throw DamagedLog(fmt::format("JSON is nested deeper than {} levels", deepest));
    }
    ++depth_;
    container(read_container(type, bytes));
    --depth_;
}

JsonPrinter::Container JsonPrinter::read_container(JsonType type, Bytes bytes) {
    const bool is_large = type == JsonType::large_object || type == JsonType::large_array;
    Container container;
    container.is_object = type == JsonType::small_object || type == JsonType::large_object;
    container.offset_size = is_large ? 4 : 2;
    const std::uint64_t value_entry = 1U + container.offset_size;
    const std::uint64_t key_entry = container.is_object ? container.offset_size + 2U : 0U;

    ByteReader reader(bytes);
    container.count = reader.little_endian(container.offset_size);
    const std::uint64_t size = reader.little_endian(container.offset_size);
    const std::uint64_t header_size =
        std::uint64_t{2} * container.offset_size + container.count * (key_entry + value_entry);
    if (size > bytes.size() || header_size > size) {
        throw DamagedLog(fmt::format(
            "a container inside JSON has {} entries and {} bytes where {} are left",
            container.count, size, bytes.size()));
    }
    container.header_size = static_cast<std::size_t>(header_size);
    container.bytes = bytes.first(static_cast<std::size_t>(size));
    return container;
}

void JsonPrinter::container(const Container& container) {
    spend(container.header_size);
    ByteReader keys(container.bytes);
    keys.take(std::uint64_t{2} * container.offset_size);
    ByteReader values = keys;
    if (container.is_object) {
        values.take(container.count * (container.offset_size + 2U));
    }
    std::string_view previous_key;
    out_ += container.is_object ? '{' : '[';
    for (std::uint64_t i = 0; i < container.count; ++i) {
        out_ += i == 0 ? "" : ", ";
        if (container.is_object) {
            const std::string_view name = key(container, keys);
            // The server finds members by this order (lookup_index() of json_binary.cc).
            if (i > 0 && (name.size() < previous_key.size() ||
                          (name.size() == previous_key.size() && name <= previous_key))) {
                throw DamagedLog("the keys of an object inside JSON are out of order");
            }
            append_json_string(name, out_);
            out_ += ": ";
            previous_key = name;
        }
        element(container, values);
    }
    out_ += container.is_object ? '}' : ']';
}

std::string_view JsonPrinter::key(const Container& container, ByteReader& entries) {
    const std::uint64_t offset = entries.little_endian(container.offset_size);
    const std::size_t size = entries.u16();
    if (offset < container.header_size) {
        throw DamagedLog("a key inside JSON begins within its object's header");
    }
    spend(size);
    ByteReader reader(container.bytes);
    reader.take(offset);
    return reader.text(size);
}

void JsonPrinter::element(const Container& container, ByteReader& entries) {
    const JsonType type = read_type(entries);
    ByteReader entry(entries.take(container.offset_size));
    const bool fits_any =
        type == JsonType::literal || type == JsonType::int16 || type == JsonType::uint16;
    const bool fits_large = type == JsonType::int32 || type == JsonType::uint32;
    if (fits_any || (fits_large && container.offset_size == 4)) {
        scalar(type, entry);
        return;
    }
    const std::uint64_t offset = entry.little_endian(container.offset_size);
    if (offset < container.header_size) {
        throw DamagedLog("a value inside JSON begins within its container's header");
    }
    ByteReader reader(container.bytes);
    reader.take(offset);
    value(type, reader.rest());
}

void JsonPrinter::scalar(JsonType type, ByteReader& reader) {
    switch (type) {
        case JsonType::literal: literal(reader.u8()); break;
        case JsonType::int16: integer(static_cast<std::int16_t>(reader.u16())); break;
        case JsonType::uint16: integer(reader.u16()); break;
        case JsonType::int32: integer(static_cast<std::int32_t>(reader.u32())); break;
        case JsonType::uint32: integer(reader.u32()); break;
        case JsonType::int64: integer(static_cast<std::int64_t>(reader.u64())); break;
        case JsonType::uint64: integer(reader.u64()); break;
        case JsonType::real: append_json_double(std::bit_cast<double>(reader.u64()), out_); break;
        case JsonType::string: append_json_string(reader.text(read_size(reader)), out_); break;
        case JsonType::opaque: opaque(reader); break;
        default:
            throw DamagedLog(
                fmt::format("a value inside JSON is of type {}", static_cast<unsigned>(type)));
    }
}

void JsonPrinter::literal(std::uint8_t number) {
    static constexpr std::string_view words[] = {"null", "true", "false"};
    if (number >= std::size(words)) {
        throw DamagedLog(fmt::format("a literal inside JSON is {}", number));
    }
    out_ += words[number];
}

void JsonPrinter::opaque(ByteReader& reader) {
    const std::uint8_t type = reader.u8();
    append_json_opaque(type, reader.take(read_size(reader)), out_);
}

}  // namespace

void append_json_text(Bytes value, std::string& out) {
    // A server stores no bytes where an INSERT IGNORE puts NULL into a column that is NOT NULL
    // (parse_binary() of json_binary.cc). Nor does it mind bytes behind the value: an update in
    // place can leave some.
    if (value.empty()) {
        out += "null";
        return;
    }
    ByteReader reader(value);
    const JsonType type = read_type(reader);
    JsonPrinter(reader.rest(), out).value(type, reader.rest());
}

}  // namespace cutover
