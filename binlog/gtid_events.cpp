#include "binlog/gtid_events.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

constexpr std::size_t uuid_bytes = 16;

Uuid to_uuid(Bytes bytes) {
    Uuid uuid;
    std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
    return uuid;
}

/// What a set takes in without a further look.
Gtid checked(Gtid gtid) {
    const bool has_good_tag = gtid.tag.empty() || parse_gtid_tag(gtid.tag) == gtid.tag;
    if (gtid.number == 0 || gtid.number > last_gtid_number || !has_good_tag) {
        throw DamagedLog("a GTID that no server gives");
    }
    return gtid;
}

/// Numbers as MySQL 8.3 serialises them: as many one-bits at the bottom of the first byte as bytes
/// follow, then a zero, then the number. (MySQL source, libs/mysql/serialization,
/// variable_length_integers.h.)
std::uint64_t varied(ByteReader& reader) {
    const std::uint8_t first = reader.u8();
    const auto more = static_cast<unsigned>(std::countr_one(first));
    if (more == 8) {
        return reader.u64();
    }
    const std::uint64_t low = first >> (more + 1);
    const std::uint64_t rest = reader.little_endian(more);
    return low | (rest << (7U - more));
}

/// The sign is the lowest bit.
std::uint64_t varied_positive(ByteReader& reader) {
    const std::uint64_t number = varied(reader);
    if ((number & 1U) != 0) {
        throw DamagedLog("a number of a GTID_TAGGED is negative");
    }
    return number >> 1U;
}

/// Fields of a GTID_TAGGED by their number, in rising order; what is left out is zero.
/// (MySQL source, Gtid_event::define_fields of libs/mysql/binlog/event/control_events.h.)
struct TaggedFields {
    Uuid uuid{};
    std::uint64_t number = 0;
    std::string tag{};
    std::uint64_t committed_at = 0;
};

bool read_field(std::uint64_t field, ByteReader& reader, TaggedFields& fields) {
    constexpr unsigned last_known = 11;
    switch (field) {
        case 1:
            for (std::uint8_t& byte : fields.uuid.bytes) {
                byte = static_cast<std::uint8_t>(varied(reader));
            }
            return true;
        case 2: fields.number = varied_positive(reader); return true;
        case 3: fields.tag = reader.text(varied(reader)); return true;
        case 6: fields.committed_at = varied(reader); return true;
        default:
            if (field > last_known) {
                return false;
            }
            static_cast<void>(varied(reader));
            return true;
    }
}

/// XA statements take a transaction's name as hexadecimal strings, whatever bytes it has.
std::string xid_text(Bytes global, Bytes branch, std::uint32_t format) {
    std::string text = "X'";
    for (const std::uint8_t byte : global) {
        text += fmt::format("{:02x}", byte);
    }
    text += "',X'";
    for (const std::uint8_t byte : branch) {
        text += fmt::format("{:02x}", byte);
    }
    return text + fmt::format("',{}", format);
}

}  // namespace

GtidEvent read_gtid_event(EventType type, ByteReader& body) {
    GtidEvent event;
    body.take(1);  // flags
    const Uuid uuid = to_uuid(body.take(uuid_bytes));
    const std::uint64_t number = body.u64();
    if (type == EventType::gtid) {
        event.gtid = checked({uuid, "", number});
    }
    // MySQL 5.7 added a logical clock (a 2, two numbers of 8 bytes), MySQL 8 times behind it.
    constexpr std::size_t clock_bytes = 17;
    constexpr std::size_t time_bytes = 7;
    if (body.left() >= clock_bytes + time_bytes && body.u8() == 2) {
        body.take(clock_bytes - 1);
        constexpr std::uint64_t has_original_time = 1ULL << 55U;
        event.committed_at = body.little_endian(time_bytes) & ~has_original_time;
    }
    return event;
}

GtidEvent read_tagged_gtid_event(ByteReader& body) {
    const std::uint64_t version = varied(body);
    if (version != 1) {
        throw DamagedLog(fmt::format("a GTID_TAGGED of the unknown version {}", version));
    }
    static_cast<void>(varied(body));                       // its size
    const std::uint64_t last_that_matters = varied(body);  // and no field after this one
    TaggedFields fields;
    while (!body.at_end()) {
        const std::uint64_t field = varied(body);
        if (!read_field(field, body, fields)) {
            if (field <= last_that_matters) {
                throw DamagedLog(fmt::format("a GTID_TAGGED with the unknown field {}", field));
            }
            break;
        }
    }
    return {checked({fields.uuid, fields.tag, fields.number}), fields.committed_at};
}

/// (MariaDB source, Gtid_log_event of sql/log_event.h.)
MariadbGtidEvent read_mariadb_gtid_event(const EventHeader& header, ByteReader& body) {
    MariadbGtidEvent event;
    event.gtid.sequence = body.u64();
    event.gtid.domain = body.u32();
    event.gtid.server = header.server_id;
    const unsigned flags = body.u8();
    event.is_standalone = (flags & 0x1U) != 0;
    event.is_ddl = (flags & 0x20U) != 0;
    event.is_prepared_xa = (flags & 0x40U) != 0;
    event.is_completed_xa = (flags & 0x80U) != 0;
    return event;
}

MariadbGtidList read_mariadb_gtid_list(ByteReader& body) {
    constexpr std::uint32_t count_bits = (1U << 28U) - 1;
    const std::uint32_t count = body.u32() & count_bits;
    MariadbGtidList list;
    for (std::uint32_t i = 0; i < count; ++i) {
        MariadbGtid gtid;
        gtid.domain = body.u32();
        gtid.server = body.u32();
        gtid.sequence = body.u64();
        list.gtids.push_back(gtid);
    }
    return list;
}

XaPrepareEvent read_xa_prepare_event(ByteReader& body) {
    XaPrepareEvent event;
    event.one_phase = body.u8() != 0;
    const std::uint32_t format = body.u32();
    const std::uint32_t global_bytes = body.u32();
    const std::uint32_t branch_bytes = body.u32();
    const Bytes global = body.take(global_bytes);
    event.xid = xid_text(global, body.take(branch_bytes), format);
    return event;
}

}  // namespace cutover
