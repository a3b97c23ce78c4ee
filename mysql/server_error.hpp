#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "mysql/client_types.hpp"

namespace cutover {

/// What the server or the client library said about a statement that failed.
struct Failure {
    unsigned code = 0;
    std::string sqlstate{};
    std::string message{};  ///< As it came: untrusted, and it may quote row data.
};

/// What one errno means for the caller. Errors that are not in the table are final: Recovery::none
/// and ExitCode::could_not_finish. An in-doubt commit is for the committer to say.
struct ErrorMeaning {
    Recovery recovery = Recovery::none;
    ExitCode exit_code = ExitCode::could_not_finish;
    std::string_view advice{};  ///< What to do; "" where the message says it all.
};

[[nodiscard]] ErrorMeaning meaning_of(unsigned code);

/// The server's message fit for people and logs: control bytes escaped, and without the values of
/// rows that some messages quote ("Duplicate entry 'alice@example.com' for key 'mail'").
[[nodiscard]] std::string safe_message(const Failure& failure);

/// `purpose` completes "while ...".
[[nodiscard]] ServerError server_error(
    const Failure& failure, std::string_view endpoint, std::string_view purpose);

/// Throws what the handle's last call failed with.
[[noreturn]] void throw_failure(
    ClientConnection* connection, std::string_view endpoint, std::string_view purpose);
[[noreturn]] void throw_failure(
    ClientStatement* statement, std::string_view endpoint, std::string_view purpose);

}  // namespace cutover
