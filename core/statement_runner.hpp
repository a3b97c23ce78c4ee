#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cutover {

/// One session on which any statement may be run. Whoever moves or compares data has no use for
/// it; `selftest` has, whose databases are its own. Not thread-safe. Failures are ServerErrors;
/// `purpose` completes "while ...".
class StatementRunner {
  public:
    using Rows = std::vector<std::vector<std::optional<std::string>>>;  ///< As text; NULL: absent.

    virtual ~StatementRunner() = default;

    /// One statement, whose rows are thrown away.
    virtual void run(const std::string& sql, const std::string& purpose) = 0;

    [[nodiscard]] virtual Rows ask(const std::string& sql, const std::string& purpose) = 0;
};

}  // namespace cutover
