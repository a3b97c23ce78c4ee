#pragma once

#include <optional>

#include "binlog/events.hpp"

namespace cutover {

/// The body of an event whose meaning does not depend on other events but the format description;
/// its views point into `body`. Nothing where the type is not such a one or is not known.
/// Throws DamagedLog.
[[nodiscard]] std::optional<EventBody> read_event_body(
    const EventHeader& header, const FormatDescription& format, ByteReader& body);

/// The layout of rows events of this type; nothing for other types.
[[nodiscard]] std::optional<RowsLayout> rows_layout(EventType type);

}  // namespace cutover
