#include <array>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"

namespace cutover {
namespace {

CheckFinding reachable(const ServerFacts& server) {
    return pass(fmt::format(
        "{} at {}, as {}", product(server), printable(server.endpoint), printable(server.account)));
}

/// What this program was built for and its decoders know; older servers lack statements it uses.
CheckFinding supported(const ServerFacts& server) {
    const bool mariadb = is_mariadb(server);
    const ServerVersion oldest =
        mariadb ? ServerVersion{.major = 10, .minor = 6} : ServerVersion{.major = 5, .minor = 6};
    const unsigned newest_major = mariadb ? 12 : 9;
    const std::string found =
        fmt::format("{} ({})", product(server), printable(server.version_text));
    if (server.version < oldest) {
        return fail(
            found, fmt::format(
                       "Upgrade it to {} {}.{} or later.", mariadb ? "MariaDB" : "MySQL",
                       oldest.major, oldest.minor));
    }
    if (server.version.major > newest_major) {
        return warn(
            found + " is newer than any version this program knows",
            "Try it on a copy first and compare with `cutover verify`.");
    }
    return pass(found);
}

bool stays_on_this_machine(const Endpoint& endpoint) {
    return !endpoint.socket.empty() || endpoint.host == "localhost" || endpoint.host == "::1" ||
           endpoint.host.rfind("127.", 0) == 0;
}

CheckFinding encrypted(const Endpoint& endpoint, const ServerFacts& server) {
    if (!server.tls_cipher.empty()) {
        return pass("encrypted with " + printable(server.tls_cipher));
    }
    if (endpoint.ssl_mode > SslMode::preferred) {
        return fail(
            "the session is in clear text although ssl_mode asks for TLS",
            "Set up TLS on the server (ssl_cert, ssl_key).");
    }
    if (stays_on_this_machine(endpoint)) {
        return pass("in clear text, but it does not leave this machine");
    }
    return warn(
        "the session is in clear text",
        "Set up TLS on the server and \"ssl_mode\": \"VERIFY_IDENTITY\" with \"ssl_ca\" in the "
        "task file.");
}

std::optional<CheckFinding> password_kept(const Endpoint& endpoint) {
    if (endpoint.password.empty()) {
        return pass("not in the task file");
    }
    return warn(
        "the task file holds it in clear text",
        R"(Use "password_env" or "password_file" (mode 0600) instead of "password".)");
}

std::optional<CheckFinding> two_servers(const PrecheckInput& input) {
    const std::string& source = input.source.identity;
    if (source.empty() || input.destination.identity.empty()) {
        return fail(
            "cannot tell: a server does not say who it is",
            "Let the account read @@server_uuid (MySQL) or @@server_uid (MariaDB).");
    }
    if (source == input.destination.identity) {
        return fail(
            fmt::format(
                "{} and {} are one server", printable(input.source.endpoint),
                printable(input.destination.endpoint)),
            R"(Correct "source" or "destination" in the task file.)");
    }
    return pass("they are two servers");
}

std::string flavour_differences(const ServerFacts& source) {
    return is_mariadb(source) ? "sequences, system versioning, UUID and INET types do not exist in "
                                "MySQL; optimizer, "
                                "GTIDs and default collations differ"
                              : "-0.0 is stored as 0.0 (such rows are counted and named by "
                                "verify); JSON is LONGTEXT "
                                "with a CHECK; optimizer, GTIDs and default collations differ";
}

std::optional<CheckFinding> same_version(const PrecheckInput& input) {
    const ServerFacts& from = input.source;
    const ServerFacts& to = input.destination;
    const std::string pair = product(from) + " to " + product(to);
    if (from.flavour != to.flavour) {
        return warn(
            pair + ": " + flavour_differences(from),
            "Run the application's tests against the destination before the switch.");
    }
    if (from.version.major == to.version.major && from.version.minor == to.version.minor) {
        return pass(pair);
    }
    if (from.version > to.version) {
        return warn(
            pair + ": the destination is older and may lack what the source's schema uses",
            "Migrate to the same or a newer version.");
    }
    return warn(
        pair + ": reserved words, sql_mode, optimizer and default collations differ",
        "Run the application's tests against the destination before the switch.");
}

constexpr std::array connection_family{
    Check{
        {"source.reachable", "The source answers", "Without it nothing can be read.",
         CheckStatus::fail, false},
        [](const PrecheckInput& in) { return std::optional(reachable(in.source)); }},
    Check{
        {"destination.reachable", "The destination answers", "Without it nothing can be written.",
         CheckStatus::fail, false},
        [](const PrecheckInput& in) { return std::optional(reachable(in.destination)); }},
    Check{
        {"servers.distinct", "Source and destination are two servers",
         "A copy of a server onto itself would overwrite what it reads.", CheckStatus::fail, false},
        two_servers},
    Check{
        {"source.version", "The source's version is supported",
         "Other versions were never tested; their catalog and log may say things in another way."},
        [](const PrecheckInput& in) { return std::optional(supported(in.source)); }},
    Check{
        {"destination.version", "The destination's version is supported",
         "Other versions were never tested; they may read a definition in another way."},
        [](const PrecheckInput& in) { return std::optional(supported(in.destination)); }},
    Check{
        {"versions.difference", "Both servers have the same version",
         "Between versions the same statement may mean something else.", CheckStatus::warn},
        same_version},
    Check{
        {"source.tls", "The session to the source is encrypted",
         "Rows and password hashes can be read and changed on the way."},
        [](const PrecheckInput& in) {
            return std::optional(encrypted(in.task.source, in.source));
        }},
    Check{
        {"destination.tls", "The session to the destination is encrypted",
         "Rows and password hashes can be read and changed on the way."},
        [](const PrecheckInput& in) {
            return std::optional(encrypted(in.task.destination, in.destination));
        }},
    Check{
        {"source.password", "The source's password is not in the task file",
         "Task files are copied, mailed and committed.", CheckStatus::warn},
        [](const PrecheckInput& in) { return password_kept(in.task.source); }},
    Check{
        {"destination.password", "The destination's password is not in the task file",
         "Task files are copied, mailed and committed.", CheckStatus::warn},
        [](const PrecheckInput& in) { return password_kept(in.task.destination); }},
};

}  // namespace

CheckFamily connection_checks() {
    return connection_family;
}

}  // namespace cutover
