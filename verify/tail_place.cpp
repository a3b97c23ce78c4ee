#include "verify/tail_place.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/timestamp.hpp"
#include "verify/image_key.hpp"
#include "verify/log_doubts.hpp"
#include "verify/log_search.hpp"

namespace cutover {
namespace {

/// Of one table: where each was written is kept until the log is read.
constexpr std::size_t most_rows = 200'000;

struct Less {
    bool operator()(const NumberKey& one, const NumberKey& other) const {
        return is_less_number_key(one, other);
    }
};

/// In front of a transaction, as small as there may be many.
struct Moment {
    std::uint32_t file = 0;  ///< Its place among those that were read.
    std::uint32_t logged_at = 0;
    std::uint64_t offset = 0;

    friend bool operator<(const Moment& one, const Moment& other) {
        return std::tie(one.file, one.offset) < std::tie(other.file, other.offset);
    }
};

std::string in_words(const Moment& moment, const std::vector<std::string>& files) {
    return fmt::format(
        "{} ({})", to_text(LogPlace{.file = files.at(moment.file), .offset = moment.offset}),
        to_rfc3339(std::chrono::system_clock::time_point(std::chrono::seconds(moment.logged_at))));
}

std::string why_not(const TablePair& pair, const ImageKey& key) {
    if (!pair.source.where.empty()) {
        return "the log does not say which rows the task's \"where\" takes";
    }
    if (!pair.source.also.empty()) {
        return "several tables become one";
    }
    return key.why_not().empty() && !has_number_key(pair)
               ? "the order of its keys is known to the servers alone"
               : key.why_not();
}

/// A tail of one table, and where the log says that its rows were written.
class Tail {
  public:
    Tail(const TableUnderWay& table, Cause& cause, const TableDefinition* definition)
        : table_(table),
          cause_(cause),
          key_(table.pair, table.pair.source, definition),
          why_not_(why_not(table.pair, key_)) {}

    [[nodiscard]] bool is_of_use() const { return why_not_.empty(); }

    void take(const RowImages& images, const Moment& moment) {
        for (std::size_t row = 0; row < std::max(images.before.rows(), images.after.rows());
             ++row) {
            const auto before =
                row < images.before.rows() ? key_.key(images.before, row) : std::nullopt;
            auto after = row < images.after.rows() ? key_.key(images.after, row) : std::nullopt;
            if (before == after) {
                continue;  // it stays where it was written first
            }
            if (before) {
                written_.erase(*before);
            }
            if (after) {
                add(std::move(*after), moment);
            }
        }
    }

    /// Of what was written up to now nothing is known.
    void forget(const std::string& why) {
        written_.clear();
        doubt_ = why;
    }

    void conclude(const LogSearched& searched, const std::vector<std::string>& files) const {
        std::string why = searched.why_not.empty() ? why_not_ : searched.why_not;
        if (why.empty() && written_.size() != cause_.rows) {
            why = fmt::format(
                "the source's log was read from {} on, and has {} of these rows{}; the others are "
                "older or newer",
                searched.from, written_.size(), doubt_.empty() ? "" : " since " + doubt_);
        }
        if (!why.empty()) {
            cause_.evidence =
                fmt::format("From which position of the source's log on is not known: {}.", why);
            return;
        }
        const auto first = std::min_element(
            written_.begin(), written_.end(),
            [](const auto& one, const auto& other) { return one.second < other.second; });
        cause_.evidence = fmt::format(
            "The first of them was written to the source right behind {}: they are missing from "
            "that position of its log on.",
            in_words(first->second, files));
    }

  private:
    void add(NumberKey key, const Moment& moment) {
        const bool is_behind = !table_.tail || is_less_number_key(*table_.tail, key);
        if (is_behind && is_of_use()) {
            written_.insert_or_assign(std::move(key), moment);
        }
        if (written_.size() > most_rows) {
            why_not_ = "so many rows are missing that they were not looked up";
            written_.clear();
        }
    }

    const TableUnderWay& table_;
    Cause& cause_;
    ImageKey key_;
    std::string why_not_;
    std::map<NumberKey, Moment, Less> written_{};  ///< Rows that are there, and when.
    std::string doubt_{};                          ///< What was the last to make it unknown.
};

class TailSearch {
  public:
    TailSearch(std::vector<TableUnderWay>& tables, const LogGround& ground)
        : ground_(ground), doubts_(ground.source.facts()) {
        for (TableUnderWay& table : tables) {
            for (Cause& cause : table.causes) {
                if (cause.kind == CauseKind::missing_tail) {
                    tails_.try_emplace(
                        table.pair.source.table, table, cause,
                        find_table(ground.source_catalog, table.pair.source.table));
                }
            }
        }
    }

    void run(EvidenceLimits& limits) {
        LogSearched searched;
        if (is_any_of_use()) {
            searched = search_log(
                {.server = ground_.source,
                 .up_to = ground_.source_place,
                 .reader = reader_id(ground_.run + " tails"),
                 .budget = limits.source,
                 .limits = ground_.source_limits,
                 .clock = limits.clock,
                 .columns = [this](const TableName& name) { return columns_of(name); }},
                [this](const Change& change, const LogPlace& place) {
                    take(change, place);
                    return is_any_of_use();
                });
        }
        for (const auto& [name, tail] : tails_) {
            tail.conclude(searched, files_);
        }
    }

  private:
    [[nodiscard]] bool is_any_of_use() const {
        return std::any_of(
            tails_.begin(), tails_.end(), [](const auto& tail) { return tail.second.is_of_use(); });
    }

    [[nodiscard]] const std::vector<ColumnDefinition>* columns_of(const TableName& name) const {
        const auto found = tails_.find(name);
        return found != tails_.end() && found->second.is_of_use()
                   ? &find_table(ground_.source_catalog, name)->columns
                   : nullptr;
    }

    void take(const Change& change, const LogPlace& place) {
        let_forget(doubts_, change, tails_);
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            if (files_.empty() || files_.back() != place.file) {
                files_.push_back(place.file);
            }
            tails_.at(rows->table)
                .take(
                    *rows->images, {.file = static_cast<std::uint32_t>(files_.size() - 1),
                                    .logged_at = change.logged_at,
                                    .offset = place.offset});
        }
    }

    const LogGround& ground_;
    std::map<TableName, Tail> tails_{};
    std::vector<std::string> files_{};  ///< With rows of these tables, in the log's order.
    LogDoubts doubts_;
};

}  // namespace

void find_tail_places(
    std::vector<TableUnderWay>& tables, const LogGround& ground, EvidenceLimits& limits) {
    TailSearch(tables, ground).run(limits);
}

}  // namespace cutover
