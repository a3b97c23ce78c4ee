/// Which rows changed between two moments, by the server's own log. A row is what its key says; the
/// key comes out of the row images in the form in which it is read, so that it can be bound to ask
/// for the row as it is now.
#include "verify/touched_rows.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/character_text.hpp"
#include "core/ddl_change.hpp"
#include "core/error.hpp"
#include "runtime/interrupt.hpp"
#include "verify/cascades.hpp"

namespace cutover {
namespace {

std::optional<std::size_t> column_index(const TableDefinition& table, const std::string& name) {
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(),
        [&](const ColumnDefinition& column) { return column.name == name; });
    return found == table.columns.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - table.columns.begin()));
}

/// An image holds what the server stores; what it makes of that when it is read is another thing.
bool is_read_as_logged(const ReadColumn& read, const ColumnDefinition& column) {
    return !read.as_utf8mb4 && read.form != CellForm::json && read.form != CellForm::geometry &&
           column.generated == Generated::no;
}

/// Asked by GTIDs, MariaDB reads the file from its begin (measured: half a second for 390 MiB);
/// that it is the same log is known by its marks.
LogPlace by_offset(LogPlace place) {
    if (!place.file.empty()) {
        place.gtids.clear();
    }
    return place;
}

/// Takes what the images of one table say.
class TableReader {
  public:
    TableReader(
        const TablePair& pair,
        const RowSource& source,
        const TableDefinition& definition,
        std::size_t most_rows,
        TouchedTable& touched,
        std::size_t& held)
        : source_(source),
          most_rows_(most_rows),
          touched_(touched),
          held_(held),
          encoder_(source.columns, pair.rule) {
        if (pair.key.empty()) {
            blind_ = "it has no key to tell its rows apart by";
        } else if (!source.where.empty()) {
            blind_ = "the log does not say which of its rows the task's \"where\" takes";
        }
        for (const KeyColumn& column : source.key) {
            find(definition, column.name, key_);
        }
        for (const ReadColumn& column : source.columns) {
            if (find(definition, column.name, columns_)) {
                is_whole_ =
                    is_whole_ && is_read_as_logged(column, definition.columns[columns_.back()]);
            }
        }
        row_ = RowBlock(forms_of(source));
        for (const std::size_t index : key_) {
            key_sets_.push_back(definition.columns[index].character_set);
        }
    }

    [[nodiscard]] bool is_of_use() const { return touched_.unknown.empty(); }

    void take(const RowsChanged& rows) {
        if (!blind_.empty()) {
            touched_.unknown = blind_;
        }
        if (!is_of_use()) {
            return;
        }
        const RowImages& images = *rows.images;
        const std::size_t before = touched_.rows.size();
        for (std::size_t row = 0; row < images.before.rows(); ++row) {
            touch(images.before, row, true);
        }
        for (std::size_t row = 0; row < images.after.rows(); ++row) {
            touch(images.after, row, false);
        }
        held_ += touched_.rows.size() - before;
        if (touched_.rows.size() > most_rows_) {
            give_up("so many of its rows have changed that reading all costs less");
        } else if (held_ > most_touched_rows) {
            give_up(fmt::format(
                "more than {} rows were changed, of it and of other tables", most_touched_rows));
        }
    }

    void give_up(const std::string& why) {
        held_ -= touched_.rows.size();
        touched_ = {.unknown = why};
    }

  private:
    bool find(
        const TableDefinition& definition, const std::string& name, std::vector<std::size_t>& to) {
        const std::optional<std::size_t> index = column_index(definition, name);
        if (!index) {
            touched_.unknown = "its columns are not those that were compared";
            return false;
        }
        to.push_back(*index);
        return true;
    }

    void touch(const RowBlock& block, std::size_t row, bool is_before) {
        const std::optional<KeyTuple> key = key_in(block, row);
        if (!key) {
            touched_.unknown = "its key is in a character set that is not known here";
            return;
        }
        const auto [at, is_new] = touched_.rows.try_emplace(to_text(*key));
        TouchedRow& touched = at->second;
        if (is_new) {
            touched.was_there = is_before;
            if (is_before && is_whole_) {
                touched.before = digest_of(block, row);
            }
        }
        touched.is_there = !is_before;
        touched.after.reset();
        if (!is_before && is_whole_) {
            touched.after = digest_of(block, row);
        }
    }

    /// An image has the columns that are read, and just as they are read.
    [[nodiscard]] bool is_in_order(const RowBlock& block) const {
        if (block.columns().size() != columns_.size()) {
            return false;
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i] != i || block.columns()[i].form != row_.columns()[i].form) {
                return false;
            }
        }
        return true;
    }

    /// As it is bound: in the column's own character set, or in utf8mb4 where the two sides differ.
    [[nodiscard]] std::optional<KeyTuple> key_in(const RowBlock& block, std::size_t row) const {
        KeyTuple key = key_of(block, row, key_);
        for (std::size_t part = 0; part < key.size(); ++part) {
            if (source_.key[part].as_utf8mb4) {
                std::optional<DecodedText> text = decode_text(key[part].bytes, key_sets_[part]);
                if (!text || text->bytes_used != key[part].bytes.size()) {
                    return std::nullopt;
                }
                key[part].bytes = std::move(text->utf8);
            }
        }
        return key;
    }

    [[nodiscard]] Digest digest_of(const RowBlock& block, std::size_t row) {
        if (is_in_order(block)) {
            return encoder_.digest(block, row);
        }
        row_.clear();
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const CellColumn& from = block.columns()[columns_[i]];
            CellColumn& to = row_.columns()[i];
            if (from.is_null[row] != 0) {
                to.add_null();
            } else if (is_number(from.form)) {
                to.add_number(from.numbers[row]);
            } else {
                to.add_bytes(from.bytes_of(row));
            }
        }
        return encoder_.digest(row_, 0);
    }

    const RowSource& source_;
    std::size_t most_rows_;
    TouchedTable& touched_;
    std::size_t& held_;  ///< Rows of all tables together.
    RowEncoder encoder_;
    std::vector<std::size_t> key_{};      ///< Of the key's columns, in an image.
    std::vector<std::size_t> columns_{};  ///< Of the columns that are read.
    std::vector<std::string> key_sets_{};
    std::string blind_{};   ///< Why images say nothing of use; empty: they do.
    bool is_whole_ = true;  ///< The images hold all columns as they are read.
    RowBlock row_{};
};

class SpanReader {
  public:
    SpanReader(const std::vector<TableUnderWay>& tables, const LogSpan& span)
        : span_(span), lower_case_(span.server.facts().variable("lower_case_table_names") != "0") {
        result_.tables.resize(tables.size());
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
                const TableReader reader(
                    pair, source, *definition, span.most_rows[i], result_.tables[i], held_);
                of_use_ += reader.is_of_use() ? 1U : 0U;
                readers_.emplace(source.table, Reader{definition, reader});
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
        result_.marks = stream->marks();
        return std::move(result_);
    }

  private:
    struct Reader {
        const TableDefinition* definition = nullptr;
        TableReader rows;
    };

    const std::vector<ColumnDefinition>* columns_of(const TableName& name) const {
        const auto found = readers_.find(name);
        return found == readers_.end() ? nullptr : &found->second.definition->columns;
    }

    void take(const Change& change) {
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            TableReader& reader = readers_.at(rows->table).rows;  // only those of columns_of() come
            const bool was_of_use = reader.is_of_use();
            reader.take(*rows);
            of_use_ -= was_of_use && !reader.is_of_use() ? 1U : 0U;
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
                reader->second.rows.give_up(why);
                --of_use_;
            }
        }
    }

    const LogSpan& span_;
    bool lower_case_;
    TouchedRows result_{};
    std::size_t held_ = 0;
    std::map<TableName, Reader> readers_{};
    std::size_t of_use_ = 0;  ///< Of the readers.
    std::map<TableName, std::size_t> index_{};
    std::set<std::string> prepared_{};
};

TouchedRows by_definitions_of_today(const std::vector<TableUnderWay>& tables, LogSpan span) {
    const std::vector<std::size_t> asked_for = std::exchange(span.most_rows, {});
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
