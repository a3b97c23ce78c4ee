#include "mysql/logged_session.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "mysql/server_features.hpp"
#include "mysql/session.hpp"

namespace cutover {
namespace {

/// By bit, from the lowest. ANSI, TRADITIONAL and the names of other products are left out: each
/// only says that the bits it stands for are set as well. (MySQL source, sql/system_variables.h;
/// MariaDB source, sql/sql_class.h, MODE_....)
constexpr std::array<std::string_view, 35> modes{
    "REAL_AS_FLOAT",
    "PIPES_AS_CONCAT",
    "ANSI_QUOTES",
    "IGNORE_SPACE",
    "IGNORE_BAD_TABLE_OPTIONS",
    "ONLY_FULL_GROUP_BY",
    "NO_UNSIGNED_SUBTRACTION",
    "NO_DIR_IN_CREATE",
    "",
    "ORACLE",
    "",
    "",
    "",
    "NO_KEY_OPTIONS",
    "NO_TABLE_OPTIONS",
    "NO_FIELD_OPTIONS",
    "",
    "",
    "",
    "NO_AUTO_VALUE_ON_ZERO",
    "NO_BACKSLASH_ESCAPES",
    "STRICT_TRANS_TABLES",
    "STRICT_ALL_TABLES",
    "NO_ZERO_IN_DATE",
    "NO_ZERO_DATE",
    "ALLOW_INVALID_DATES",
    "ERROR_FOR_DIVISION_BY_ZERO",
    "",
    "NO_AUTO_CREATE_USER",
    "HIGH_NOT_PRECEDENCE",
    "NO_ENGINE_SUBSTITUTION",
    "PAD_CHAR_TO_FULL_LENGTH",
    "EMPTY_STRING_IS_NULL",
    "SIMULTANEOUS_ASSIGNMENT",
    "TIME_ROUND_FRACTIONAL",
};

constexpr std::size_t ignore_bad_options = 4;
constexpr std::size_t oracle = 9;
constexpr std::size_t first_of_the_flavour = 32;

std::string_view mode_name(std::size_t bit, Flavour flavour) {
    if (flavour == Flavour::mysql) {
        if (bit == first_of_the_flavour) {
            return "TIME_TRUNCATE_FRACTIONAL";
        }
        if (bit == ignore_bad_options || bit == oracle || bit > first_of_the_flavour) {
            return "";
        }
    }
    return modes.at(bit);
}

}  // namespace

std::string sql_mode_text(std::uint64_t bits, Flavour flavour) {
    std::string text;
    for (std::size_t bit = 0; bit < modes.size(); ++bit) {
        const std::string_view name = mode_name(bit, flavour);
        if (((bits >> bit) & 1U) != 0 && !name.empty()) {
            text += text.empty() ? "" : ",";
            text += name;
        }
    }
    return text;
}

LoggedSessions::LoggedSessions(const Endpoint& source, const ServerFacts& facts)
    : flavour_(facts.flavour) {
    Session session(source, SessionRole::read_only);
    const TextRows rows = session.query(
        supports(facts, Feature::full_collation_names)
            ? "SELECT ID, FULL_COLLATION_NAME, CHARACTER_SET_NAME "
              "FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
            : "SELECT ID, COLLATION_NAME, CHARACTER_SET_NAME FROM information_schema.COLLATIONS",
        "asking for collations");
    for (const auto& row : rows.rows) {
        const auto number =
            static_cast<unsigned>(std::strtoul(row.at(0).value_or("0").c_str(), nullptr, 10));
        collations_[number] = {row.at(1).value_or(""), row.at(2).value_or("")};
    }
    const std::string explicit_defaults = facts.variable("explicit_defaults_for_timestamp");
    if (!explicit_defaults.empty()) {
        explicit_defaults_ = explicit_defaults == "ON" || explicit_defaults == "1";
    }
}

const LoggedSessions::Collation& LoggedSessions::collation(unsigned number) const {
    const auto found = collations_.find(number);
    if (found == collations_.end()) {
        throw DamagedLog(fmt::format("a statement with collation {}, which is none", number));
    }
    return found->second;
}

StatementSession LoggedSessions::named(const QuerySession& session) const {
    StatementSession named;
    if (session.sql_mode) {
        named.sql_mode = sql_mode_text(*session.sql_mode, flavour_);
    }
    if (session.character_sets) {
        named.character_set_client = collation(session.character_sets->client).character_set;
        named.collation_connection = collation(session.character_sets->connection).name;
        named.collation_server = collation(session.character_sets->server).name;
    }
    named.time_zone = session.time_zone;
    named.microsecond = session.microsecond;
    named.explicit_defaults_for_timestamp = session.explicit_defaults_for_timestamp
                                                ? session.explicit_defaults_for_timestamp
                                                : explicit_defaults_;
    return named;
}

}  // namespace cutover
