#include "mysql/stream_place.hpp"

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "core/names.hpp"

namespace cutover {

StreamPlace::StreamPlace(Flavour flavour, const LogPlace& from)
    : complete_(from), file_(from.file), offset_(from.offset), has_gtids_(!from.gtids.empty()) {
    const std::optional<GtidSet> set = parse_gtid_set(from.gtids);
    const std::optional<MariadbGtidPosition> position = parse_mariadb_position(from.gtids);
    if (flavour == Flavour::mysql ? !set : !position) {
        throw DamagedLog(
            fmt::format("\"{}\" is no GTID position of this server", printable(from.gtids)));
    }
    mysql_ = set.value_or(GtidSet());
    mariadb_ = position.value_or(MariadbGtidPosition());
}

void StreamPlace::arrive(const Event& event) {
    if (event.from_payload) {
        return;  // the payload's own end is the place
    }
    if (const auto* const rotate = std::get_if<RotateEvent>(&event.body)) {
        enter_file(*rotate);
        settle();
        return;
    }
    if (event.header.type == EventType::heartbeat || event.header.type == EventType::heartbeat_v2) {
        return;
    }
    if (const auto* const gtid = std::get_if<GtidEvent>(&event.body)) {
        mysql_group_ = gtid->gtid;
        in_group_ = true;
    } else if (const auto* const mariadb = std::get_if<MariadbGtidEvent>(&event.body)) {
        mariadb_group_ = mariadb->gtid;
        in_group_ = true;
    }
    if (const auto* const query = std::get_if<QueryEvent>(&event.body)) {
        in_group_ = in_group_ || query->sql == "BEGIN";
    }
    advance(event.header);
    settle();
}

/// A real one says what comes next, and a made-up one, at the beginning of each file, what came.
void StreamPlace::enter_file(const RotateEvent& rotate) {
    if (!file_.empty() && rotate.file != file_ && !is_next_log_file(file_, rotate.file) &&
        !has_gtids_) {
        throw DamagedLog(fmt::format(
            "the log goes on in {} where the file after {} is due", printable(rotate.file),
            printable(file_)));
    }
    file_ = rotate.file;
    offset_ = rotate.position;
}

void StreamPlace::advance(const EventHeader& header) {
    if (header.end_position == 0 || header.is_artificial()) {
        return;
    }
    const std::uint64_t due = offset_ + header.size;
    constexpr std::uint64_t wrap = 1ULL << 32U;
    if ((due % wrap) != header.end_position) {
        if (!has_gtids_) {
            throw DamagedLog(fmt::format(
                "an event that ends at {} does not follow one that ends at {}", header.end_position,
                offset_));
        }
        offset_ = header.end_position;
        return;
    }
    offset_ = due;
}

void StreamPlace::end_group() {
    if (has_gtids_ && mysql_group_) {
        mysql_.add(*mysql_group_);
        complete_.gtids = to_text(mysql_);
    }
    if (has_gtids_ && mariadb_group_) {
        // Where numbers do not ascend, the last one is still where reading must go on.
        static_cast<void>(mariadb_.advance(*mariadb_group_));
        complete_.gtids = to_text(mariadb_);
    }
    mysql_group_.reset();
    mariadb_group_.reset();
    in_group_ = false;
    complete_.file = file_;
    complete_.offset = offset_;
}

/// What stands between two groups needs no applying. Never backwards: a server that is asked by
/// GTIDs begins at the beginning of a file, and leaves out what is applied.
void StreamPlace::settle() {
    if (!in_group_ && has_reached({file_, offset_, {}}, complete_)) {
        complete_.file = file_;
        complete_.offset = offset_;
    }
}

std::string StreamPlace::text() const {
    return fmt::format("{}:{}", printable(file_), offset_);
}

}  // namespace cutover
