#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/session.hpp"

namespace cutover {

/// What the server said to one of several statements.
struct StatementAnswer {
    std::uint64_t affected = 0;
    unsigned warnings = 0;
};

/// Sends `sql`, statements without rows joined by semicolons, in one message and takes all answers,
/// into `answers`. The session takes several statements (set_several_statements). The server stops
/// at the first that fails; that one's ServerError is thrown, with what `purpose` says of its
/// number, and `answers` holds those before it.
void run_joined(
    Session& session,
    std::string_view sql,
    const std::function<std::string(std::size_t)>& purpose,
    std::vector<StatementAnswer>& answers);

}  // namespace cutover
