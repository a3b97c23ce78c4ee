#pragma once

#include <string>
#include <string_view>

#include "core/server_facts.hpp"
#include "core/task.hpp"

namespace cutover {

/// Letters of ASCII, Latin, Greek and Cyrillic, as the servers' utf8_general_ci folds them;
/// everything else stays.
[[nodiscard]] std::string lower_case(std::string_view name);
[[nodiscard]] std::string upper_case(std::string_view name);

/// Why servers refuse the name for a database, table or column; "" where it is legal. (MySQL
/// manual 9.2: at most 64 characters, no NUL, nothing beyond U+FFFF, no space at the end.)
[[nodiscard]] std::string why_illegal(std::string_view name);

/// lower_case_table_names: 0 keeps and compares names as they are, 1 stores them in lower case,
/// 2 keeps them and compares them in lower case.
[[nodiscard]] unsigned lower_case_table_names(const ServerFacts& server);

/// The name as it will stand on the destination, by the task's rule and by what the server does
/// to names of its own accord.
[[nodiscard]] std::string cased(
    NameCase rule, const ServerFacts& destination, std::string_view name);

}  // namespace cutover
