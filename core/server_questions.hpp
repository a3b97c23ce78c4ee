#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/names.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// How wide the widest row is, these columns taken together.
struct WidthQuestion {
    TableName table{};
    std::vector<std::string> columns{};
    std::string where{};  ///< Of these rows only; empty: of all.
};

/// What prechecks want to know that no catalog holds. They change nothing; each is one statement.
class ServerQuestions {
  public:
    virtual ~ServerQuestions() = default;

    /// What the server says against reading these rows, in its own words; empty: nothing. The
    /// statement is the one that copying would run, without its rows.
    [[nodiscard]] virtual std::string refusal_of(const RowSource& source) = 0;

    /// Bytes; 0 where there is no row. Reads the whole table, so ask only where it is small; what
    /// takes longer than some seconds is given up where the server can do that: nothing then.
    [[nodiscard]] virtual std::optional<std::uint64_t> widest_row(const WidthQuestion& asked) = 0;

    /// Threads that do something at this moment, this question's own left out. Unlike all others,
    /// may be asked from any thread at any time.
    [[nodiscard]] virtual std::uint64_t threads_running() = 0;
};

}  // namespace cutover
