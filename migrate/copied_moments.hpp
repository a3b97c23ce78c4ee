#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/log_place.hpp"
#include "core/names.hpp"
#include "core/progress.hpp"

namespace cutover {

/// At which moments of the source the rows of a copy were read.
class CopiedMoments {
  public:
    CopiedMoments() = default;

    /// `moments` as copy_moments() has them. Throws Error where a chunk is of none of them.
    CopiedMoments(
        const std::vector<TableProgress>& tables, const std::vector<std::string>& moments);

    /// A transaction that begins at `place` is in the copy of the table, which was read in one
    /// piece. Those without a key always are.
    [[nodiscard]] bool has_seen(const TableName& source, const LogPlace& place) const;

    /// From `place` on all copied rows are of one moment.
    [[nodiscard]] bool is_of_one_moment(const LogPlace& place) const;

  private:
    std::optional<LogPlace> last_{};         ///< Absent: there is one only.
    std::map<TableName, LogPlace> whole_{};  ///< Read in one piece, later than the first.
};

}  // namespace cutover
