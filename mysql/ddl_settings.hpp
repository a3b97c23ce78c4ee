#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/ddl_statement.hpp"
#include "core/server_facts.hpp"

namespace cutover {

struct DdlSetting {
    std::string name{};
    std::string value{};  ///< As SQL.

    friend bool operator==(const DdlSetting&, const DdlSetting&) = default;
};

/// What to set before the statement; character_set_client, which decides how the very text is
/// read, comes last and only where `with_client`. sql_mode goes without NO_AUTO_CREATE_USER where
/// the server has it no more (it says nothing about definitions), and ALLOW_INVALID_DATES goes by
/// its name: information_schema.ROUTINES and EVENTS call it INVALID_DATES, which nobody accepts.
/// Other modes that the server lacks are left for it to refuse.
[[nodiscard]] std::vector<DdlSetting> ddl_settings(
    const DdlStatement& statement, const ServerFacts& server, bool with_client);

/// The same set or collation under the name that this server has: utf8 and utf8mb3 are one.
[[nodiscard]] std::string known_character_set(const std::string& name, const ServerFacts& server);
[[nodiscard]] std::string known_collation(const std::string& name, const ServerFacts& server);

/// A name or word of a server's own, as a string literal of any sql_mode. Throws where it holds
/// anything but letters, digits and _+-/:,. and blanks: no setting of a session does.
[[nodiscard]] std::string setting_literal(std::string_view word);

/// The bytes of HEX(); empty for text of odd length or with other characters.
[[nodiscard]] std::string bytes_of_hex(std::string_view hex);

}  // namespace cutover
