#pragma once

#include <string>
#include <vector>

#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// What a table holds by the server's own word: a line for each row, every column as HEX, ordered
/// by the key; without a key each different row once with how often it is there. Read with the
/// `mariadb` program, so that nothing of it is cutover's.
struct TableWord {
    std::string name{};
    std::vector<std::string> rows{};
};

/// All base tables of the database, by name.
[[nodiscard]] std::vector<TableWord> table_words(
    const PrivateServer& server, const std::string& database);

/// "keyed: 300 rows, 16 hex digits" for each; equal texts are equal contents.
[[nodiscard]] std::string to_text(const std::vector<TableWord>& words);

/// The tables and the first rows in which the two differ; empty: in none.
[[nodiscard]] std::string first_differences(
    const std::vector<TableWord>& source, const std::vector<TableWord>& destination);

}  // namespace cutover::test
