#pragma once

#include <string>

#include "binlog/byte_reader.hpp"
#include "core/gtid_set.hpp"

namespace cutover {

/// The GTID set as a PREVIOUS_GTIDS event holds it and COM_BINLOG_DUMP_GTID sends it, in either
/// form:
///
///     untagged  count of sources, then for each: 16 bytes of UUID, its intervals
///     tagged    (MySQL 8.3 on, where the set has a tag) the byte 1, the count in six bytes, the
///               byte 1; then for each: 16 bytes of UUID, twice the length of the tag in a byte,
///               the tag, its intervals
///     intervals count, then for each: the first number, and the one behind the last
///
/// Numbers are of eight bytes, the lowest first. The untagged count never reaches its eighth byte,
/// which tells the forms apart, and makes a server that knows one form refuse the other.
/// Reads no further than the set's end. Throws DamagedLog for bytes that no server writes.
[[nodiscard]] GtidSet decode_gtid_set(ByteReader& reader);

/// The bytes of the set: untagged where it has no tag, so that every server can read them.
[[nodiscard]] std::string encode_gtid_set(const GtidSet& set);

}  // namespace cutover
