#pragma once

#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace cutover {

enum class Flavour { mysql, mariadb };

struct ServerVersion {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;

    friend bool operator==(const ServerVersion&, const ServerVersion&) = default;

    friend std::strong_ordering operator<=>(const ServerVersion& a, const ServerVersion& b) {
        return std::tie(a.major, a.minor, a.patch) <=> std::tie(b.major, b.minor, b.patch);
    }
};

/// Everything that checks and plans need to know of a server, read once.
struct ServerFacts {
    std::string endpoint{};  ///< "127.0.0.1:3306" or a socket's path, for messages.
    Flavour flavour = Flavour::mariadb;
    ServerVersion version{};
    std::string version_text{};                                   ///< As the server prints it.
    std::map<std::string, std::string, std::less<>> variables{};  ///< SHOW GLOBAL VARIABLES.
    std::set<std::string, std::less<>> engines{};                 ///< Usable ones, lower case.
    std::set<std::string, std::less<>> character_sets{};
    std::map<std::string, std::string, std::less<>> collations{};  ///< Name -> character set.
    std::optional<std::set<std::string>> accounts{};  ///< "user@host"; absent: not readable.
    std::vector<std::string> grants{};                ///< SHOW GRANTS of the account.
    std::string account{};                            ///< CURRENT_USER().
    std::string tls_cipher{};                         ///< Empty: the session is in clear text.
    std::string identity{};  ///< Equal for two sessions if and only if they reach one server.

    /// The variable's value, or "" where the server has none of that name.
    [[nodiscard]] std::string variable(std::string_view name) const {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    }
};

}  // namespace cutover
