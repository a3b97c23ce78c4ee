#pragma once

#include "binlog/events.hpp"

namespace cutover {

/// Bodies of the events that name transactions. Throw DamagedLog.
[[nodiscard]] GtidEvent read_gtid_event(EventType type, ByteReader& body);
[[nodiscard]] GtidEvent read_tagged_gtid_event(ByteReader& body);
[[nodiscard]] MariadbGtidEvent read_mariadb_gtid_event(const EventHeader& header, ByteReader& body);
[[nodiscard]] MariadbGtidList read_mariadb_gtid_list(ByteReader& body);
[[nodiscard]] XaPrepareEvent read_xa_prepare_event(ByteReader& body);

}  // namespace cutover
