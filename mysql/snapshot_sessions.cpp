/// One moment, seen by many sessions.
///
/// The problem. Rows are read by several sessions at once, for hours, while the server is written
/// to. All of them must see the same moment, and it must be known which place in the binary log
/// that moment is, or neither a copy nor a comparison means anything. A session can fix a moment
/// for itself (START TRANSACTION WITH CONSISTENT SNAPSHOT under REPEATABLE READ), but no statement
/// does so for several, and the log's position is told by another statement, a moment later.
///
/// The means, gentlest first. Each either gives a moment that is the same by construction or is
/// passed over; the facts say which one it was.
///
///  1. consistent_snapshot. MariaDB takes the snapshot and the log's position under the lock that
///     orders commits, and tells the position afterwards (Binlog_snapshot_file, _position). Equal
///     positions are equal moments as far as the log goes, so: open all sessions, compare, try
///     again. The statements are sent to all sessions before any answer is awaited, so on a server
///     with a thousand commits a second a few tries do. It locks nothing and needs no privilege.
///     The GTIDs of that position MariaDB finds by reading its log file from the begin (measured:
///     0.15 s for 77 MiB), while an applier may stand still for us. So they are asked for while
///     the log still ends there, which is also a matter of some tries.
///  2. global_read_lock. FLUSH TABLES WITH READ LOCK waits until running commits are finished and
///     lets none begin; in its shadow the snapshots and the position belong together. It is held
///     for the milliseconds that opening takes. While it waits for a long statement everybody else
///     waits behind it, so it waits only briefly; and where MySQL waits for readers it is not even
///     tried beside a long one (brief_lock.hpp). Transactions that are open do not matter to it.
///     Needs RELOAD. MySQL's LOCK INSTANCE FOR BACKUP does not stop commits and is no substitute.
///  3. table_locks. LOCK TABLES ... READ does the same for the tables of the task alone. It must
///     wait for transactions that have written to them and are not committed yet, and only briefly
///     does so, for writers wait behind it; of readers it takes no notice. Newer servers
///     see to that by metadata locks; MySQL 5.6 only under autocommit=0, where InnoDB locks the
///     table as well (measured: without it a commit slipped in between snapshot and position).
///     Commits to other tables go on, so the position is exact for the tables locked. Needs LOCK
///     TABLES.
///  4. frozen_positions. With SELECT alone: the position did not move from before the first
///     snapshot was opened until after the last, so nothing was committed between. A commit is in
///     the log before its rows are visible and in gtid_executed after, so the position must stand
///     still for a while on both sides.
///  5. none. Said as it is. The position is from before the first snapshot: applying the log from
///     there on makes good what the sessions saw differently.
#include "mysql/snapshot_sessions.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/log_place.hpp"
#include "mysql/brief_lock.hpp"
#include "mysql/log_position.hpp"
#include "mysql/server_features.hpp"
#include "mysql/text_statement.hpp"

namespace cutover {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int agreement_tries = 200;
constexpr std::chrono::seconds agreement_window{3};
constexpr std::chrono::milliseconds brief_agreement_window{250};  ///< Somebody is held meanwhile.
constexpr auto cheap_gtids_window = std::chrono::milliseconds(100);
constexpr int rounds = 5;  ///< Of all means, where others are in the way.
constexpr std::chrono::seconds between_rounds{2};
constexpr std::string_view holder_settings =
    "SET lock_wait_timeout = 1, innodb_lock_wait_timeout = 1, innodb_table_locks = 1, "
    "autocommit = 0";
/// A reader waits behind whoever waits to change the table's definition, and others behind it. A
/// copy tries ten times.
/// As long as its process is there a session is kept alive (read_lane.hpp); of one behind a pulled
/// cable the server notices nothing, and it keeps what it sees, and locks definitions. Long enough
/// for whoever waits for others, and for an applier, before it opens its moment.
constexpr std::string_view reader_settings =
    "SET lock_wait_timeout = 30, @idle = @@SESSION.wait_timeout, SESSION wait_timeout = 900";
constexpr std::string_view no_hurry = "SET SESSION wait_timeout = @idle";
constexpr auto standstill = std::chrono::milliseconds(150);

SnapshotFacts facts_of(SnapshotMeans means, const LogPosition& position) {
    return {
        .means = means,
        .position = position.file_and_offset,
        .gtid_set = position.gtid_set,
        .held_seconds = 0};
}

}  // namespace

const WaitingSessions::Order WaitingSessions::gentlest_first{
    &WaitingSessions::consistent_snapshot, &WaitingSessions::global_read_lock,
    &WaitingSessions::table_locks, &WaitingSessions::frozen_positions};

WaitingSessions::WaitingSessions(
    const Endpoint& endpoint,
    const ServerFacts& server,
    std::size_t count,
    std::vector<TableName> tables)
    : server_(server), tables_(std::move(tables)) {
    for (std::size_t i = 0; i < count; ++i) {
        sessions_.emplace_back(endpoint, SessionRole::read_only);
    }
    execute_on_all(sessions_, reader_settings, "setting up the session");
    holder_.emplace(endpoint, SessionRole::read_only);
    holder_->execute(holder_settings, "setting up the session");
}

/// Nobody is held up for it but by the locks themselves.
SnapshotSessions WaitingSessions::open() {
    agreement_window_ = agreement_window;
    execute_on_all(sessions_, no_hurry, "setting up the session");
    for (int left = rounds; left > 0; --left) {
        if (auto opened = by_the_first_of(gentlest_first)) {
            return *std::move(opened);
        }
        if (hindrance_.empty()) {
            break;
        }
        if (left > 1) {
            std::this_thread::sleep_for(between_rounds);
        }
    }
    const LogPosition before = read_log_position(sessions_.front(), server_);
    start_all();
    holder_.reset();
    return {.sessions = std::move(sessions_), .facts = facts_of(SnapshotMeans::none, before)};
}

/// For others locks come first: a moment that many processes hit without one is rare where the
/// server is written to. Those on the tables alone let the position move where others are written
/// to; the other processes see that, and it is tried again.
std::optional<SnapshotSessions> WaitingSessions::open_first(
    const std::function<void(const SnapshotFacts&)>& meanwhile) {
    constexpr Order locks_first{
        &WaitingSessions::global_read_lock, &WaitingSessions::table_locks,
        &WaitingSessions::agreed_with_others, &WaitingSessions::frozen_for_others};
    agreement_window_ = brief_agreement_window;
    meanwhile_ = meanwhile;
    auto opened = by_the_first_of(meanwhile ? locks_first : gentlest_first);
    if (!opened && !hindrance_.empty()) {
        throw Error(
            Recovery::retry_statement,
            fmt::format(
                "the source's sessions cannot be opened at one moment without holding others up: "
                "{} (RELOAD and LOCK TABLES wait for different things; grant both)",
                hindrance_));
    }
    return opened;
}

std::optional<SnapshotSessions> WaitingSessions::by_the_first_of(const Order& order) {
    hindrance_.clear();
    for (const Means means : order) {
        if (const std::optional<SnapshotFacts> facts = (this->*means)()) {
            holder_.reset();
            return SnapshotSessions{.sessions = std::move(sessions_), .facts = *facts};
        }
    }
    return std::nullopt;
}

void WaitingSessions::note_hindrance(const std::string& what) {
    hindrance_ += (hindrance_.empty() ? "" : "; ") + what;
}

/// Others compare their snapshots' own positions with this one.
std::optional<SnapshotFacts> WaitingSessions::agreed_with_others() {
    std::optional<SnapshotFacts> facts = consistent_snapshot();
    if (facts) {
        meanwhile_(*facts);
    }
    return facts;
}

std::optional<SnapshotFacts> WaitingSessions::frozen_for_others() {
    std::optional<SnapshotFacts> facts = frozen_positions();
    if (facts) {
        meanwhile_(*facts);
        const LogPosition before{.file_and_offset = facts->position, .gtid_set = facts->gtid_set};
        if (!stands_still_at(before)) {
            return std::nullopt;
        }
    }
    return facts;
}

SnapshotSessions WaitingSessions::open_beside() {
    const LogPosition before = read_log_position(*holder_, server_);
    start_all();
    const LogPosition first = read_snapshot_position(sessions_.front());
    const bool stood =
        first.is_known()
            ? std::all_of(
                  sessions_.begin() + 1, sessions_.end(),
                  [&](Session& session) { return read_snapshot_position(session) == first; })
            : before.is_known() && read_log_position(*holder_, server_) == before;
    holder_.reset();
    return {
        .sessions = std::move(sessions_),
        .facts = facts_of(
            stood ? SnapshotMeans::held_by_another : SnapshotMeans::none,
            first.is_known() ? first : before)};
}

/// A commit is in the log before it is visible, by as long as a semi-synchronous replica takes. It
/// becomes visible in the log's order, so what the mark comes after it has waited for.
SnapshotSessions WaitingSessions::open_held(const std::function<void()>& mark) {
    const LogPosition before = read_log_position(*holder_, server_);
    if (mark) {
        mark();
    }
    start_all();
    holder_.reset();
    return {
        .sessions = std::move(sessions_), .facts = facts_of(SnapshotMeans::applier_held, before)};
}

bool WaitingSessions::can_let_go() const {
    return server_.flavour == Flavour::mysql || server_.variable("log_bin") != "ON";
}

std::optional<SnapshotFacts> WaitingSessions::consistent_snapshot() {
    const auto begun = Clock::now();
    for (int i = 0; i < agreement_tries && Clock::now() < begun + agreement_window_; ++i) {
        start_all();
        LogPosition first = read_snapshot_position(sessions_.front());
        if (!first.is_known()) {
            return std::nullopt;
        }
        const bool agreed = std::all_of(
            sessions_.begin() + 1, sessions_.end(),
            [&](Session& session) { return read_snapshot_position(session) == first; });
        if (agreed && has_gtids(first, Clock::now() < begun + cheap_gtids_window)) {
            return facts_of(SnapshotMeans::consistent_snapshot, first);
        }
    }
    note_hindrance("it is written to so often that no moment is seen by all of them");
    return std::nullopt;
}

/// For GTIDs the server reads its file from the beginning (0.15 s for 77 MiB were measured). Nobody
/// is held for so long: where it goes on to is said by file and offset, too.
bool WaitingSessions::is_too_far_in(const LogPosition& position) const {
    constexpr std::uint64_t most_bytes = 32U << 20U;
    const auto place = parse_log_place(position.file_and_offset);
    return agreement_window_ == brief_agreement_window && place && place->offset > most_bytes;
}

/// False: the log was written to since, and another moment, at which it is not, does as well.
bool WaitingSessions::has_gtids(LogPosition& position, bool only_cheaply) {
    if (!supports(server_, Feature::binlog_gtid_pos)) {
        return true;
    }
    Session& session = sessions_.front();
    std::optional<std::string> gtids = gtids_while_at(session, server_, position);
    if (!gtids && !only_cheaply) {
        gtids = is_too_far_in(position) ? std::string() : gtids_at(session, position);
    }
    position.gtid_set = gtids.value_or("");
    return gtids.has_value();
}

std::optional<SnapshotFacts> WaitingSessions::global_read_lock() {
    if (const auto seen = statement_in_the_way(*holder_, server_)) {
        note_hindrance(*seen);
        return std::nullopt;
    }
    return under_lock(SnapshotMeans::global_read_lock, "FLUSH TABLES WITH READ LOCK");
}

std::optional<SnapshotFacts> WaitingSessions::table_locks() {
    std::string list;
    for (const TableName& table : tables_) {
        list += (list.empty() ? "LOCK TABLES " : ", ") + quoted_name(table) + " READ";
    }
    if (list.empty()) {
        return std::nullopt;
    }
    if (const auto seen = transaction_in_the_way(*holder_, server_)) {
        note_hindrance(*seen);
        return std::nullopt;
    }
    return under_lock(SnapshotMeans::table_locks, list);
}

std::optional<SnapshotFacts> WaitingSessions::frozen_positions() {
    const LogPosition before = read_log_position(sessions_.front(), server_);
    if (!before.is_known() || !stands_still_at(before)) {
        return std::nullopt;
    }
    start_all();
    if (!stands_still_at(before)) {
        return std::nullopt;
    }
    return facts_of(SnapshotMeans::frozen_positions, before);
}

/// The lock ends with its session, whatever is thrown here.
std::optional<SnapshotFacts> WaitingSessions::under_lock(
    SnapshotMeans means, const std::string& lock) {
    const LockTry got = lock_briefly(*holder_, sessions_.front(), lock);
    if (got == LockTry::in_the_way) {
        note_hindrance(
            std::string(
                means == SnapshotMeans::global_read_lock ? "a global read lock"
                                                         : "a lock on the task's tables") +
            " waited for what others are at");
    }
    if (got != LockTry::held) {
        return std::nullopt;
    }
    const auto begun = Clock::now();
    start_all();
    SnapshotFacts facts = facts_of(means, read_log_position(*holder_, server_));
    if (meanwhile_) {
        const LogPosition snapshot = read_snapshot_position(sessions_.front());
        if (snapshot.is_known()) {  // as others will see it; the log may end a checkpoint later
            facts.position = snapshot.file_and_offset;
        }
        meanwhile_(facts);
    }
    holder_->execute("UNLOCK TABLES", "releasing the lock");
    facts.held_seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    return facts;
}

bool WaitingSessions::stands_still_at(const LogPosition& position) {
    std::this_thread::sleep_for(standstill);
    return read_log_position(sessions_.back(), server_) == position;
}

/// A transaction that is open already is ended first, by the server.
void WaitingSessions::start_all() {
    execute_on_all(
        sessions_, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        "opening a consistent snapshot");
}

}  // namespace cutover
