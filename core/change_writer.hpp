#pragma once

#include <cstdint>

#include "core/change_target.hpp"
#include "core/log_place.hpp"
#include "core/row_image.hpp"

namespace cutover {

/// How far the destination has come in the source's history; commits with the rows.
struct AppliedProgress {
    LogPlace place{};
    std::uint32_t logged_at = 0;     ///< Of the last transaction applied, by the source's clock.
    std::uint64_t transactions = 0;  ///< Applied since the copy, as below.
    std::uint64_t rows = 0;
};

enum class ApplyMode {
    exact,     ///< Each row must be there, or not be there, as the log has it.
    converge,  ///< Rows of several moments are brought to one: by key, whatever is there.
};

/// One session that applies logged changes to the destination, a source's transaction at a time.
/// Not thread-safe.
class ChangeWriter {
  public:
    virtual ~ChangeWriter() = default;

    virtual void begin() = 0;

    /// Makes the rows of the destination what the images say, in their order. Throws Error
    /// (ExitCode::no), naming the row's key, where a row that was changed is not there or is not
    /// as it was, or where one to be inserted is: the destination is not what the log says. Tables
    /// without a key know `exact` only.
    virtual void apply(
        const ChangeTarget& target, RowChange change, const RowImages& images, ApplyMode mode) = 0;

    /// Records the progress and commits both. Throws Recovery::in_doubt where the answer was lost,
    /// and throws where another run has taken the task over since.
    virtual void commit(const AppliedProgress& progress) = 0;

    virtual void rollback() noexcept = 0;
};

}  // namespace cutover
