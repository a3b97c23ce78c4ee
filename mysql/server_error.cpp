#include "mysql/server_error.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <mysql.h>

#include "core/names.hpp"

namespace cutover {
namespace {

constexpr auto again = Recovery::retry_statement;
constexpr auto reconnect = Recovery::retry_session;
constexpr auto later = Recovery::retry_later;
constexpr auto final = Recovery::none;
constexpr auto unfinished = ExitCode::could_not_finish;
constexpr auto refused = ExitCode::refused;

constexpr std::string_view check_reach =
    "check that the server runs and that host, port, socket and firewall are right";
constexpr std::string_view check_login =
    "check user and password, and that the account may connect from this machine";
constexpr std::string_view check_grants =
    "grant the privilege to the account; `cutover precheck` prints the GRANT statements";
constexpr std::string_view check_tls =
    "check ssl_mode, ssl_ca, ssl_cert and ssl_key against the server's certificate";
constexpr std::string_view check_plugin =
    "the server asks for a way to log in that would show the password or that this client lacks; "
    "use an account with mysql_native_password, caching_sha2_password or ed25519";
constexpr std::string_view check_space = "free space on that server, then run again";
constexpr std::string_view check_peer =
    "what answers there does not speak the MySQL protocol; check host and port";

struct CodeMeaning {
    unsigned code = 0;
    ErrorMeaning meaning{};
};

/// MySQL 8.4 Error Message Reference, MariaDB's share/errmsg-utf8.txt and errmsg.h of the client.
constexpr std::array code_meanings{
    CodeMeaning{1205, {again, unfinished, "another transaction holds the lock"}},
    CodeMeaning{1213, {again, unfinished, {}}},  // deadlock
    CodeMeaning{1020, {again, unfinished, {}}},  // row changed since it was read (MariaDB)
    CodeMeaning{3572, {again, unfinished, {}}},  // NOWAIT and the row is locked
    CodeMeaning{1614, {again, unfinished, {}}},  // XA deadlock

    CodeMeaning{2002, {reconnect, unfinished, check_reach}},
    CodeMeaning{2003, {reconnect, unfinished, check_reach}},
    CodeMeaning{2004, {reconnect, unfinished, check_reach}},
    CodeMeaning{2005, {reconnect, unfinished, "the host's name cannot be resolved; check it"}},
    CodeMeaning{2006, {reconnect, unfinished, {}}},
    CodeMeaning{2013, {reconnect, unfinished, {}}},
    CodeMeaning{2055, {reconnect, unfinished, {}}},
    CodeMeaning{2007, {final, unfinished, check_peer}},
    CodeMeaning{2012, {final, unfinished, check_peer}},
    CodeMeaning{2027, {final, unfinished, check_peer}},
    CodeMeaning{1043, {final, unfinished, check_peer}},
    CodeMeaning{1040, {reconnect, unfinished, "the server has no free connection"}},
    CodeMeaning{1053, {reconnect, unfinished, {}}},  // shutdown in progress
    CodeMeaning{1152, {reconnect, unfinished, {}}},
    CodeMeaning{1158, {reconnect, unfinished, {}}},
    CodeMeaning{1159, {reconnect, unfinished, {}}},
    CodeMeaning{1160, {reconnect, unfinished, {}}},
    CodeMeaning{1161, {reconnect, unfinished, {}}},
    CodeMeaning{1184, {reconnect, unfinished, {}}},
    CodeMeaning{1317, {reconnect, unfinished, "somebody killed the statement on the server"}},
    CodeMeaning{1927, {reconnect, unfinished, "somebody killed the connection on the server"}},
    CodeMeaning{4031, {reconnect, unfinished, {}}},  // disconnected for inactivity
    CodeMeaning{1203, {reconnect, unfinished, "raise the account's MAX_USER_CONNECTIONS"}},
    CodeMeaning{1226, {reconnect, unfinished, "the account's resource limit is reached"}},

    CodeMeaning{1044, {final, refused, check_grants}},
    CodeMeaning{1142, {final, refused, check_grants}},
    CodeMeaning{1143, {final, refused, check_grants}},
    CodeMeaning{1227, {final, refused, check_grants}},
    CodeMeaning{1370, {final, refused, check_grants}},
    CodeMeaning{1045, {final, refused, check_login}},
    CodeMeaning{1698, {final, refused, check_login}},
    CodeMeaning{1130, {final, refused, check_login}},
    CodeMeaning{1129, {final, refused, "run FLUSH HOSTS on the server; it blocked this machine"}},
    CodeMeaning{1820, {final, refused, "the account's password has expired; set a new one"}},
    CodeMeaning{1862, {final, refused, "the account's password has expired; set a new one"}},
    CodeMeaning{3118, {final, refused, "the account is locked; unlock it"}},
    CodeMeaning{4151, {final, refused, "the account is locked; unlock it"}},
    CodeMeaning{3159, {final, refused, "the server wants TLS; set ssl_mode to REQUIRED or more"}},
    CodeMeaning{2026, {final, refused, check_tls}},
    CodeMeaning{1251, {final, refused, check_plugin}},
    CodeMeaning{1275, {final, refused, check_plugin}},
    CodeMeaning{2049, {final, refused, check_plugin}},
    CodeMeaning{2054, {final, refused, check_plugin}},
    CodeMeaning{2058, {final, refused, check_plugin}},
    CodeMeaning{2059, {final, refused, check_plugin}},
    CodeMeaning{2061, {final, refused, check_plugin}},
    CodeMeaning{5010, {final, refused, check_plugin}},

    CodeMeaning{1021, {later, unfinished, check_space}},
    CodeMeaning{1041, {later, unfinished, "the server is out of memory"}},
    CodeMeaning{1114, {later, unfinished, check_space}},
    CodeMeaning{1290, {later, unfinished, "the server is set to read-only; let it be written"}},
    CodeMeaning{1836, {later, unfinished, "the server is set to read-only; let it be written"}},
    CodeMeaning{1792, {final, ExitCode::bug, {}}},  // a write in a read-only transaction
    CodeMeaning{1153, {final, unfinished, "raise max_allowed_packet on that server"}},
    CodeMeaning{2020, {final, unfinished, "raise max_allowed_packet on that server"}},
    CodeMeaning{
        1412,
        {final, unfinished,
         "the table's definition was changed after the snapshot was taken; keep definitions as "
         "they are and begin anew"}},
    CodeMeaning{1969, {reconnect, unfinished, "a limit on the statement's time was reached"}},
    CodeMeaning{3024, {reconnect, unfinished, "a limit on the statement's time was reached"}},
};

/// Messages that quote values of rows. They are replaced, for logs and reports outlive the task.
struct ValueMessage {
    unsigned code = 0;
    std::string_view instead{};
};

constexpr std::array value_messages{
    ValueMessage{1062, "a row with the same key value is there already"},
    ValueMessage{1586, "a row with the same key value is there already"},
    ValueMessage{1292, "a value does not fit its type"},
    ValueMessage{1366, "a value does not fit its column"},
    ValueMessage{1367, "a value cannot be parsed"},
    ValueMessage{1411, "a function does not accept a value"},
    ValueMessage{1525, "a value does not fit its type"},
    ValueMessage{1526, "the table has no partition for a row's value"},
    ValueMessage{1690, "a value is out of the range of its type"},
    ValueMessage{1761, "a foreign key's cascade would lead to a duplicate row"},
    ValueMessage{1762, "a foreign key's cascade would lead to a duplicate row"},
    ValueMessage{1772, "a GTID set cannot be parsed"},
};

/// Servers tell of a full disk by many codes (3, 1026, 1030 and others), of which none means only
/// that; all of them quote the system's number for it.
bool tells_of_a_full_disk(const Failure& failure) {
    constexpr std::array<std::string_view, 3> words{"rrcode: 28", "errno: 28", "Got error 28 "};
    return std::any_of(words.begin(), words.end(), [&](std::string_view text) {
        return failure.message.find(text) != std::string::npos;
    });
}

/// What the server calls the value and its key; empty where that is not what has failed.
std::string duplicate_in(const Failure& failure) {
    constexpr unsigned duplicate_entry = 1062;
    constexpr std::string_view before = "Duplicate entry ";
    return failure.code == duplicate_entry && failure.message.rfind(before, 0) == 0
               ? failure.message.substr(before.size())
               : std::string();
}

}  // namespace

ErrorMeaning meaning_of(unsigned code) {
    const auto* const found = std::find_if(
        code_meanings.begin(), code_meanings.end(),
        [code](const CodeMeaning& entry) { return entry.code == code; });
    return found == code_meanings.end() ? ErrorMeaning{} : found->meaning;
}

std::string safe_message(const Failure& failure) {
    const auto* const found = std::find_if(
        value_messages.begin(), value_messages.end(),
        [&](const ValueMessage& entry) { return entry.code == failure.code; });
    if (found == value_messages.end()) {
        return printable(failure.message);
    }
    // The key's name comes last and is no row data; a value that holds these words cannot be
    // mistaken for it, for the search is from the end.
    const std::size_t key = failure.message.rfind(" for key '");
    const bool names_key = failure.code == 1062 && key != std::string::npos;
    return std::string(found->instead) +
           (names_key ? printable(failure.message.substr(key)) : std::string());
}

ServerError server_error(
    const Failure& failure, std::string_view endpoint, std::string_view purpose) {
    const ErrorMeaning meaning = meaning_of(failure.code);
    std::string text = fmt::format(
        "while {} on {}: {} (error {}, SQLSTATE {})", purpose, endpoint, safe_message(failure),
        failure.code, failure.sqlstate);
    const bool is_full = meaning.advice.empty() && tells_of_a_full_disk(failure);
    const std::string_view advice = is_full ? check_space : meaning.advice;
    if (!advice.empty()) {
        text += fmt::format("; {}", advice);
    }
    return {
        is_full ? later : meaning.recovery,
        meaning.exit_code,
        {.code = failure.code, .sqlstate = failure.sqlstate, .duplicate = duplicate_in(failure)},
        text};
}

void throw_failure(
    ClientConnection* connection, std::string_view endpoint, std::string_view purpose) {
    throw server_error(
        {.code = mysql_errno(connection),
         .sqlstate = mysql_sqlstate(connection),
         .message = mysql_error(connection)},
        endpoint, purpose);
}

void throw_failure(
    ClientStatement* statement, std::string_view endpoint, std::string_view purpose) {
    throw server_error(
        {.code = mysql_stmt_errno(statement),
         .sqlstate = mysql_stmt_sqlstate(statement),
         .message = mysql_stmt_error(statement)},
        endpoint, purpose);
}

}  // namespace cutover
