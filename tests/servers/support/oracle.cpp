#include "tests/servers/support/oracle.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>

#include <fmt/format.h>

namespace cutover::test {
namespace {

std::vector<std::vector<std::string>> cells_of(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream parts(line);
        std::vector<std::string> cells;
        for (std::string cell; std::getline(parts, cell, '\t');) {
            cells.push_back(cell);
        }
        rows.push_back(std::move(cells));
    }
    return rows;
}

std::string quoted(std::string name) {
    for (std::size_t at = 0; (at = name.find('`', at)) != std::string::npos; at += 2) {
        name.insert(at, 1, '`');
    }
    return "`" + name + "`";
}

/// HEX of a number would be that of its integer part; as a string it has all its digits, but of
/// FLOAT only those of a DOUBLE.
std::string hex_of(const std::string& column, const std::string& type) {
    const bool is_floating = type == "float" || type == "double";
    const bool is_bytes =
        type.find("char") != std::string::npos || type.find("text") != std::string::npos ||
        type.find("blob") != std::string::npos || type.find("binary") != std::string::npos;
    const std::string text = is_bytes      ? quoted(column)
                             : is_floating ? "CONCAT(" + quoted(column) + " + 0e0)"
                                           : "CONCAT(" + quoted(column) + ")";
    return "IFNULL(HEX(" + text + "), 'NULL')";
}

struct TableShape {
    std::string columns{};
    std::string key{};
};

/// Ordered by the HEX of the key, which no collation has a say in.
std::string select_of(const std::string& table, const TableShape& shape) {
    return shape.key.empty()
               ? fmt::format(
                     "SELECT {0}, COUNT(*) FROM {1} GROUP BY {0} ORDER BY {0};\n", shape.columns,
                     table)
               : fmt::format("SELECT {} FROM {} ORDER BY {};\n", shape.columns, table, shape.key);
}

std::map<std::string, TableShape> shapes(const PrivateServer& server, const std::string& database) {
    const std::string columns = server.sql_of_program(
        "SELECT t.table_name, c.column_name, c.data_type, c.column_key FROM "
        "information_schema.tables t JOIN information_schema.columns c ON c.table_schema = "
        "t.table_schema AND c.table_name = t.table_name WHERE t.table_type = 'BASE TABLE' AND "
        "t.table_schema = '" +
        database + "' ORDER BY t.table_name, c.ordinal_position");
    std::map<std::string, TableShape> shapes;
    for (const std::vector<std::string>& cells : cells_of(columns)) {
        TableShape& shape = shapes[cells.at(0)];
        const std::string hex = hex_of(cells.at(1), cells.at(2));
        shape.columns += (shape.columns.empty() ? "" : ", ") + hex;
        if (cells.size() > 3 && cells[3] == "PRI") {
            shape.key += (shape.key.empty() ? "" : ", ") + hex;
        }
    }
    return shapes;
}

std::uint64_t hash_of(const std::vector<std::string>& rows) {
    std::string all;
    for (const std::string& row : rows) {
        all += row + "\n";
    }
    return std::hash<std::string>{}(all);
}

std::string shown(const char* side, const std::vector<std::string>& rows) {
    constexpr std::size_t most = 5;
    std::string text = fmt::format("  only on the {}: {} rows\n", side, rows.size());
    for (std::size_t i = 0; i < std::min(most, rows.size()); ++i) {
        text += "    " + rows[i] + "\n";
    }
    return text;
}

std::vector<std::string> only_in(std::vector<std::string> these, std::vector<std::string> those) {
    std::sort(these.begin(), these.end());
    std::sort(those.begin(), those.end());
    std::vector<std::string> rest;
    std::set_difference(
        these.begin(), these.end(), those.begin(), those.end(), std::back_inserter(rest));
    return rest;
}

}  // namespace

std::vector<TableWord> table_words(const PrivateServer& server, const std::string& database) {
    std::vector<TableWord> words;
    for (const auto& [table, shape] : shapes(server, database)) {
        std::istringstream lines(server.sql_of_program(
            "SET NAMES binary; SET time_zone = '+00:00';\n" +
            select_of(quoted(database) + "." + quoted(table), shape)));
        TableWord word{.name = table};
        for (std::string line; std::getline(lines, line);) {
            word.rows.push_back(line);
        }
        words.push_back(std::move(word));
    }
    return words;
}

std::string to_text(const std::vector<TableWord>& words) {
    std::string text;
    for (const TableWord& word : words) {
        text +=
            fmt::format("{}: {} rows, {:016x}\n", word.name, word.rows.size(), hash_of(word.rows));
    }
    return text;
}

std::string first_differences(
    const std::vector<TableWord>& source, const std::vector<TableWord>& destination) {
    std::map<std::string, std::vector<std::string>> here;
    std::map<std::string, std::vector<std::string>> there;
    for (const TableWord& word : source) {
        here[word.name] = word.rows;
        there[word.name];
    }
    for (const TableWord& word : destination) {
        there[word.name] = word.rows;
        here[word.name];
    }
    std::string text;
    for (const auto& [table, rows] : here) {
        if (rows != there[table]) {
            text += table + ":\n" + shown("source", only_in(rows, there[table])) +
                    shown("destination", only_in(there[table], rows));
        }
    }
    return text;
}

}  // namespace cutover::test
