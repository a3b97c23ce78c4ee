#include "migrate/ddl_replay.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/ddl_rename.hpp"
#include "core/ddl_rewrite.hpp"
#include "core/ddl_selection.hpp"
#include "core/definition_rewrite.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "migrate/decided_statement.hpp"
#include "migrate/definition_hash.hpp"

namespace cutover {
namespace {

constexpr const char* intent_note = "ddl.intent";

constexpr const char* by_decision =
    "make the change on the destination by hand, or leave it out, and put that on record with "
    "cutover resolve";

bool changes_something(DdlRole role) {
    return role != DdlRole::read && role != DdlRole::referenced;
}

/// Tables that only change places: they look the same afterwards, and run twice it would be undone.
bool is_swap(const DdlChange& change) {
    std::set<TableName> left;
    std::set<TableName> taken;
    for (const RenamedTable& table : renamed_tables(change)) {
        left.insert(table.from.name);
        taken.insert(table.to.name);
    }
    return !left.empty() && left == taken;
}

[[noreturn]] void refuse(const DdlChange& change, const LogPlace& behind, const std::string& why) {
    throw Error(
        Recovery::none, ExitCode::no,
        fmt::format(
            "the source executed \"{}\" before {}: {}; {}, or copy the task anew with --restart",
            printable(change.logged.sql.substr(0, 300)), to_text(behind), why, by_decision));
}

bool concerns(const Task& task, const DdlChange& change) {
    return std::any_of(change.objects.begin(), change.objects.end(), [&](const DdlObject& object) {
        return changes_something(object.role) && share_of(task.objects, object) != DdlShare::none;
    });
}

/// Triggers would fire on rows whose effects the log holds already; those that the source has then
/// are created after the last row.
bool waits_for_the_switch(DdlKind kind) {
    return kind == DdlKind::create_trigger || kind == DdlKind::drop_trigger;
}

/// What nobody understands concerns the task if its session stood in one of the task's databases.
bool may_concern(const Task& task, const DdlChange& change) {
    const std::string& database = change.logged.database;
    const bool is_clear = change.kind != DdlKind::unknown && change.kind != DdlKind::rows;
    return is_clear ? concerns(task, change)
                    : database.empty() || find_rule(task.objects, database) != nullptr;
}

void require_replayable(
    const DdlChange& change,
    const StatementExecuted& statement,
    const LogPlace& behind,
    bool is_usual) {
    if (statement.is_unreadable) {
        refuse(change, behind, "its text cannot be read");
    }
    if (statement.in_transaction && change.kind != DdlKind::create_table) {
        refuse(change, behind, "it stands inside a transaction, which this version does not apply");
    }
    if (is_usual && is_swap(change)) {
        refuse(change, behind, "it swaps names, which this version does not apply");
    }
}

/// The source's families of collations end where the other product begins (uca1400, 0900). A
/// statement on a table takes none from its session: columns have their table's, tables their
/// database's. Only databases take the server's, and code remembers the connection's: there a
/// collation that is not known over there must stop the task.
void leave_out_unknown_collations(DdlStatement& ddl, DdlKind kind, const ServerFacts& destination) {
    const auto is_unknown = [&](const std::string& name) {
        return !name.empty() &&
               !destination.collations.contains(server_spelling(name, destination));
    };
    const bool of_database = kind == DdlKind::create_database || kind == DdlKind::alter_database;
    if (!of_database && is_unknown(ddl.collation_server)) {
        ddl.collation_server.clear();
    }
    const bool of_table = kind >= DdlKind::create_table && kind <= DdlKind::drop_index;
    if (of_table && is_unknown(ddl.collation_connection)) {
        ddl.collation_connection.clear();
    }
}

/// As the source executed it.
DdlStatement logged_statement(
    const StatementExecuted& statement, std::uint32_t logged_at, const ServerFacts& source) {
    DdlStatement ddl;
    ddl.sql = statement.sql;
    ddl.database = statement.database;
    ddl.sql_mode = statement.session.sql_mode;
    ddl.character_set_client = statement.session.character_set_client;
    ddl.collation_connection = statement.session.collation_connection;
    ddl.collation_server = statement.session.collation_server;
    ddl.time_zone = statement.session.time_zone;
    ddl.explicit_defaults_for_timestamp = statement.session.explicit_defaults_for_timestamp;
    ddl.timestamp = fmt::format("{}.{:06}", logged_at, statement.session.microsecond);
    ddl.default_storage_engine = source.variable("default_storage_engine");
    return ddl;
}

/// Of the statement, in notes. A transaction that is not whole has no place of its own: what is
/// behind a statement of it is still the place before it.
std::string place_name(const StatementExecuted& statement, const LogPlace& behind) {
    return to_text(behind) + (statement.in_transaction ? " inside" : "");
}

/// Whether the note of a statement says that it is one of the same place, after this one.
bool is_of_a_later_turn(const std::string& note, const std::string& place, std::size_t number) {
    const std::string_view turn = std::string_view(note).substr(0, note.find('\n'));
    std::size_t noted = 0;
    return turn.rfind(place + " ", 0) == 0 &&
           std::from_chars(turn.data() + place.size() + 1, turn.data() + turn.size(), noted).ptr ==
               turn.data() + turn.size() &&
           noted > number;
}

}  // namespace

DdlReplay::DdlReplay(Migration& migration, NameMapping names)
    : migration_(migration), names_(std::move(names)), online_(migration) {}

std::optional<ReplayedStatement> DdlReplay::replay(
    const StatementExecuted& statement, std::uint32_t logged_at, const LogPlace& behind) {
    const MigrateRequest& request = migration_.request;
    const DdlStatement logged = logged_statement(statement, logged_at, request.source_facts);
    const DdlChange change = parse(logged);
    const bool waits =
        waits_for_the_switch(change.kind) && trigger_refusal(request.task.objects, change).empty();
    if (leaves_schema(change.kind) || waits || change.temporary) {
        return std::nullopt;
    }
    const std::string place = place_name(statement, behind);
    if (decision_on(migration_.progress, place)) {
        learn_names(names_, change, request.task, request.destination_facts);
        // Of an online change this is its swap: what is remembered of it is over.
        static_cast<void>(
            online_.take(change, {.place = to_text(behind), .logged = logged}, names_));
        online_.keep();
        return statement.in_transaction ? std::nullopt
                                        : std::optional(ReplayedStatement{change, true});
    }
    try {
        std::optional<DdlChange> made = carry_out(statement, {change, logged}, behind);
        return made ? std::optional(ReplayedStatement{*std::move(made), false}) : std::nullopt;
    } catch (const Error& error) {
        if (error.recovery() != Recovery::none || error.exit_code() == ExitCode::interrupted) {
            throw;
        }
        keep_awaited(migration_.progress, {place, statement.sql, error.what()});
        if (dynamic_cast<const ServerError*>(&error) == nullptr) {
            throw;
        }
        throw Error(
            Recovery::none, error.exit_code(),
            fmt::format("{}; mend that and run again, or {}", error.what(), by_decision));
    }
}

std::optional<DdlChange> DdlReplay::carry_out(
    const StatementExecuted& statement, const Logged& logged, const LogPlace& behind) {
    const DdlChange& change = logged.change;
    const Task& task = migration_.request.task;
    const std::string refusal = trigger_refusal(task.objects, change);
    if (!refusal.empty()) {
        refuse(change, behind, refusal);
    }
    const OnlineStep step =
        online_.take(change, {.place = to_text(behind), .logged = logged.statement}, names_);
    if (step.kind == OnlineStep::Kind::refused) {
        refuse(change, behind, step.refusal);
    }
    const bool is_usual = step.kind == OnlineStep::Kind::usual;
    const bool is_usual_here = is_usual && may_concern(task, change);
    if (is_usual_here || !is_usual) {
        require_replayable(change, statement, behind, is_usual);
    }
    if (step.kind == OnlineStep::Kind::swapped) {
        return replay_swap(step, change, behind);
    }
    online_.keep();
    Turn turn{behind, place_name(statement, behind)};
    const bool has_run = is_usual_here && run(change, logged.statement, turn);
    return has_run ? std::optional(change) : std::nullopt;
}

DdlChange DdlReplay::parse(const DdlStatement& logged) const {
    const ServerFacts& source = migration_.request.source_facts;
    return parse_ddl(
        {.sql = logged.sql,
         .database = logged.database,
         .sql_mode = logged.sql_mode.value_or(""),
         .source = source.flavour,
         .lower_case_names = source.variable("lower_case_table_names") != "0"});
}

/// All that was done to the shadow tables is done to the real ones, whose names they have now.
std::optional<DdlChange> DdlReplay::replay_swap(
    const OnlineStep& step, const DdlChange& change, const LogPlace& behind) {
    DdlChange made{.kind = DdlKind::alter_table, .logged = change.logged};
    Turn turn{behind, to_text(behind)};
    for (const Swap& swap : step.swaps) {
        bool has_run = swap.statements.empty();  // also where an earlier run has done it
        for (const ShadowStatement& statement : swap.statements) {
            const DdlChange alter = on_real_table(parse(statement.logged), swap);
            has_run = run(alter, statement.logged, turn) || has_run;
        }
        if (has_run) {
            made.objects.push_back({.role = DdlRole::altered, .name = swap.real});
        }
    }
    online_.keep();
    return made.objects.empty() ? std::nullopt : std::optional(std::move(made));
}

/// False where none of it is to be replayed.
bool DdlReplay::run(const DdlChange& change, DdlStatement statement, Turn& turn) {
    const MigrateRequest& request = migration_.request;
    const LogPlace& behind = turn.behind;
    learn_names(names_, change, request.task, request.destination_facts);
    pass_over(change, behind);
    const DdlRewrite rewrite = rewrite_ddl(
        change, {.names = names_,
                 .destination = request.destination_facts,
                 .share = [&](const DdlObject& object) {
                     return takes_kind(request.task.objects, object, change.kind)
                                ? share_of(request.task.objects, object)
                                : DdlShare::none;
                 }});
    if (rewrite.obstacle != DdlObstacle::none) {
        refuse(change, behind, rewrite.reason);
    }
    leave_out_unknown_collations(statement, change.kind, request.destination_facts);
    statement.database = names_.databases.contains(change.logged.database)
                             ? names_.database(change.logged.database)
                             : std::string();
    statement.purpose =
        fmt::format("replaying a statement of the source before {}", to_text(behind));
    for (const std::string& sql : rewrite.statements) {
        statement.sql = sql;
        execute(change, statement, turn);
        ++turn.number;
    }
    return !rewrite.statements.empty();
}

void DdlReplay::load(const Catalog& destination) {
    passed_.load(migration_.progress, destination, !is_in_doubt());
    online_.load();
}

void DdlReplay::learn(const DdlChange& change, const Catalog& destination) {
    passed_.learn(migration_.progress, change, names_, destination);
}

/// A rename is not: rows would go on under a name that nobody follows, or none at all.
void DdlReplay::pass_over(const DdlChange& change, const LogPlace& behind) {
    const Task& task = migration_.request.task;
    std::set<TableName> names_there;
    std::vector<DdlObject> passed;
    for (const DdlObject& object : change.objects) {
        if (changes_something(object.role) && share_of(task.objects, object) != DdlShare::none &&
            !takes_kind(task.objects, object, change.kind)) {
            passed.push_back(object);
            names_there.insert(names_.table(object.name));
        }
    }
    if (passed.empty()) {
        return;
    }
    if (!renamed_tables(change).empty()) {
        refuse(change, behind, "it renames a table, and its \"ddl\" leaves that out");
    }
    const std::string what = fmt::format(
        "\"{}\" before {}", printable(change.logged.sql.substr(0, 300)), to_text(behind));
    migration_.observer.notice("the task's \"ddl\" passes over " + what);
    if (leaves_rows_alike(change)) {
        return;
    }
    const Catalog there = migration_.destination.definitions(names_there);
    for (const DdlObject& object : passed) {
        passed_.add(
            migration_.progress, object.name, find_table(there, names_.table(object.name)), what);
    }
}

void DdlReplay::settle() {
    migration_.progress.keep_note(intent_note, "");
    forget_awaited(migration_.progress);
}

bool DdlReplay::is_in_doubt() const {
    return !migration_.progress.note(intent_note).value_or("").empty();
}

void DdlReplay::execute(const DdlChange& change, const DdlStatement& statement, const Turn& turn) {
    const std::string note = fmt::format("{} {}", turn.name, turn.number);
    const std::string last = migration_.progress.note(intent_note).value_or("");
    const std::string before = look_of(change);
    const bool is_noted = last.rfind(note + "\n", 0) == 0;
    if ((is_noted && last != note + "\n" + before) ||
        is_of_a_later_turn(last, turn.name, turn.number)) {
        return;  // an earlier run has executed it
    }
    migration_.progress.keep_note(intent_note, note + "\n" + before);
    try {
        migration_.destination.execute_ddl(statement);
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::retry_session) {
            take_back(turn);
        }
        throw;
    }
    ++migration_.report.statements;
    migration_.observer.executed(statement);
}

/// The destination has refused the statement, so it has not run: whoever mends what stood in its
/// way may change how its objects look, and that must not be taken for the statement's doing. The
/// one before it of the same place has run.
void DdlReplay::take_back(const Turn& turn) {
    constexpr const char* no_look = "-";
    migration_.progress.keep_note(
        intent_note,
        turn.number == 0 ? "" : fmt::format("{} {}\n{}", turn.name, turn.number - 1, no_look));
}

Catalog DdlReplay::objects_there(const DdlChange& change) const {
    std::set<TableName> names;
    for (const DdlObject& object : change.objects) {
        names.insert(names_.table(object.name));
    }
    return migration_.destination.definitions(names);
}

/// A hash of how the objects that it changes look on the destination.
std::string DdlReplay::look_of(const DdlChange& change) {
    const Catalog there = objects_there(change);
    std::string look;
    for (const DatabaseDefinition& database : there.databases) {
        look +=
            fmt::format("{} {} {}\n", database.name, database.character_set, database.collation);
    }
    for (const DdlObject& object : change.objects) {
        const TableName name = names_.table(object.name);
        const TableDefinition* const table = find_table(there, name);
        look += display(name) + " " + (table == nullptr ? "-" : definition_hash(*table)) + "\n";
        for (const CodeObject& code : there.objects) {
            if (code.name == name) {
                look += std::string(to_text(code.kind)) + " " + code.create_statement + "\n";
            }
        }
    }
    return hex(row_digest(std::span<const char>(look.data(), look.size())));
}

}  // namespace cutover
