#include "mysql/progress_reading.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/progress_tables.hpp"

namespace cutover {
namespace {

using Row = std::vector<std::optional<std::string>>;

/// Chunks are read so many at a time: a task of terabytes has hundreds of thousands.
constexpr std::size_t chunks_a_page = 10'000;

[[noreturn]] void throw_damaged() {
    throw Error(
        Recovery::none,
        "the progress in the schema `cutover` on the destination is damaged; begin anew with "
        "--restart");
}

const std::string& text_of(const Row& row, std::size_t column) {
    const std::optional<std::string>& value = row.at(column);
    if (!value) {
        throw_damaged();
    }
    return *value;
}

std::uint64_t number_of(const Row& row, std::size_t column) {
    const std::string& text = text_of(row, column);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw_damaged();
    }
    return number;
}

ChunkProgress chunk_of(const Row& row) {
    ChunkProgress progress;
    progress.chunk.chunk_index = static_cast<std::uint32_t>(number_of(row, 1));
    if (row.at(2)) {
        progress.chunk.up_to = parse_key(*row.at(2));
        if (!progress.chunk.up_to) {
            throw_damaged();
        }
    }
    const std::optional<Digest> digest = parse_digest(text_of(row, 5));
    if (!digest) {
        throw_damaged();
    }
    progress.done = number_of(row, 3) == 1;
    progress.source = {.rows = number_of(row, 4), .sum = *digest};
    progress.rows_written = number_of(row, 6);
    progress.bytes = number_of(row, 7);
    progress.seconds = static_cast<double>(number_of(row, 8)) / 1000;
    progress.moment = static_cast<std::uint32_t>(number_of(row, 9));
    return progress;
}

/// Chunks arrive in order and without gaps; where one ends the next begins.
void append(TableProgress& table, ChunkProgress chunk) {
    if (chunk.chunk.chunk_index != table.chunks.size()) {
        throw_damaged();
    }
    if (!table.chunks.empty()) {
        chunk.chunk.after = table.chunks.back().chunk.up_to;
    }
    table.chunks.push_back(std::move(chunk));
}

void read_chunks(Session& session, const std::string& task_id, std::vector<TableProgress>& tables) {
    std::uint64_t table_id = 0;
    std::uint64_t next_chunk = 0;
    for (std::size_t page_rows = chunks_a_page; page_rows == chunks_a_page;) {
        const TextRows page = session.query(
            fmt::format(
                "SELECT table_id, chunk_index, up_to, done, source_rows, "
                "LOWER(HEX(source_digest)), rows_written, bytes, milliseconds, moment "
                "FROM `cutover`.`chunk` WHERE task_id={0} "
                "AND (table_id>{1} OR (table_id={1} AND chunk_index>={2})) "
                "ORDER BY table_id, chunk_index LIMIT {3}",
                task_id, table_id, next_chunk, chunks_a_page),
            reading_progress);
        for (const Row& row : page.rows) {
            table_id = number_of(row, 0);
            next_chunk = number_of(row, 1) + 1;
            if (table_id == 0 || table_id > tables.size()) {
                throw_damaged();
            }
            append(tables[table_id - 1], chunk_of(row));
        }
        page_rows = page.rows.size();
    }
}

}  // namespace

bool has_progress_tables(Session& session) {
    const TextRows tables = session.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema='cutover'",
        reading_progress);
    const auto has = [&](const char* name) {
        return std::any_of(tables.rows.begin(), tables.rows.end(), [&](const Row& row) {
            return row.at(0) == name;
        });
    };
    if (!has("format")) {
        return false;
    }
    const TextRows format =
        session.query("SELECT version FROM `cutover`.`format`", reading_progress);
    if (!format.rows.empty() && number_of(format.rows.front(), 0) > progress_format) {
        throw_newer_version();
    }
    return has("task") && has("table_progress") && has("chunk") && has("note") && has("applied") &&
           has("rendezvous") && has("gathering");
}

std::optional<TaskRow> read_task(Session& session, const std::string& task, bool for_update) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT id, epoch, phase, fingerprint, source_identity, first_position, last_position, "
            "run FROM `cutover`.`task` WHERE name={}{}",
            literal(task), for_update ? " FOR UPDATE" : ""),
        reading_progress);
    if (rows.rows.empty()) {
        return std::nullopt;
    }
    const Row& row = rows.rows.front();
    return TaskRow{
        .id = text_of(row, 0),
        .run = text_of(row, 7),
        .progress = {
            .phase = parse_phase(text_of(row, 2)),
            .fingerprint = text_of(row, 3),
            .source_identity = text_of(row, 4),
            .first_position = text_of(row, 5),
            .last_position = text_of(row, 6),
            .epoch = number_of(row, 1)}};
}

std::vector<std::uint64_t> read_table_ids(Session& session, const std::string& task_id) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT table_id FROM `cutover`.`table_progress` WHERE task_id={} ORDER BY table_id",
            task_id),
        reading_progress);
    std::vector<std::uint64_t> ids;
    ids.reserve(rows.rows.size());
    for (const Row& row : rows.rows) {
        ids.push_back(number_of(row, 0));
    }
    return ids;
}

std::vector<TableProgress> read_tables(Session& session, const std::string& task_id) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT table_id, source_database, source_table, destination_database, "
            "destination_table, definition_hash, indexes_done FROM `cutover`.`table_progress` "
            "WHERE task_id={} ORDER BY table_id",
            task_id),
        reading_progress);
    std::vector<TableProgress> tables;
    tables.reserve(rows.rows.size());
    for (const Row& row : rows.rows) {
        tables.push_back({
            .id = number_of(row, 0),
            .source = {text_of(row, 1), text_of(row, 2)},
            .destination = {text_of(row, 3), text_of(row, 4)},
            .definition_hash = text_of(row, 5),
            .indexes_done = number_of(row, 6) == 1,
        });
        if (tables.back().id != tables.size()) {
            throw_damaged();
        }
    }
    read_chunks(session, task_id, tables);
    return tables;
}

std::optional<std::string> read_note(
    Session& session, const std::string& task_id, const std::string& name) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT text FROM `cutover`.`note` WHERE task_id={} AND name={}", task_id,
            literal(name)),
        reading_progress);
    return rows.rows.empty() ? std::nullopt : std::optional(text_of(rows.rows.front(), 0));
}

std::optional<AppliedProgress> read_applied(
    Session& session, const std::string& task_id, bool for_update) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT place, logged_at, transactions, row_changes FROM `cutover`.`applied` "
            "WHERE task_id={}{}",
            task_id, for_update ? " FOR UPDATE" : ""),
        reading_progress);
    if (rows.rows.empty()) {
        return std::nullopt;
    }
    const Row& row = rows.rows.front();
    const std::optional<LogPlace> place = parse_log_place(text_of(row, 0));
    if (!place) {
        throw_damaged();
    }
    return AppliedProgress{
        .place = *place,
        .logged_at = static_cast<std::uint32_t>(number_of(row, 1)),
        .transactions = number_of(row, 2),
        .rows = number_of(row, 3)};
}

std::vector<AppliedAhead> read_ahead(Session& session, const std::string& task_id) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT transaction_number, identity FROM `cutover`.`ahead` WHERE task_id={} "
            "ORDER BY transaction_number LOCK IN SHARE MODE",
            task_id),
        reading_progress);
    std::vector<AppliedAhead> ahead;
    ahead.reserve(rows.rows.size());
    for (const Row& row : rows.rows) {
        ahead.push_back({.transaction = number_of(row, 0), .identity = number_of(row, 1)});
    }
    return ahead;
}

std::optional<LogPlace> read_applied_place(Session& session, const std::string& task) {
    if (!has_progress_tables(session)) {
        return std::nullopt;
    }
    const TextRows rows = session.query(
        fmt::format(
            "SELECT COALESCE(a.place, t.first_position), (SELECT COUNT(*) FROM `cutover`.`ahead` n "
            "WHERE n.task_id=t.id AND n.transaction_number>COALESCE(a.transactions, 0)) "
            "FROM `cutover`.`task` t LEFT JOIN `cutover`.`applied` a ON a.task_id=t.id "
            "WHERE t.name={}",
            literal(task)),
        reading_progress);
    const bool is_at_one_place = !rows.rows.empty() && number_of(rows.rows.front(), 1) == 0;
    return is_at_one_place ? parse_log_place(text_of(rows.rows.front(), 0)) : std::nullopt;
}

bool read_done(
    Session& session,
    const std::string& task_id,
    std::uint64_t table_id,
    std::uint32_t chunk_index) {
    const TextRows rows = session.query(
        fmt::format(
            "SELECT done FROM `cutover`.`chunk` WHERE task_id={} AND table_id={} AND "
            "chunk_index={} LOCK IN SHARE MODE",
            task_id, table_id, chunk_index),
        reading_progress);
    if (rows.rows.empty()) {
        throw_damaged();
    }
    return number_of(rows.rows.front(), 0) == 1;
}

void check_epoch(Session& session, const std::string& task_id, std::uint64_t epoch) {
    const TextRows rows = session.query(
        fmt::format("SELECT epoch FROM `cutover`.`task` WHERE id={} LOCK IN SHARE MODE", task_id),
        "checking that no other run has taken the task over");
    const std::uint64_t recorded = rows.rows.empty() ? 0 : number_of(rows.rows.front(), 0);
    if (recorded > epoch) {
        throw_taken_over();
    }
    if (recorded < epoch) {
        throw Error(
            Recovery::retry_later,
            "the destination has forgotten what it had committed, this run's claim among it, as "
            "servers do that do not flush at each commit; run the same command again: it goes on "
            "from what is still there");
    }
}

void throw_taken_over() {
    throw Error(
        Recovery::none,
        "another run has taken this task over; this one stops and has changed "
        "nothing since");
}

void check_same_task(
    const TaskProgress& recorded, const std::string& fingerprint, const std::string& identity) {
    if (recorded.fingerprint != fingerprint) {
        throw Error(
            Recovery::none,
            "the task file says something else than when this task began; put it back, or give the "
            "new task another name, or begin anew with --restart");
    }
    // A source that is followed may be replaced by its replica: whether its log goes on is for the
    // reader of it to find out.
    if (recorded.source_identity != identity && recorded.phase != Phase::following) {
        throw Error(
            Recovery::none,
            fmt::format(
                "the source is another server ({}) than when this task began ({}); give the new "
                "task another name, or begin anew with --restart",
                identity, recorded.source_identity));
    }
}

}  // namespace cutover
