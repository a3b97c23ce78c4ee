#include "verify/touched_rows.hpp"

#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/ddl_change.hpp"
#include "core/error.hpp"
#include "runtime/interrupt.hpp"
#include "verify/cascades.hpp"
#include "verify/touched_table_reader.hpp"

namespace cutover {
namespace {

/// Asked by GTIDs, MariaDB reads the file from its begin (measured: half a second for 390 MiB);
/// that it is the same log is known by its marks.
LogPlace by_offset(LogPlace place) {
    if (!place.file.empty()) {
        place.gtids.clear();
    }
    return place;
}

class SpanReader {
  public:
    SpanReader(const std::vector<TableUnderWay>& tables, const LogSpan& span)
        : span_(span), lower_case_(span.server.facts().variable("lower_case_table_names") != "0") {
        result_.tables.resize(tables.size());
        result_.rows = TouchedRuns(span.folder);
        auto acted_from = columns_acted_from(span.catalog);
        for (std::size_t i = 0; i < tables.size(); ++i) {
            const TablePair& pair = tables[i].pair;
            const RowSource& source = span.of_source ? pair.source : pair.destination;
            const TableDefinition* const definition = find_table(span.catalog, source.table);
            if (!pair.obstacle.empty() || definition == nullptr) {
                result_.tables[i].unknown = "it is not on both sides";
                continue;
            }
            index_[source.table] = i;
            if (i < span.most_rows.size() && span.most_rows[i] > 0) {
                TouchedTableReader reader(
                    pair, source, *definition, span.most_rows[i], result_.tables[i]);
                reader.acts_by(*definition, acted_from[source.table]);
                of_use_ += reader.is_of_use() ? 1U : 0U;
                readers_.emplace(source.table, Reader{i, definition, reader});
            }
        }
    }

    TouchedRows run() {
        const auto stream = span_.server.changes(
            {.from = by_offset(span_.from),
             .server_id = span_.server_id,
             .known = span_.known,
             .columns = [this](const TableName& name) { return columns_of(name); }});
        const bool may_leave = !span_.most_rows.empty();
        while (!has_reached(stream->place(), span_.up_to)) {
            if (may_leave && of_use_ == 0) {
                return std::move(result_);
            }
            throw_if_interrupted();
            stream->read([this](const Change& change) { take(change); });
        }
        put_away();
        result_.marks = stream->marks();
        return std::move(result_);
    }

  private:
    struct Reader {
        std::size_t table = 0;
        const TableDefinition* definition = nullptr;
        TouchedTableReader rows;
    };

    const std::vector<ColumnDefinition>* columns_of(const TableName& name) const {
        const auto found = readers_.find(name);
        return found == readers_.end() ? nullptr : &found->second.definition->columns;
    }

    void take(const Change& change) {
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            TouchedTableReader& reader =
                readers_.at(rows->table).rows;  // only those of columns_of() come
            const bool was_of_use = reader.is_of_use();
            held_ -= reader.held();
            reader.take(*rows);
            held_ += reader.held();
            of_use_ -= was_of_use && !reader.is_of_use() ? 1U : 0U;
            if (held_ > most_touched_rows_held) {
                put_away();
            }
        } else if (const auto* const statement = std::get_if<StatementExecuted>(&change.body)) {
            take_statement(*statement);
        } else if (const auto* const prepared = std::get_if<TransactionPrepared>(&change.body)) {
            prepared_.insert(prepared->xid);
        } else if (const auto* const decided = std::get_if<PreparedDecided>(&change.body)) {
            if (decided->is_committed && prepared_.erase(decided->xid) == 0) {
                forget(
                    [](const TableName&) { return true; },
                    "an XA transaction was committed that had been prepared before");
            }
        }
    }

    void take_statement(const StatementExecuted& statement) {
        const DdlChange change = parse_ddl(
            {.sql = statement.sql,
             .database = std::string(statement.database),
             .sql_mode = statement.session.sql_mode.value_or(""),
             .source = span_.server.facts().flavour,
             .lower_case_names = lower_case_});
        if (leaves_schema(change.kind)) {
            return;
        }
        const std::string why = fmt::format("the server executed {}", to_text(change.kind));
        if (statement.is_unreadable || change.kind == DdlKind::unknown ||
            change.kind == DdlKind::rows) {
            forget([](const TableName&) { return true; }, why);
        }
        for (const DdlObject& object : change.objects) {
            if (object.role != DdlRole::read && object.role != DdlRole::referenced) {
                forget(
                    [&](const TableName& table) {
                        return object.kind == DdlObjectKind::database
                                   ? table.database == object.name.database
                                   : table == object.name;
                    },
                    why);
            }
        }
    }

    template<typename IsMeant>
    void forget(const IsMeant& is_meant, const std::string& why) {
        for (const auto& [name, index] : index_) {
            if (!is_meant(name)) {
                continue;
            }
            const auto reader = readers_.find(name);
            if (reader == readers_.end()) {
                result_.tables[index] = {.unknown = why};
            } else if (reader->second.rows.is_of_use()) {
                held_ -= reader->second.rows.held();
                reader->second.rows.give_up(why);
                --of_use_;
            }
        }
    }

    /// The rows that are held, so that none is held any more.
    void put_away() {
        std::vector<TouchedKey> rows;
        rows.reserve(held_);
        for (auto& [name, reader] : readers_) {
            reader.rows.hand_over(reader.table, rows);
        }
        held_ = 0;
        try {
            result_.rows.add(std::move(rows));
        } catch (const Error& error) {
            forget(
                [this](const TableName& table) {
                    return result_.tables[index_.at(table)].touched > 0;
                },
                fmt::format("what changed cannot be kept ({})", error.what()));
        }
    }

    const LogSpan& span_;
    bool lower_case_;
    TouchedRows result_{};
    std::size_t held_ = 0;  ///< Rows, by all readers.
    std::map<TableName, Reader> readers_{};
    std::size_t of_use_ = 0;  ///< Of the readers.
    std::map<TableName, std::size_t> index_{};
    std::set<std::string> prepared_{};
};

TouchedRows by_definitions_of_today(const std::vector<TableUnderWay>& tables, LogSpan span) {
    const std::vector<std::uint64_t> asked_for = std::exchange(span.most_rows, {});
    const TouchedRows by_statement = SpanReader(tables, span).run();
    span.most_rows = asked_for;
    for (std::size_t i = 0; i < asked_for.size(); ++i) {
        if (!by_statement.tables.at(i).unknown.empty()) {
            span.most_rows[i] = 0;
        }
    }
    return SpanReader(tables, span).run();
}

}  // namespace

TouchedRows touched_rows(const std::vector<TableUnderWay>& tables, const LogSpan& span) {
    if (span.most_rows.empty()) {
        return SpanReader(tables, span).run();
    }
    TouchedRows touched;
    try {
        touched = SpanReader(tables, span).run();
    } catch (const Error& error) {
        if (error.exit_code() != ExitCode::log_gone) {
            throw;
        }
        touched = by_definitions_of_today(tables, span);
    }
    forget_what_cascades_hide(tables, span, touched);
    return touched;
}

LogEnd end_of_log(Database& server, const LogPlace& place, std::uint32_t server_id) {
    try {
        const auto stream = server.changes(
            {.from = by_offset(place), .server_id = server_id, .columns = [](const TableName&) {
                 return nullptr;
             }});
        return {.marks = stream->marks()};
    } catch (const Error& error) {
        if (error.exit_code() != ExitCode::refused && error.exit_code() != ExitCode::log_gone) {
            throw;
        }
        return {.why_unknown = error.what()};
    }
}

}  // namespace cutover
