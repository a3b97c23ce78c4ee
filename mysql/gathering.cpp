#include "mysql/gathering.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/progress_reading.hpp"
#include "mysql/progress_tables.hpp"

namespace cutover {
namespace {

constexpr const char* gathering = "meeting the other shards in `cutover`.`gathering`";

/// Of a shard behind a pulled cable the server notices nothing: its seat is free after that time.
constexpr const char* idle_settings = "SET SESSION wait_timeout = 60";

constexpr std::array steps{GatheringStep::waiting,     GatheringStep::ready,
                           GatheringStep::open_source, GatheringStep::open_destination,
                           GatheringStep::over,        GatheringStep::failed};

GatheringStep parse_step(const std::string& text) {
    const auto* const found = std::find_if(
        steps.begin(), steps.end(), [&](GatheringStep step) { return to_text(step) == text; });
    if (found == steps.end()) {
        throw_newer_version();
    }
    return *found;
}

}  // namespace

MysqlGathering::MysqlGathering(Endpoint destination, std::string task)
    : destination_(std::move(destination)), task_(std::move(task)) {}

std::string MysqlGathering::lock_of(const std::string& number) const {
    return fmt::format("CONCAT({}, {})", literal("cutover/" + task_ + "/shard/"), number);
}

Session& MysqlGathering::session() {
    if (!session_) {
        throw Error(
            Recovery::retry_later,
            "the connection to the destination was lost while the shards met; run all shards "
            "again");
    }
    return *session_;
}

bool MysqlGathering::sit_down(std::uint32_t number, std::uint32_t of) {
    session_.emplace(destination_, SessionRole::writing);
    const std::optional<TaskRow> row =
        has_progress_tables(*session_) ? read_task(*session_, task_, false) : std::nullopt;
    const auto is_mine = [&] {
        return session_
                   ->query(
                       fmt::format("SELECT GET_LOCK({}, 0)", lock_of(std::to_string(number))),
                       gathering)
                   .rows.at(0)
                   .at(0) == "1";
    };
    if (!row || !is_mine()) {
        session_.reset();
        return false;
    }
    session_->execute(idle_settings, gathering);
    task_id_ = row->id;
    number_ = number;
    of_ = of;
    say({.step = GatheringStep::failed});  // it does not wait yet
    return true;
}

void MysqlGathering::say(const GatheringWord& word) {
    session().execute(
        fmt::format(
            "REPLACE INTO `cutover`.`gathering` (task_id, shard, shards, round, step, place) "
            "VALUES ({}, {}, {}, {}, {}, {})",
            task_id_, number_, of_, literal(word.round), literal(to_text(word.step)),
            word.place ? literal(to_text(*word.place)) : "NULL"),
        gathering);
}

std::vector<GatheringSeat> MysqlGathering::seats() {
    const TextRows rows = session().query(
        fmt::format(
            "SELECT shard, round, step, place, IS_USED_LOCK({}) IS NOT NULL FROM "
            "`cutover`.`gathering` WHERE task_id={} AND shards={} ORDER BY shard",
            lock_of("shard"), task_id_, of_),
        gathering);
    std::vector<GatheringSeat> seats;
    for (const auto& row : rows.rows) {
        GatheringSeat seat{
            .is_taken = row.at(4) == "1",
            .word = {
                .round = row.at(1).value_or(std::string()),
                .step = parse_step(row.at(2).value_or(std::string())),
                .place = row.at(3) ? parse_log_place(*row.at(3)) : std::nullopt}};
        const std::string number = row.at(0).value_or(std::string());
        static_cast<void>(
            std::from_chars(number.data(), number.data() + number.size(), seat.number));
        seats.push_back(std::move(seat));
    }
    return seats;
}

void MysqlGathering::stand_up() noexcept {
    session_.reset();
}

}  // namespace cutover
