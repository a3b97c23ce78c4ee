#include "tests/servers/support/sql_client.hpp"

#include <optional>
#include <stdexcept>
#include <string_view>

#include "core/error.hpp"
#include "mysql/client_library.hpp"
#include "mysql/session.hpp"
#include "mysql/text_statement.hpp"
#include "tests/servers/support/comes_true.hpp"

namespace cutover::test {
namespace {

/// Less than any server of the tests takes in a packet.
constexpr std::size_t most_bytes = 500'000;

void print_cell(std::string_view cell, std::string& text) {
    for (const char c : cell) {
        switch (c) {
            case '\0': text += "\\0"; break;
            case '\t': text += "\\t"; break;
            case '\n': text += "\\n"; break;
            case '\\': text += "\\\\"; break;
            default: text += c;
        }
    }
}

void print_rows(const TextRows& result, std::string& text) {
    for (const std::vector<std::optional<std::string>>& row : result.rows) {
        const char* separator = "";
        for (const std::optional<std::string>& cell : row) {
            text += separator;
            print_cell(cell.value_or("NULL"), text);
            separator = "\t";
        }
        text += '\n';
    }
}

std::string run(const Session& session, const std::string& statements) {
    std::string text;
    for (const TextRows& result : query_all(
             session.handle(), statements,
             {.endpoint = session.endpoint(), .purpose = "running the test's SQL"})) {
        print_rows(result, text);
    }
    return text;
}

/// A session ends some time after its connection does.
void wait_until_gone(const Endpoint& server, const std::string& session) {
    const Session looking(server, SessionRole::as_given);
    const std::string count =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + session;
    if (!comes_true([&] { return run(looking, count) == "0\n"; })) {
        throw std::runtime_error("a session did not end");
    }
}

}  // namespace

std::string run_statements(const Endpoint& server, const std::string& statements) {
    std::optional<Session> session(std::in_place, server, SessionRole::as_given);
    if (!set_several_statements(session->handle(), true)) {
        throw std::runtime_error("the server takes one statement a message");
    }
    if (statements.find("XA PREPARE") == std::string::npos) {
        return run(*session, statements);
    }
    const std::string id = run(*session, "SELECT CONNECTION_ID()");
    std::string text = run(*session, statements);
    session.reset();
    wait_until_gone(server, id);  // before that nobody else can commit it
    return text;
}

bool is_for_the_server(const std::string& statements) {
    const std::size_t last = statements.find_last_not_of(" \n;");
    if (last == std::string::npos || statements.size() > most_bytes) {
        return false;
    }
    for (const char* const own : {"DELIMITER", "SOURCE ", ";;", "; ;", ";\n;"}) {
        if (statements.find(own) != std::string::npos) {
            return false;
        }
    }
    return true;
}

}  // namespace cutover::test
