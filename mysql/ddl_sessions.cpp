#include "mysql/ddl_sessions.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "core/utf8.hpp"
#include "mysql/ddl_settings.hpp"
#include "mysql/session_settings.hpp"

namespace cutover {
/// One session and what the last statement left set in it.
class DdlSessions::DdlSession {
  public:
    DdlSession(const Endpoint& endpoint, SessionRole role)
        : session_(endpoint, role), role_(role) {}

    void execute(const DdlStatement& statement, const ServerFacts& server) {
        const std::optional<std::string> converted = in_character_set(statement, server);
        set(ddl_settings(statement, server, converted.has_value()), statement, server);
        if (!statement.database.empty()) {
            session_.execute("USE " + quoted_name(statement.database), statement.purpose);
        }
        session_.execute(converted.value_or(statement.sql), statement.purpose);
    }

  private:
    /// One statement: what the last one had set goes back to the server's own value, all else to
    /// the role's, and then to what this one wants. Tables in a row want the same: no statement.
    void set(
        const std::vector<DdlSetting>& wanted,
        const DdlStatement& statement,
        const ServerFacts& server) {
        if (is_known_ && wanted == applied_) {
            return;
        }
        std::string list;
        for (const DdlSetting& setting : applied_) {
            list += setting.name + "=DEFAULT, ";
        }
        list += setting_list(role_, {.flavour = server.flavour, .version = server.version});
        for (const DdlSetting& setting : wanted) {
            list += ", " + setting.name + "=" + setting.value;
        }
        is_known_ = false;
        session_.execute("SET " + list, "setting up the session for " + statement.purpose);
        applied_ = wanted;
        is_known_ = true;
    }

    /// An object remembers the character set that its text came in, so the text is sent in that
    /// set; converted by the server, which knows all of them. Nothing where no set is asked for or
    /// it would lose characters: the text is worth more than the label.
    std::optional<std::string> in_character_set(
        const DdlStatement& statement, const ServerFacts& server) {
        if (statement.character_set_client.empty() || is_ascii(statement.sql)) {
            return statement.character_set_client.empty() ? std::nullopt
                                                          : std::optional(statement.sql);
        }
        set({}, statement, server);
        const std::string name =
            quoted_name(known_character_set(statement.character_set_client, server));
        const TextRows rows = session_.query(
            fmt::format(
                "SELECT HEX(CONVERT(? USING {0})), CONVERT(CONVERT(? USING {0}) USING utf8mb4)",
                name),
            statement.purpose, {statement.sql, statement.sql});
        const auto& row = rows.rows.at(0);
        return row.at(1) == statement.sql ? std::optional(bytes_of_hex(row.at(0).value_or("")))
                                          : std::nullopt;
    }

    Session session_;
    SessionRole role_;
    std::vector<DdlSetting> applied_{};
    bool is_known_ = true;  ///< That `applied_` is what is in force.
};

DdlSessions::DdlSessions(Endpoint endpoint, SessionRole role)
    : endpoint_(std::move(endpoint)), role_(role) {}

DdlSessions::~DdlSessions() = default;

std::unique_ptr<DdlSessions::DdlSession> DdlSessions::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<DdlSession> session = std::move(idle_.back());
            idle_.pop_back();
            return session;
        }
    }
    return std::make_unique<DdlSession>(endpoint_, role_);
}

void DdlSessions::execute(const DdlStatement& statement, const ServerFacts& server) {
    std::unique_ptr<DdlSession> session = take();
    try {
        session->execute(statement, server);
    } catch (const Error& error) {
        if (error.recovery() != Recovery::retry_session) {
            const std::lock_guard lock(mutex_);
            idle_.push_back(std::move(session));
        }
        throw;
    }
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(session));
}

}  // namespace cutover
