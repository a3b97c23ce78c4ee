#include "verify/tail_place.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/timestamp.hpp"
#include "verify/image_key.hpp"
#include "verify/log_search.hpp"

namespace cutover {
namespace {

/// Of one table: where each was written is kept until the log is read.
constexpr std::size_t most_rows = 200'000;

/// Sets of MySQL's can be long, and there is one for each transaction.
constexpr std::size_t most_gtid_bytes = 200;

bool is_at(const LogPlace& one, const LogPlace& other) {
    return one.file == other.file && one.offset == other.offset;
}

struct Less {
    bool operator()(const NumberKey& one, const NumberKey& other) const {
        return is_less_number_key(one, other);
    }
};

/// In front of a transaction.
struct Moment {
    LogPlace place{};
    std::uint32_t logged_at = 0;
};

std::string in_words(const Moment& moment) {
    return fmt::format(
        "{} ({})", to_text(moment.place),
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

    void take(const RowImages& images, std::size_t moment) {
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

    void conclude(const LogSearched& searched, const std::vector<Moment>& moments) const {
        std::string why = searched.why_not.empty() ? why_not_ : searched.why_not;
        if (why.empty() && written_.size() < cause_.rows) {
            why = fmt::format(
                "the source's log was read from {} on, and has {} of these rows; the others are "
                "older",
                searched.from, written_.size());
        }
        if (!why.empty()) {
            cause_.evidence =
                fmt::format("From which position of the source's log on is not known: {}.", why);
            return;
        }
        std::size_t first = moments.size();
        for (const auto& [key, moment] : written_) {
            first = std::min(first, moment);
        }
        cause_.evidence = fmt::format(
            "The first of them was written to the source right behind {}: they are missing from "
            "that position of its log on.",
            in_words(moments.at(first)));
    }

  private:
    void add(NumberKey key, std::size_t moment) {
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
    std::map<NumberKey, std::size_t, Less> written_{};  ///< Rows that are there, by moment.
};

class TailSearch {
  public:
    TailSearch(std::vector<TableUnderWay>& tables, const LogGround& ground) : ground_(ground) {
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

    void run(const EvidenceLimits& limits) {
        const bool is_any_of_use = std::any_of(
            tails_.begin(), tails_.end(), [](const auto& tail) { return tail.second.is_of_use(); });
        LogSearched searched;
        if (is_any_of_use) {
            searched = search_log(
                {.server = ground_.source,
                 .up_to = ground_.source_place,
                 .reader = reader_id(ground_.run + " tails"),
                 .most_bytes = limits.most_bytes,
                 .clock = limits.clock,
                 .columns = [this](const TableName& name) { return columns_of(name); }},
                [this](const Change& change, const LogPlace& place) { take(change, place); });
        }
        for (const auto& [name, tail] : tails_) {
            tail.conclude(searched, moments_);
        }
    }

  private:
    [[nodiscard]] const std::vector<ColumnDefinition>* columns_of(const TableName& name) const {
        const auto found = tails_.find(name);
        return found != tails_.end() && found->second.is_of_use()
                   ? &find_table(ground_.source_catalog, name)->columns
                   : nullptr;
    }

    void take(const Change& change, const LogPlace& place) {
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            if (moments_.empty() || !is_at(moments_.back().place, place)) {
                moments_.push_back({place, change.logged_at});
                if (place.gtids.size() > most_gtid_bytes) {
                    moments_.back().place.gtids.clear();
                }
            }
            tails_.at(rows->table).take(*rows->images, moments_.size() - 1);
        }
    }

    const LogGround& ground_;
    std::map<TableName, Tail> tails_{};
    std::vector<Moment> moments_{};  ///< Of transactions with rows of these tables.
};

}  // namespace

void find_tail_places(
    std::vector<TableUnderWay>& tables, const LogGround& ground, const EvidenceLimits& limits) {
    TailSearch(tables, ground).run(limits);
}

}  // namespace cutover
