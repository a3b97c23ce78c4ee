#pragma once

#include <string>

#include "core/task.hpp"

namespace cutover::test {

/// Runs statements, separated by `;`, in a session of their own and returns what the `mariadb`
/// client prints of their rows (--batch --skip-column-names): tests run thousands of them, and to
/// start that program takes longer than most statements. The session is one of cutover's, so what
/// must not be cutover's word (oracle.hpp) asks the program. Throws ServerError where one fails;
/// those before it have been done.
[[nodiscard]] std::string run_statements(const Endpoint& server, const std::string& statements);

/// False where only the program understands them: DELIMITER and SOURCE are its own, it drops
/// empty statements, and it sends one packet a statement, where this is one for all.
[[nodiscard]] bool is_for_the_server(const std::string& statements);

}  // namespace cutover::test
