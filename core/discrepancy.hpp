#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/digest.hpp"
#include "core/names.hpp"

namespace cutover {

/// A value as people read it; absent: NULL. Bytes that are not valid UTF-8 are shown as 0x...;
/// long values are cut with "... (N bytes)".
struct NamedValue {
    std::string name{};
    std::optional<std::string> value{};

    friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

struct DifferingColumn {
    std::string name{};
    std::optional<std::string> source{};
    std::optional<std::string> destination{};

    friend bool operator==(const DifferingColumn&, const DifferingColumn&) = default;
};

/// One row that is not the same on both sides.
struct Discrepancy {
    enum class Kind { missing, extra, changed };

    TableName table{};  ///< Source name.
    Kind kind = Kind::missing;
    /// Of tables without a key all columns, or those of a unique key by which a changed row is
    /// known.
    std::vector<NamedValue> key{};
    std::vector<DifferingColumn> columns{};  ///< Of changed; of keyless missing and extra: none.
    std::uint64_t copies = 1;                ///< Keyless tables: how many more on that side.

    friend bool operator==(const Discrepancy&, const Discrepancy&) = default;
};

[[nodiscard]] constexpr const char* to_text(Discrepancy::Kind kind) {
    switch (kind) {
        case Discrepancy::Kind::missing: return "missing";
        case Discrepancy::Kind::extra: return "extra";
        case Discrepancy::Kind::changed: return "changed";
    }
    return "changed";
}

/// The verdicts of the contract, best first.
enum class TableVerdict { equal, skipped, unproven, different };

[[nodiscard]] constexpr const char* to_text(TableVerdict verdict) {
    switch (verdict) {
        case TableVerdict::equal: return "EQUAL";
        case TableVerdict::skipped: return "SKIPPED";
        case TableVerdict::unproven: return "UNPROVEN";
        case TableVerdict::different: return "DIFFERENT";
    }
    return "UNPROVEN";
}

/// What comparing one table found.
struct TableComparison {
    TableName source{};
    TableName destination{};
    TableVerdict verdict = TableVerdict::unproven;
    std::string reason{};  ///< Empty for EQUAL.

    /// Where several tables become one: the one of the source whose comparison holds the rows of
    /// all, and whose verdict this is. Empty: this table's own.
    TableName compared_with{};
    RowsDigest source_rows{};
    RowsDigest destination_rows{};
    std::optional<std::uint64_t> source_count{};  ///< The independent counts.
    std::optional<std::uint64_t> destination_count{};
    std::uint64_t chunks = 0;
    std::string float_rule = "exact";      ///< "exact", "dts(38,308)" or "ulp:4".
    std::uint64_t equal_only_rounded = 0;  ///< dts, ulp: rows that differ exactly and yet agree.
    std::uint64_t equal_only_folded = 0;   ///< Rows that differ in the sign of a zero alone.
    std::uint64_t rows_in_flight = 0;      ///< Differed at first and agreed when read again.
    /// Of source_rows: not read, for an earlier verification found them equal and the logs of both
    /// servers do not name them since. A digest of nothing but zeros is then not known.
    std::uint64_t rows_carried = 0;
    /// Of source_rows: not read, for both servers' own digests of them agree
    /// (verify/prefilter.hpp). The digest is then not known either.
    std::uint64_t rows_prefiltered = 0;
    std::string not_prefiltered{};  ///< Why rows were read that --prefilter is to leave unread.
    std::string comparison{};       ///< A digest of all that decides how rows are compared.
    std::string source_position{};  ///< At which it holds; empty: at none, rows were in flight.
    std::string destination_position{};
    std::uint64_t discrepancy_count = 0;  ///< Of all, listed or not.
    /// Of a shard: it compared its chunks and found nothing against them. Every other reason of a
    /// table that is not DIFFERENT says why the whole cannot be proven.
    bool is_share = false;
    double seconds = 0;
};

/// What comparing one view, trigger, routine, event, sequence or table definition found.
struct ObjectComparison {
    std::string kind{};  ///< "view", "table definition", "database", ...
    TableName source{};
    TableName destination{};
    TableVerdict verdict = TableVerdict::unproven;
    std::string reason{};  ///< Which part differs, in both spellings.
};

}  // namespace cutover
