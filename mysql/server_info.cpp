#include "mysql/server_info.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <mysql.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/server_features.hpp"
#include "mysql/server_version.hpp"

namespace cutover {
namespace {

constexpr std::string_view purpose = "reading what the server is";

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return text;
}

std::string cell(const TextRows& rows, std::size_t row, std::size_t column) {
    return rows.rows.at(row).at(column).value_or(std::string());
}

std::string single_value(Session& session, std::string_view sql) {
    const TextRows rows = session.query(sql, purpose);
    return rows.rows.empty() ? std::string() : cell(rows, 0, 0);
}

void read_version(Session& session, ServerFacts& facts) {
    facts.version_text = single_value(session, "SELECT VERSION()");
    const std::string comment = single_value(session, "SELECT @@version_comment");
    const std::optional<FlavourAndVersion> server = parse_version(facts.version_text);
    const std::string foreign = foreign_server(comment);
    if (!server || !foreign.empty()) {
        throw Error(
            Recovery::none,
            fmt::format(
                "the server on {} is neither MySQL nor MariaDB but {}; cutover knows only these "
                "two",
                facts.endpoint, foreign.empty() ? printable(facts.version_text) : foreign));
    }
    facts.flavour = server->flavour;
    facts.version = server->version;
}

void read_collations(Session& session, ServerFacts& facts) {
    // Newer MariaDB lists 'uca1400_ai_ci' once for all character sets; the full name is the one
    // that definitions use.
    const std::string_view sql =
        supports(facts, Feature::full_collation_names)
            ? "SELECT FULL_COLLATION_NAME, CHARACTER_SET_NAME"
              " FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
            : "SELECT COLLATION_NAME, CHARACTER_SET_NAME FROM information_schema.COLLATIONS";
    const TextRows rows = session.query(sql, purpose);
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        facts.collations.emplace(cell(rows, i, 0), cell(rows, i, 1));
        facts.character_sets.insert(cell(rows, i, 1));
    }
}

void read_engines(Session& session, ServerFacts& facts) {
    const TextRows rows = session.query(
        "SELECT ENGINE FROM information_schema.ENGINES WHERE SUPPORT IN ('YES', 'DEFAULT')",
        purpose);
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        facts.engines.insert(lower(cell(rows, i, 0)));
    }
}

void read_variables(Session& session, ServerFacts& facts) {
    const TextRows rows = session.query("SHOW GLOBAL VARIABLES", purpose);
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        facts.variables.emplace(cell(rows, i, 0), cell(rows, i, 1));
    }
}

/// MySQL 8 shows what comes from roles only when they are named.
std::string show_grants(Session& session, const ServerFacts& facts) {
    if (facts.flavour == Flavour::mysql && supports(facts, Feature::roles)) {
        const std::string roles = single_value(session, "SELECT CURRENT_ROLE()");
        if (!roles.empty() && roles != "NONE") {
            return "SHOW GRANTS FOR CURRENT_USER() USING " + roles;
        }
    }
    return "SHOW GRANTS";
}

void read_account(Session& session, ServerFacts& facts) {
    facts.account = single_value(session, "SELECT CURRENT_USER()");
    const TextRows grants = session.query(show_grants(session, facts), purpose);
    for (std::size_t i = 0; i < grants.rows.size(); ++i) {
        facts.grants.push_back(cell(grants, i, 0));
    }
    const char* const cipher = mysql_get_ssl_cipher(session.handle());
    facts.tls_cipher = cipher == nullptr ? "" : cipher;
}

void read_accounts(Session& session, ServerFacts& facts) {
    try {
        const TextRows rows = session.query("SELECT User, Host FROM mysql.user", purpose);
        auto& accounts = facts.accounts.emplace();
        for (std::size_t i = 0; i < rows.rows.size(); ++i) {
            accounts.insert(cell(rows, i, 0) + "@" + cell(rows, i, 1));
        }
    } catch (const ServerError& error) {
        if (error.exit_code() != ExitCode::refused) {
            throw;
        }
        // Not readable for this account: the list stays absent, which is what the field says.
    }
}

std::string identity_of(const ServerFacts& facts) {
    std::string uuid = facts.variable("server_uuid");
    if (!uuid.empty()) {
        return uuid;
    }
    return fmt::format(
        "{}:{}{}#{} {}", facts.variable("hostname"), facts.variable("port"),
        facts.variable("datadir"), facts.variable("server_id"), facts.variable("server_uid"));
}

}  // namespace

std::string read_identity(Session& session) {
    ServerFacts facts;
    const TextRows rows = session.query(
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('server_uuid', 'hostname', 'port', "
        "'datadir', 'server_id', 'server_uid')",
        purpose);
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        facts.variables.emplace(cell(rows, i, 0), cell(rows, i, 1));
    }
    return identity_of(facts);
}

ServerFacts read_server_facts(Session& session) {
    ServerFacts facts;
    facts.endpoint = session.endpoint();
    read_version(session, facts);
    read_variables(session, facts);
    read_engines(session, facts);
    read_collations(session, facts);
    read_account(session, facts);
    read_accounts(session, facts);
    facts.identity = identity_of(facts);
    return facts;
}

}  // namespace cutover
