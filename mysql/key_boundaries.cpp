/// Where to cut a table. Correctness needs only that boundaries strictly increase in the server's
/// own order: chunks are then half-open intervals, open at both ends of the table, and cover every
/// key there is or will be. Everything else here is about sizes.
///
/// A single integer key needs no walk: the range from MIN to MAX is split by arithmetic where
/// EXPLAIN guesses more rows than a chunk should have, each part is narrowed to the keys it really
/// holds and split again, and neighbours that turned out small are joined. A guess that is wrong by
/// half makes a chunk that is wrong by half, never a missing row. Other keys (text by collation,
/// composite, dates, ENUM) have no arithmetic, so their index is walked in steps of a chunk.
///
/// Shards of a verification have to cut alike, each with sessions of its own. EXPLAIN looks at the
/// index as it is now and not as the snapshot sees it, so for them keys alone decide: MIN and MAX
/// of a range, and steps along the index, are the same for everybody who sees one moment.
#include "mysql/key_boundaries.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/row_reader.hpp"
#include "mysql/statements.hpp"

namespace cutover {
namespace {

/// A part is split while it is guessed to hold more than this many chunks' rows.
constexpr double split_above = 1.5;
constexpr std::uint64_t most_parts = 64;
/// Where guesses have no say: parts of an integer key, and rows of a chunk of any other key.
constexpr std::uint64_t steady_parts = 256;
constexpr std::uint64_t steady_rows = 50'000;
constexpr int steady_rounds = 8;
/// Every split asks the server twice; bounds the questions where guesses make no sense.
constexpr std::size_t most_questions = 20'000;

std::vector<ReadColumn> key_columns(const RowSource& source) {
    std::vector<ReadColumn> columns;
    for (const KeyColumn& column : source.key) {
        columns.push_back(
            {.name = column.name, .form = column.form, .as_utf8mb4 = column.as_utf8mb4});
    }
    return columns;
}

std::string purpose_of(const RowSource& source) {
    return fmt::format("cutting {} into chunks", display(source.table));
}

/// Cuts a table whose key is one integer. Keys are mapped to unsigned numbers in their order, so
/// that negative and unsigned 64-bit keys need no cases of their own.
class ArithmeticCut {
  public:
    ArithmeticCut(Session& session, const RowSource& source, std::uint64_t chunk_rows)
        : session_(session), source_(source), chunk_rows_(chunk_rows) {}

    std::vector<KeyTuple> boundaries() {
        if (const auto whole = keys_between(std::nullopt, std::nullopt)) {
            keys_apart_ = whole->last - whole->first;
            split(*whole, true);
        }
        return joined();
    }

    /// Parts of about equal width in keys. Where most of them turn out empty, for the keys lie in
    /// few places, those that are not are narrowed to their keys and cut again.
    std::vector<KeyTuple> steady_boundaries() {
        std::vector<Range> parts;
        if (const auto whole = keys_between(std::nullopt, std::nullopt)) {
            parts.push_back(*whole);
        }
        for (int round = 0; round < steady_rounds && 2 * parts.size() < steady_parts; ++round) {
            std::vector<Range> finer;
            for (const Range& part : parts) {
                split_steadily(part, (steady_parts + parts.size() - 1) / parts.size(), finer);
            }
            if (finer.size() == parts.size()) {
                break;
            }
            parts = std::move(finer);
        }
        std::vector<KeyTuple> boundaries;
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            boundaries.push_back(key(parts[i].last));
        }
        return boundaries;
    }

    /// By how far the first and the last key are apart.
    [[nodiscard]] bool may_hold_more_than_a_chunk() const { return keys_apart_ >= chunk_rows_; }

  private:
    /// Keys first to last, both included.
    struct Range {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
    };

    /// A range that is not split further, ended by `last`.
    struct Part {
        std::uint64_t last = 0;
        std::uint64_t guessed_rows = 0;
    };

    [[nodiscard]] bool is_signed() const { return source_.key.front().form == CellForm::integer; }

    [[nodiscard]] std::uint64_t sign_bit() const { return is_signed() ? 1ULL << 63U : 0; }

    [[nodiscard]] KeyTuple key(std::uint64_t ordered) const {
        const auto kind = is_signed() ? KeyValue::Kind::integer : KeyValue::Kind::natural;
        return {{.kind = kind, .number = ordered ^ sign_bit()}};
    }

    /// The keys that exist within the bounds; nothing where there are none.
    std::optional<Range> keys_between(
        const std::optional<KeyTuple>& after, const std::optional<KeyTuple>& up_to) {
        ++questions_;
        const CellForm form = source_.key.front().form;
        std::vector<ReadColumn> columns{
            {.name = "MIN", .form = form}, {.name = "MAX", .form = form}};
        const auto rows = read_keys(
            session_, select_key_range(source_, after, up_to), columns, purpose_of(source_));
        if (rows.size() != 1 || rows.front().size() != 2) {
            return std::nullopt;
        }
        return Range{rows.front()[0].number ^ sign_bit(), rows.front()[1].number ^ sign_bit()};
    }

    void split_steadily(const Range& range, std::uint64_t parts, std::vector<Range>& into);
    std::uint64_t guess_rows(const Range& range, bool is_whole);
    void split(const Range& range, bool is_whole = false);
    /// Each narrowed to the keys that it holds; those that hold none are left out.
    [[nodiscard]] std::vector<Range> even_parts(const Range& range, std::uint64_t parts);
    [[nodiscard]] std::vector<KeyTuple> joined() const;

    Session& session_;
    const RowSource& source_;
    std::uint64_t chunk_rows_;
    std::vector<Part> parts_{};
    std::size_t questions_ = 0;
    std::uint64_t keys_apart_ = 0;
};

/// 0 where the guess cannot be had: the range is then left in one piece. For a range with bounds
/// InnoDB never guesses more than half of the table, so the whole is asked for without any.
std::uint64_t ArithmeticCut::guess_rows(const Range& range, bool is_whole) {
    const std::uint64_t keys = range.last - range.first;
    if (keys < chunk_rows_ || questions_ > most_questions) {
        return std::min(keys, chunk_rows_);
    }
    ++questions_;
    const Statement explain = is_whole ? explain_range(source_, std::nullopt, std::nullopt)
                                       : explain_range(source_, key(range.first), key(range.last));
    std::vector<std::string> bounds;
    for (const Parameter& bound : explain.parameters) {
        bounds.push_back(to_text({bound.value}).substr(1));  // behind its kind, the digits
    }
    const TextRows plan = session_.query(explain.sql, purpose_of(source_), bounds);
    const auto column = std::find(plan.names.begin(), plan.names.end(), "rows");
    if (column == plan.names.end() || plan.rows.empty()) {
        return 0;
    }
    const auto& text = plan.rows.front()[static_cast<std::size_t>(column - plan.names.begin())];
    return text ? std::min<std::uint64_t>(std::strtoull(text->c_str(), nullptr, 10), keys) : 0;
}

void ArithmeticCut::split(const Range& range, bool is_whole) {
    const std::uint64_t rows = guess_rows(range, is_whole);
    if (static_cast<double>(rows) <= split_above * static_cast<double>(chunk_rows_)) {
        parts_.push_back({.last = range.last, .guessed_rows = rows});
        return;
    }
    for (const Range& part :
         even_parts(range, std::clamp<std::uint64_t>(rows / chunk_rows_, 2, most_parts))) {
        split(part);
    }
}

std::vector<ArithmeticCut::Range> ArithmeticCut::even_parts(
    const Range& range, std::uint64_t parts) {
    const std::uint64_t width = (range.last - range.first) / parts;
    std::vector<Range> narrowed;
    for (std::uint64_t part = 0; part < parts; ++part) {
        const std::uint64_t first = range.first + part * width + (part == 0 ? 0 : 1);
        const std::uint64_t last =
            part + 1 == parts ? range.last : range.first + (part + 1) * width;
        const auto after = first == 0 ? std::nullopt : std::optional(key(first - 1));
        if (const auto keys = keys_between(after, key(last))) {
            narrowed.push_back(*keys);
        }
    }
    return narrowed;
}

void ArithmeticCut::split_steadily(
    const Range& range, std::uint64_t parts, std::vector<Range>& into) {
    const std::uint64_t keys = range.last - range.first;
    if (keys == 0) {
        into.push_back(range);
        return;
    }
    const auto finer = even_parts(range, std::min(parts, keys));
    into.insert(into.end(), finer.begin(), finer.end());
}

/// Ends of parts, where neighbours that fit into one chunk are one; the last chunk has no end.
std::vector<KeyTuple> ArithmeticCut::joined() const {
    const double most = split_above * static_cast<double>(chunk_rows_);
    std::vector<KeyTuple> boundaries;
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i + 1 < parts_.size(); ++i) {
        rows += parts_[i].guessed_rows;
        if (static_cast<double>(rows + parts_[i + 1].guessed_rows) > most) {
            boundaries.push_back(key(parts_[i].last));
            rows = 0;
        }
    }
    return boundaries;
}

/// A YEAR compared with 5 is compared with 2005, so only values that it holds may be boundaries.
bool is_one_integer(const RowSource& source) {
    const KeyColumn& column = source.key.front();
    return source.key.size() == 1 && column.data_type != "year" && column.data_type != "bit" &&
           (column.form == CellForm::integer || column.form == CellForm::natural);
}

std::vector<KeyTuple> walk(Session& session, const RowSource& source, std::uint64_t chunk_rows) {
    const std::vector<ReadColumn> columns = key_columns(source);
    std::vector<KeyTuple> boundaries;
    std::optional<KeyTuple> after;
    for (;;) {
        auto keys = read_keys(
            session, select_boundary(source, after, chunk_rows), columns, purpose_of(source));
        if (keys.empty()) {
            return boundaries;
        }
        if (after && keys.front() == *after) {
            throw Error(
                Recovery::none,
                fmt::format(
                    "while {}: the server does not order its key as it compares it; the index may "
                    "be damaged, CHECK TABLE tells",
                    purpose_of(source)));
        }
        after = std::move(keys.front());
        boundaries.push_back(*after);
    }
}

/// A table that was filled and never analysed says of itself that it is empty (MySQL 5.6 with
/// STATS_AUTO_RECALC=0, or seconds after a load), and every guess follows it. Reads one chunk's
/// keys.
bool holds_more_than_a_chunk(Session& session, const RowSource& source, std::uint64_t chunk_rows) {
    const auto rows = static_cast<std::uint64_t>(split_above * static_cast<double>(chunk_rows));
    const Statement beyond = select_boundary(source, std::nullopt, rows);
    return !read_keys(session, beyond, key_columns(source), purpose_of(source)).empty();
}

}  // namespace

std::vector<KeyTuple> find_boundaries(
    Session& session, const RowSource& source, std::uint64_t chunk_rows) {
    if (source.key.empty()) {
        return {};
    }
    if (!is_one_integer(source)) {
        return walk(session, source, chunk_rows == 0 ? steady_rows : chunk_rows);
    }
    ArithmeticCut cut(session, source, chunk_rows);
    if (chunk_rows == 0) {
        return cut.steady_boundaries();
    }
    std::vector<KeyTuple> boundaries = cut.boundaries();
    const bool is_wrong = boundaries.empty() && cut.may_hold_more_than_a_chunk() &&
                          holds_more_than_a_chunk(session, source, chunk_rows);
    return is_wrong ? walk(session, source, chunk_rows) : boundaries;
}

std::optional<KeyTuple> find_key(
    Session& session, const RowSource& source, const Chunk& chunk, std::uint64_t row) {
    auto keys = read_keys(
        session, select_key_at(source, chunk, row), key_columns(source), purpose_of(source));
    return keys.empty() ? std::nullopt : std::optional(std::move(keys.front()));
}

}  // namespace cutover
