#include "mysql/rendezvous.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/progress_reading.hpp"
#include "mysql/progress_tables.hpp"
#include "mysql/this_run.hpp"

namespace cutover {
namespace {

constexpr const char* meeting = "meeting the other end in `cutover`.`rendezvous`";

/// In `standing`; no place reads so.
constexpr const char* no_more = "-";

/// Of a caller behind a pulled cable the server notices nothing: others may call after that time.
constexpr const char* idle_while_calling =
    "SET @idle = @@SESSION.wait_timeout, SESSION wait_timeout = 60";

/// Absent where the row is not there yet.
std::uint64_t number_of(const std::optional<std::string>& text) {
    std::uint64_t number = 0;
    if (text) {
        static_cast<void>(std::from_chars(text->data(), text->data() + text->size(), number));
    }
    return number;
}

std::optional<LogPlace> place_of(const std::optional<std::string>& text) {
    return text ? parse_log_place(*text) : std::nullopt;
}

}  // namespace

MysqlRendezvous::MysqlRendezvous(Endpoint destination, std::string task)
    : destination_(std::move(destination)),
      task_(std::move(task)),
      lock_(literal("cutover/" + task_ + "/rendezvous")) {}

bool MysqlRendezvous::find_task() {
    if (!session_) {
        session_.emplace(destination_, SessionRole::writing);
    }
    if (task_id_.empty() && has_progress_tables(*session_)) {
        const std::optional<TaskRow> row = read_task(*session_, task_, false);
        task_id_ = row ? row->id : "";
    }
    return !task_id_.empty();
}

std::optional<RendezvousState> MysqlRendezvous::state() {
    try {
        if (!find_task()) {
            return std::nullopt;
        }
        const TextRows rows = session_->query(
            fmt::format(
                "SELECT r.number, r.caller, r.goal, r.stands_for, r.standing, IS_USED_LOCK({}) IS "
                "NOT NULL, IS_USED_LOCK({}) IS NOT NULL FROM `cutover`.`task` t LEFT JOIN "
                "`cutover`.`rendezvous` r ON r.task_id=t.id WHERE t.id={}",
                lock_, literal("cutover/" + task_), task_id_),
            meeting);
        if (rows.rows.empty()) {
            return std::nullopt;
        }
        const auto& row = rows.rows.front();
        RendezvousState state{
            .number = number_of(row.at(0)),
            .caller = row.at(1).value_or(std::string()),
            .is_caller_there = row.at(5) == "1",
            .is_applier_there = row.at(6) == "1",
            .goal = place_of(row.at(2))};
        if (number_of(row.at(3)) == state.number) {
            state.has_given_up = row.at(4) == no_more;
            state.standing = place_of(row.at(4));
        }
        return state;
    } catch (const Error&) {
        session_.reset();  // and with it the call, where there is one
        has_called_ = false;
        throw;
    }
}

bool MysqlRendezvous::call() {
    if (!find_task()) {
        return false;
    }
    const TextRows locked = session_->query(fmt::format("SELECT GET_LOCK({}, 0)", lock_), meeting);
    if (locked.rows.at(0).at(0) != "1") {
        return false;
    }
    execute(idle_while_calling);
    execute(fmt::format(
        "INSERT INTO `cutover`.`rendezvous` (task_id, number, caller, goal, stands_for) VALUES "
        "({}, 1, {}, NULL, 0) ON DUPLICATE KEY UPDATE number=number+1, caller=VALUES(caller), "
        "goal=NULL",
        task_id_, literal(describe_this_run())));
    has_called_ = true;
    return true;
}

void MysqlRendezvous::go_on_to(const LogPlace& goal) {
    if (!has_called_) {
        throw Error(
            Recovery::retry_later,
            "the connection to the destination was lost while the applier was held; it goes on by "
            "itself");
    }
    execute(fmt::format(
        "UPDATE `cutover`.`rendezvous` SET goal={} WHERE task_id={}", literal(to_text(goal)),
        task_id_));
}

/// The row has to become another one, or nothing is logged.
void MysqlRendezvous::mark() {
    execute(
        "UPDATE `cutover`.`rendezvous` SET caller=IF(caller LIKE '%, opening', "
        "LEFT(caller, LENGTH(caller)-9), CONCAT(LEFT(caller, 240), ', opening')) WHERE task_id=" +
        task_id_);
}

void MysqlRendezvous::leave() noexcept {
    if (!std::exchange(has_called_, false)) {
        return;
    }
    try {
        static_cast<void>(session_->query(fmt::format("SELECT RELEASE_LOCK({})", lock_), meeting));
        session_->execute("SET SESSION wait_timeout = @idle", meeting);
    } catch (const Error&) {
        session_.reset();  // which releases it, too
    }
}

void MysqlRendezvous::stand(std::uint64_t number, const LogPlace& place) {
    answer(number, literal(to_text(place)));
}

void MysqlRendezvous::walk_on(std::uint64_t number, bool for_good) {
    answer(number, for_good ? literal(no_more) : "NULL");
}

void MysqlRendezvous::answer(std::uint64_t number, const std::string& standing) {
    execute(fmt::format(
        "UPDATE `cutover`.`rendezvous` SET stands_for={}, standing={} WHERE task_id={}", number,
        standing, task_id_));
}

void MysqlRendezvous::execute(const std::string& sql) {
    try {
        if (find_task()) {
            session_->execute(sql, meeting);
        }
    } catch (const Error&) {
        session_.reset();
        has_called_ = false;
        throw;
    }
}

}  // namespace cutover
