#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/cause.hpp"
#include "verify/changed_row.hpp"
#include "verify/missing_tail.hpp"

namespace cutover {

/// Rows of one kind, with the keys of the first few.
struct CountedRows {
    std::uint64_t rows = 0;
    std::vector<std::vector<NamedValue>> examples{};

    void add(const std::vector<NamedValue>& key, std::uint64_t copies);
    void merge(CountedRows&& other);
};

/// What looking into a table's differences has come to so far.
struct CauseTally {
    std::vector<ChangedRow> changed{};         ///< Those looked at.
    CountedRows missing{};                     ///< Those looked at; others have no key here.
    CountedRows foreign{};                     ///< Likewise, of extra rows that no filter explains.
    CountedRows filtered{};                    ///< Likewise, of extra rows that `where` keeps out.
    std::uint64_t all_filtered = 0;            ///< Those not looked at, too.
    std::map<ChunkPlace, RegionEdge> edges{};  ///< As TailFacts has them.

    void merge(CauseTally&& other);
};

/// How many rows of a table differ, and how; looked at or not.
struct DifferenceCounts {
    std::uint64_t missing = 0;
    std::uint64_t extra = 0;
    std::uint64_t changed = 0;
    std::optional<std::string> tail{};  ///< TailBegin::text.
};

/// The tally as causes, those with the most rows first. Values that exchange rows or columns are
/// one cause, not two; a row is unexplained unless all its columns have a cause.
[[nodiscard]] std::vector<Cause> causes_of(
    const TablePair& pair, const CauseTally& tally, const DifferenceCounts& counts);

}  // namespace cutover
