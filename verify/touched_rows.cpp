#include "verify/touched_rows.hpp"

#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/overloads.hpp"
#include "verify/cascades.hpp"
#include "verify/guarded.hpp"
#include "verify/statement_reach.hpp"
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
    SpanReader(const std::vector<TableUnderWay>& tables, const LogSpan& span) : span_(span) {
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
                    {i, span.most_rows[i]}, pair, source, *definition, result_.tables[i]);
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
        LogLimits limits(span_.limits, stream->place());
        const bool may_leave = !span_.most_rows.empty();
        while (!has_reached(stream->place(), span_.up_to)) {
            if (may_leave && of_use_ == 0) {
                return std::move(result_);
            }
            throw_if_interrupted();
            limits.wait_for_calm();
            stream->read([this](const Change& change) { take(change); });
            limits.spend(stream->place());
        }
        for (const auto& [xid, tables] : prepared_) {
            forget_undone(tables);
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

    [[nodiscard]] const std::vector<ColumnDefinition>* columns_of(const TableName& name) const {
        const auto found = readers_.find(name);
        return found == readers_.end() ? nullptr : &found->second.definition->columns;
    }

    void take(const Change& change) {
        std::visit(
            Overloads{
                [this](const RowsChanged& rows) { take_rows(rows); },
                [this](const StatementExecuted& statement) { take_statement(statement); },
                [this](const TransactionPrepared& prepared) {
                    prepared_[prepared.xid] = std::exchange(group_, {});
                },
                [this](const PreparedDecided& decided) { take_decision(decided); },
                [this](const auto& /*begun or committed*/) { group_.clear(); }},
            change.body);
    }

    void take_rows(const RowsChanged& rows) {
        Reader& reader = readers_.at(rows.table);  // only those of columns_of() come
        const bool was_of_use = reader.rows.is_of_use();
        held_ -= reader.rows.held_bytes();
        reader.rows.take(rows);
        held_ += reader.rows.held_bytes();
        of_use_ -= was_of_use && !reader.rows.is_of_use() ? 1U : 0U;
        group_.insert(reader.table);
        if (held_ > most_touched_bytes_held) {
            put_away();
        }
    }

    void take_decision(const PreparedDecided& decided) {
        auto rows = prepared_.extract(decided.xid);
        if (rows && !decided.is_committed) {
            forget_undone(rows.mapped());
        } else if (!rows && decided.is_committed) {
            forget(
                [](const TableName&) { return true; },
                "an XA transaction was committed that had been prepared before");
        }
    }

    /// Rows that are in the log and never came to be.
    void forget_undone(const std::set<std::size_t>& tables) {
        forget(
            [&](const TableName& table) { return tables.contains(index_.at(table)); },
            "the log names rows of a transaction that was not committed");
    }

    void take_statement(const StatementExecuted& statement) {
        const StatementReach reach = reach_of(statement, span_.server.facts());
        if (reach.is_of_rows && span_.most_rows.empty()) {
            return;
        }
        if (reach.is_undoing) {
            forget_undone(group_);
        } else if (!reach.why.empty()) {
            forget([&](const TableName& table) { return reach.concerns(table); }, reach.why);
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
                held_ -= reader->second.rows.held_bytes();
                reader->second.rows.give_up(why);
                --of_use_;
            }
        }
    }

    /// The rows that are held, so that none is held any more.
    void put_away() {
        std::map<std::size_t, std::string> held;
        for (auto& [name, reader] : readers_) {
            const bool was_of_use = reader.rows.is_of_use();
            held[reader.table] = reader.rows.hand_over();
            of_use_ -= was_of_use && !reader.rows.is_of_use() ? 1U : 0U;
        }
        std::string rows;
        for (const auto& [table, some] : held) {
            rows += some;
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
    TouchedRows result_{};
    std::size_t held_ = 0;  ///< Bytes, by all readers.
    std::map<TableName, Reader> readers_{};
    std::size_t of_use_ = 0;  ///< Of the readers.
    std::map<TableName, std::size_t> index_{};
    std::set<std::size_t> group_{};  ///< Tables with rows of the transaction that is under way.
    std::map<std::string, std::set<std::size_t>> prepared_{};  ///< By xid, likewise.
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
    TouchedRows touched = SpanReader(tables, span).run();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (!by_statement.tables[i].unknown.empty()) {  // the log may have been left before that
            touched.tables[i] = by_statement.tables[i];
        }
    }
    return touched;
}

/// Images of another number or kind of columns.
bool is_misfit(const Error& error) {
    return error.recovery() == Recovery::none && error.exit_code() == ExitCode::could_not_finish;
}

/// Without an end a log would be read for ever.
void require_end(const LogSpan& span) {
    if (span.up_to.file.empty()) {
        throw Error(
            Recovery::none, ExitCode::refused,
            fmt::format(
                "the {} does not show where its log ends; GRANT {} ON *.* to this account",
                span.of_source ? "source" : "destination",
                span.server.facts().flavour == Flavour::mariadb ? "BINLOG MONITOR"
                                                                : "REPLICATION CLIENT"));
    }
}

}  // namespace

TouchedRows touched_rows(const std::vector<TableUnderWay>& tables, const LogSpan& span) {
    require_end(span);
    if (span.most_rows.empty()) {
        return SpanReader(tables, span).run();
    }
    TouchedRows touched;
    try {
        touched = SpanReader(tables, span).run();
    } catch (const Error& error) {
        if (error.exit_code() != ExitCode::log_gone && !is_misfit(error)) {
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
        if (!is_log_out_of_reach(error)) {
            throw;
        }
        return {.why_unknown = error.what()};
    }
}

}  // namespace cutover
