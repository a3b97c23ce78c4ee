#include "tests/servers/support/sql_client.hpp"

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>

#include <mysql.h>

#include "tests/servers/support/comes_true.hpp"

namespace cutover::test {
namespace {

/// Less than any server of the tests takes in a packet.
constexpr std::size_t most_bytes = 500'000;

struct Close {
    void operator()(MYSQL* connection) const { mysql_close(connection); }

    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

using Connection = std::unique_ptr<MYSQL, Close>;

[[noreturn]] void fail(MYSQL* connection) {
    throw std::runtime_error(
        "SQL failed: ERROR " + std::to_string(mysql_errno(connection)) + " (" +
        mysql_sqlstate(connection) + "): " + mysql_error(connection));
}

Connection connect(const std::filesystem::path& socket) {
    static std::once_flag once;
    std::call_once(once, [] { mysql_library_init(0, nullptr, nullptr); });
    Connection connection(mysql_init(nullptr));
    mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(
            connection.get(), nullptr, "root", nullptr, nullptr, 0, socket.c_str(),
            CLIENT_MULTI_STATEMENTS) == nullptr) {
        fail(connection.get());
    }
    return connection;
}

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

void print_rows(MYSQL_RES* result, std::string& text) {
    const unsigned columns = mysql_num_fields(result);
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long* const lengths = mysql_fetch_lengths(result);
        for (unsigned i = 0; i < columns; ++i) {
            text += i == 0 ? "" : "\t";
            print_cell(row[i] == nullptr ? "NULL" : std::string_view(row[i], lengths[i]), text);
        }
        text += '\n';
    }
}

std::string run(MYSQL* connection, const std::string& statements) {
    std::string text;
    int more = mysql_real_query(connection, statements.data(), statements.size());
    while (more == 0) {
        const std::unique_ptr<MYSQL_RES, Close> result(mysql_store_result(connection));
        if (result) {
            print_rows(result.get(), text);
        } else if (mysql_errno(connection) != 0) {
            fail(connection);
        }
        more = mysql_next_result(connection);
    }
    if (more > 0) {
        fail(connection);
    }
    return text;
}

/// A session ends some time after its connection does.
void wait_until_gone(const std::filesystem::path& socket, unsigned long session) {
    const Connection looking = connect(socket);
    const std::string count =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + std::to_string(session);
    if (!comes_true([&] { return run(looking.get(), count) == "0\n"; })) {
        throw std::runtime_error("a session did not end");
    }
}

}  // namespace

std::string run_statements(const std::filesystem::path& socket, const std::string& statements) {
    Connection connection = connect(socket);
    std::string text = run(connection.get(), statements);
    if (statements.find("XA PREPARE") != std::string::npos) {
        const unsigned long session = mysql_thread_id(connection.get());
        connection.reset();
        wait_until_gone(socket, session);  // before that nobody else can commit it
    }
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
