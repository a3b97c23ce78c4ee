#pragma once

#include "core/log_marks.hpp"
#include "core/progress.hpp"
#include "migrate/migration.hpp"

namespace cutover {

/// What the progress has on record of the source's log, so that the next reader knows it again.
/// Written on its own, before what was read from a file can be recorded as applied.
class KnownLog {
  public:
    explicit KnownLog(ProgressStore& progress) : progress_(progress) {}

    /// Throws where the record is damaged.
    [[nodiscard]] const LogMarks& load();

    /// Writes where that says anything new.
    void keep(const LogMarks& marks);

  private:
    ProgressStore& progress_;
    LogMarks recorded_{};
};

/// Puts the log on record at the moment that the first rows are read at, so that one that is reset
/// before it is read at all is noticed too. Does nothing where it is on record. `source` is the
/// identity of the server that the rows are of.
void mark_log(Migration& migration, const std::string& source, const LogPlace& from);

}  // namespace cutover
