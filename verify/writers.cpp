#include "verify/writers.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/timestamp.hpp"
#include "verify/image_key.hpp"
#include "verify/log_doubts.hpp"
#include "verify/log_search.hpp"

namespace cutover {
namespace {

constexpr const char* own_schema = "cutover";

/// Who wrote a row last.
struct Writer {
    LogPlace behind{};
    std::uint32_t logged_at = 0;
    std::uint32_t server_id = 0;
    std::uint32_t thread_id = 0;  ///< 0: not logged.
    RowChange change = RowChange::insert;
    bool is_cutover = false;
    bool may_be_cutover = false;  ///< This account cannot tell.
};

const char* done(RowChange change) {
    switch (change) {
        case RowChange::insert: return "inserted";
        case RowChange::update: return "updated";
        case RowChange::erase: return "deleted";
    }
    return "updated";
}

/// Of those that a cause has as examples.
std::string some_of(std::size_t rows, std::size_t shown) {
    return shown == 1 ? "the row whose key is shown"
                      : fmt::format(
                            "{} of the {} rows whose keys are shown",
                            rows == 0 ? "none" : std::to_string(rows), shown);
}

bool has_writers(const Cause& cause) {
    return cause.kind == CauseKind::foreign_rows ||
           (cause.kind == CauseKind::unexplained &&
            cause.detail != to_text(Discrepancy::Kind::extra));
}

/// The rows of one pair of tables whose keys its causes have as examples.
class WrittenTable {
  public:
    WrittenTable(TableUnderWay& table, const TableDefinition* definition)
        : table_(table), key_(table.pair, table.pair.destination, definition) {
        for (const Cause& cause : table.causes) {
            if (has_writers(cause)) {
                for (const auto& example : cause.examples) {
                    asked_for_.insert(key_text(example));
                }
            }
        }
    }

    [[nodiscard]] bool is_of_use() const { return key_.why_not().empty() && !asked_for_.empty(); }

    void take(const RowsChanged& rows, const Writer& writer) {
        const RowImages& images = *rows.images;
        for (const RowBlock* const block : {&images.before, &images.after}) {
            for (std::size_t row = 0; row < block->rows(); ++row) {
                const auto text = key_.text(*block, row);
                if (text && asked_for_.contains(*text)) {
                    under_way_[*text] = writer;
                }
            }
        }
    }

    void end(bool is_committed, bool is_cutover, bool may_be_cutover) {
        for (auto& [key, writer] : under_way_) {
            if (is_committed) {
                writer.is_cutover = is_cutover;
                writer.may_be_cutover = may_be_cutover;
                last_[key] = writer;
            }
        }
        under_way_.clear();
    }

    /// Of what was written up to now nothing is known.
    void forget(const std::string& why) {
        under_way_.clear();
        last_.clear();
        doubt_ = why;
    }

    void conclude(const LogSearched& searched, const std::string& own_server_id) const {
        const std::string why = key_.why_not().empty() ? searched.why_not : key_.why_not();
        for (Cause& cause : table_.causes) {
            if (has_writers(cause)) {
                cause.evidence = why.empty() ? evidence_of(cause, searched, own_server_id)
                                             : fmt::format("Who wrote them is not known: {}.", why);
            }
        }
    }

  private:
    /// Of the rows that a cause has as examples.
    struct LastWriters {
        std::size_t by_cutover = 0;
        std::size_t by_others = 0;
        bool is_hidden = false;                                        ///< May be either's.
        const std::pair<const std::string, Writer>* latest = nullptr;  ///< Of the others.
    };

    [[nodiscard]] LastWriters last_writers(const Cause& cause) const {
        LastWriters writers;
        for (const auto& example : cause.examples) {
            const auto found = last_.find(key_text(example));
            if (found == last_.end()) {
                continue;
            }
            const Writer& writer = found->second;
            writers.is_hidden = writers.is_hidden || writer.may_be_cutover;
            ++(writer.is_cutover ? writers.by_cutover : writers.by_others);
            const bool is_later = writers.latest == nullptr ||
                                  has_reached(writer.behind, writers.latest->second.behind);
            if (!writer.is_cutover && is_later) {
                writers.latest = &*found;
            }
        }
        return writers;
    }

    [[nodiscard]] std::string evidence_of(
        const Cause& cause, const LogSearched& searched, const std::string& own_server_id) const {
        const LastWriters writers = last_writers(cause);
        if (writers.is_hidden) {
            return "Who wrote them is not known: the destination's log names tables of the schema "
                   "`cutover` that this account does not see.";
        }
        const std::size_t shown = cause.examples.size();
        if (writers.latest != nullptr) {
            const auto& [key, latest] = *writers.latest;
            return fmt::format(
                "By the destination's log somebody else than cutover was the last to write {}: {} "
                "was {}.",
                some_of(writers.by_others, shown), key, in_words(latest, own_server_id));
        }
        if (writers.by_cutover > 0) {
            return fmt::format(
                "By the destination's log cutover itself was the last to write {}.",
                some_of(writers.by_cutover, shown));
        }
        return fmt::format(
            "Who wrote them is not known: the destination's log, read from {} on, {} {}{}.",
            searched.from, shown == 1 ? "does not name" : "names", some_of(0, shown),
            doubt_.empty() ? "" : " since " + doubt_);
    }

    [[nodiscard]] static std::string in_words(
        const Writer& writer, const std::string& own_server_id) {
        const std::string server = std::to_string(writer.server_id);
        return fmt::format(
            "{} in the transaction behind {} ({}), first logged by server {}{}{}",
            done(writer.change), to_text(writer.behind),
            to_rfc3339(
                std::chrono::system_clock::time_point(std::chrono::seconds(writer.logged_at))),
            server,
            server == own_server_id ? ", which is the destination"
                                    : ", from which the destination replicates it",
            writer.thread_id == 0 ? "" : fmt::format(", session {}", writer.thread_id));
    }

    TableUnderWay& table_;
    ImageKey key_;
    std::set<std::string> asked_for_{};
    std::map<std::string, Writer> under_way_{};  ///< By the transaction that is under way.
    std::map<std::string, Writer> last_{};
    std::string doubt_{};  ///< What was the last to make it unknown.
};

class WriterSearch {
  public:
    WriterSearch(std::vector<TableUnderWay>& tables, const LogGround& ground)
        : ground_(ground), doubts_(ground.destination.facts()) {
        std::vector<TableUnderWay*> written;
        std::set<TableName> names;
        for (TableUnderWay& table : tables) {
            if (std::any_of(table.causes.begin(), table.causes.end(), has_writers)) {
                written.push_back(&table);
                names.insert(table.pair.destination.table);
            }
        }
        if (!names.empty()) {
            read_definitions(names);
        }
        for (TableUnderWay* const table : written) {
            const TableName& name = table->pair.destination.table;
            tables_.emplace(name, WrittenTable(*table, find_table(catalog_, name)));
        }
    }

    void run(EvidenceLimits& limits) {
        const bool is_any_of_use = std::any_of(
            tables_.begin(), tables_.end(),
            [](const auto& table) { return table.second.is_of_use(); });
        LogSearched searched;
        if (is_any_of_use) {
            searched = search_log(
                {.server = ground_.destination,
                 .side = "destination",
                 .up_to = ground_.destination_place,
                 .reader = reader_id(ground_.run + " writers"),
                 .budget = limits.destination,
                 .limits = ground_.destination_limits,
                 .clock = limits.clock,
                 .columns = [this](const TableName& name) { return columns_of(name); }},
                [this](const Change& change, const LogPlace& place) {
                    take(change, place);
                    return true;
                });
        }
        if (tables_.empty()) {
            return;
        }
        const std::string own_server_id = ground_.destination.facts().variable("server_id");
        for (const auto& [name, table] : tables_) {
            table.conclude(searched, own_server_id);
        }
    }

  private:
    /// The ground's may be forgotten by now.
    void read_definitions(const std::set<TableName>& names) {
        try {
            catalog_ = ground_.destination.definitions(names);
        } catch (const Interrupted&) {
            throw;
        } catch (const Error&) {
            catalog_ = {};  // then nothing is known of the writers
        }
    }

    [[nodiscard]] const std::vector<ColumnDefinition>* columns_of(const TableName& name) {
        if (name.database == own_schema) {
            const auto [found, is_new] = own_.try_emplace(name);
            if (is_new) {
                found->second = ground_.destination.definitions({name});
            }
            const TableDefinition* const own = find_table(found->second, name);
            is_own_hidden_ = is_own_hidden_ || own == nullptr;
            return own == nullptr ? nullptr : &own->columns;
        }
        const auto [first, last] = tables_.equal_range(name);
        return std::any_of(first, last, [](const auto& table) { return table.second.is_of_use(); })
                   ? &find_table(catalog_, name)->columns
                   : nullptr;
    }

    void take(const Change& change, const LogPlace& place) {
        let_forget(doubts_, change, tables_);
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            if (rows->table.database == own_schema) {
                is_cutover_ = true;
                return;
            }
            const auto [first, last] = tables_.equal_range(rows->table);
            for (auto table = first; table != last; ++table) {
                table->second.take(
                    *rows, {.behind = place,
                            .logged_at = change.logged_at,
                            .server_id = change.server_id,
                            .thread_id = thread_id_,
                            .change = rows->change});
            }
        } else if (std::holds_alternative<TransactionBegun>(change.body)) {
            end(false);
            thread_id_ = change.thread_id;
        } else if (std::holds_alternative<TransactionCommitted>(change.body)) {
            end(true);
        } else if (std::holds_alternative<TransactionPrepared>(change.body)) {
            end(false);  // nothing is known of it until it is decided
        }
    }

    void end(bool is_committed) {
        for (auto& [name, table] : tables_) {
            table.end(is_committed, is_cutover_, is_own_hidden_ && !is_cutover_);
        }
        is_cutover_ = false;
    }

    const LogGround& ground_;
    std::multimap<TableName, WrittenTable> tables_{};
    Catalog catalog_{};
    std::map<TableName, Catalog> own_{};  ///< Of the schema `cutover`.
    bool is_cutover_ = false;             ///< The transaction under way wrote to it.
    /// Rows of tables of it are in the log that this account does not see. The stream asks for
    /// each of them once, so from there on.
    bool is_own_hidden_ = false;
    std::uint32_t thread_id_ = 0;
    LogDoubts doubts_;
};

}  // namespace

void find_writers(
    std::vector<TableUnderWay>& tables, const LogGround& ground, EvidenceLimits& limits) {
    WriterSearch(tables, ground).run(limits);
}

}  // namespace cutover
