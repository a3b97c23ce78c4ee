#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/client_types.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// What an error message names.
struct StatementPlace {
    std::string_view endpoint{};
    std::string_view purpose{};
};

/// The ways in which a Session runs small statements. Each reads all results to their end, the
/// extra one of CALL too, so that the connection is free for the next statement.
std::uint64_t execute_text(
    ClientConnection* handle, std::string_view sql, const StatementPlace& place);

[[nodiscard]] TextRows query_text(
    ClientConnection* handle, std::string_view sql, const StatementPlace& place);

/// The results, in order, of all statements in `sql`, where the session takes several
/// (set_several_statements); one without rows has no names.
[[nodiscard]] std::vector<TextRows> query_all(
    ClientConnection* handle, std::string_view sql, const StatementPlace& place);

/// The rows of the one result that the connection has ready; more of them may follow.
[[nodiscard]] TextRows take_rows(ClientConnection* handle, const StatementPlace& place);

/// `parameters` are bound to `?` as text in utf8mb4; values never become part of the statement.
[[nodiscard]] TextRows query_bound(
    ClientConnection* handle,
    std::string_view sql,
    const std::vector<std::string>& parameters,
    const StatementPlace& place);

/// The same statement, without rows, on every session: sent to all before any answer is awaited,
/// so that they run at about the same time.
void execute_on_all(std::vector<Session>& sessions, std::string_view sql, std::string_view purpose);

}  // namespace cutover
