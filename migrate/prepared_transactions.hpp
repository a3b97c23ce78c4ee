#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/log_place.hpp"
#include "core/progress.hpp"

namespace cutover {

/// The source's transactions that are prepared and not decided (XA PREPARE), and where in the log
/// their rows are. Those count where XA COMMIT stands and are read again then, however much later
/// and whichever run that is; so their places are a note of the progress, written before the
/// progress can stand behind them, and taken away once it stands behind their end.
class PreparedTransactions {
  public:
    explicit PreparedTransactions(ProgressStore& progress) : progress_(progress) {}

    /// What is on record. Throws Error where the record is damaged.
    void load();

    /// `from` is the place before its first half.
    void add(const std::string& xid, const LogPlace& from);

    void remove(const std::string& xid);

    /// Nothing where it was prepared before following began.
    [[nodiscard]] std::optional<LogPlace> find(const std::string& xid) const;

  private:
    void keep();

    ProgressStore& progress_;
    std::map<std::string, LogPlace> places_{};
};

}  // namespace cutover
