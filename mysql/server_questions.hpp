#pragma once

#include "core/server_facts.hpp"
#include "core/server_questions.hpp"
#include "mysql/session.hpp"

namespace cutover {

// ServerQuestions, each on a session that the caller chooses.

[[nodiscard]] std::string refusal_of(Session& session, const RowSource& source);

[[nodiscard]] std::optional<std::uint64_t> widest_row(
    Session& session, const ServerFacts& server, const WidthQuestion& asked);

[[nodiscard]] std::uint64_t threads_running(Session& session);

/// The statement of widest_row(), limited in time where the server can do that.
[[nodiscard]] std::string select_widest_row(const ServerFacts& server, const WidthQuestion& asked);

}  // namespace cutover
