#pragma once

#include <filesystem>
#include <string>

namespace cutover::test {

/// Runs statements, separated by `;`, as root over a connection of its own and returns what the
/// `mariadb` client prints of their rows (--batch --skip-column-names): tests run thousands of
/// them, and to start that program takes longer than most statements. Shares no code with cutover
/// but the client library. Throws std::runtime_error with the server's error where one fails; those
/// before it have been done.
[[nodiscard]] std::string run_statements(
    const std::filesystem::path& socket, const std::string& statements);

/// False where only the program understands them: DELIMITER and SOURCE are its own, it drops
/// empty statements, and it sends one packet a statement, where this is one for all.
[[nodiscard]] bool is_for_the_server(const std::string& statements);

}  // namespace cutover::test
