#include "mysql/server_questions.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/statements.hpp"

namespace cutover {
namespace {

constexpr unsigned most_seconds = 5;

std::uint64_t number_in(const TextRows& rows, std::size_t column) {
    std::uint64_t number = 0;
    if (!rows.rows.empty()) {
        const std::string text = rows.rows.front().at(column).value_or("0");
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    return number;
}

/// Without the words that say what was being done where.
std::string own_words(const std::string& what, const std::string& endpoint) {
    const std::string before = " on " + endpoint + ": ";
    const std::size_t at = what.find(before);
    return at == std::string::npos ? what : what.substr(at + before.size());
}

}  // namespace

/// LIMIT 0 has the server parse the statement and look everything up, and read nothing.
std::string refusal_of(Session& session, const RowSource& source) {
    try {
        (void)session.query(
            select_rows(source, {}).sql + " LIMIT 0",
            "trying the condition of " + quoted_name(source.table));
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::none) {
            throw;
        }
        return own_words(error.what(), session.endpoint());
    }
    return {};
}

std::string select_widest_row(const ServerFacts& server, const WidthQuestion& asked) {
    std::string sum;
    for (const std::string& column : asked.columns) {
        sum += (sum.empty() ? "" : " + ") +
               fmt::format("COALESCE(LENGTH({}), 0)", quoted_name(column));
    }
    const bool mariadb = server.flavour == Flavour::mariadb;
    const bool hints = !mariadb && server.version >= ServerVersion{5, 7, 8};
    return fmt::format(
        "{}SELECT {}MAX({}) FROM {}{}",
        mariadb ? fmt::format("SET STATEMENT max_statement_time={} FOR ", most_seconds) : "",
        hints ? fmt::format("/*+ MAX_EXECUTION_TIME({}) */ ", most_seconds * 1000) : "",
        sum.empty() ? "0" : sum, quoted_name(asked.table),
        asked.where.empty() ? "" : " WHERE (" + asked.where + ")");
}

std::optional<std::uint64_t> widest_row(
    Session& session, const ServerFacts& server, const WidthQuestion& asked) {
    try {
        return number_in(
            session.query(
                select_widest_row(server, asked),
                "measuring the widest row of " + quoted_name(asked.table)),
            0);
    } catch (const ServerError& error) {
        const bool out_of_time = error.code() == 1969 || error.code() == 3024;
        if (error.recovery() != Recovery::none && !out_of_time) {
            throw;
        }
        return std::nullopt;  // or not for this account
    }
}

std::uint64_t threads_running(Session& session) {
    const std::uint64_t running = number_in(
        session.query("SHOW GLOBAL STATUS LIKE 'Threads_running'", "asking how busy the server is"),
        1);
    return running - std::min<std::uint64_t>(running, 1);
}

}  // namespace cutover
