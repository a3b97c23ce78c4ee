#pragma once

#include <string>

#include "core/error.hpp"

namespace cutover {

/// Bytes of a binary log that are not what the format says. Nothing is guessed or skipped: whoever
/// follows the log stops, or reads the same bytes again over another connection.
/// The text says what is wrong; EventReader adds where.
class DamagedLog : public Error {
  public:
    explicit DamagedLog(const std::string& what)
        : Error(Recovery::none, ExitCode::log_gone, what) {}
};

}  // namespace cutover
