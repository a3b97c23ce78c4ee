#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/server_facts.hpp"

namespace cutover {

struct FlavourAndVersion {
    Flavour flavour = Flavour::mysql;
    ServerVersion version{};
};

/// From the text of VERSION(), e.g. "8.0.36", "5.7.44-48-log" (Percona) or
/// "5.5.5-10.11.6-MariaDB-log" (what MariaDB before 11 greets with). Nothing where the text is no
/// version of a MySQL or MariaDB server, or tells one of the servers that only speak like them.
[[nodiscard]] std::optional<FlavourAndVersion> parse_version(std::string_view text);

/// The name of a server that speaks the protocol but is another database ("TiDB", "Vitess"), as
/// far as version or version_comment give it away; "" where they do not.
[[nodiscard]] std::string foreign_server(std::string_view version_or_comment);

}  // namespace cutover
