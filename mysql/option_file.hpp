#pragma once

#include <map>
#include <string>
#include <string_view>

namespace cutover {

/// The settings of the groups [client] and [group] of a my.cnf, later ones over earlier ones;
/// names with dashes ("ssl-ca"). Quotes, escapes, comments and values as the servers' manuals have
/// them ("Using Option Files"). !include is not followed.
///
/// The client library could read such a file itself, but then everything in it counts, after our
/// own settings: local-infile=1 lets a server ask for files, ssl-verify-server-cert=0 and
/// init-command undo what was asked for. So the file is read here and only login settings are used.
using OptionSettings = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] OptionSettings parse_option_file(std::string_view text, std::string_view group);

}  // namespace cutover
