#include "mysql/write_warnings.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <mysql.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/server_error.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_warnings = 65535;

constexpr unsigned duplicate_entry = 1062;
constexpr unsigned data_truncated = 1265;

/// About the statement or about columns that are not ours: deprecated syntax, statements unsafe
/// for the binary log, columns without default that were left out.
constexpr std::array<unsigned, 5> harmless{1287, 1364, 1592, 1681, 3719};

struct Warning {
    unsigned code = 0;
    std::string message{};
};

std::vector<Warning> warnings_of(Session& session, const std::string& purpose) {
    std::vector<Warning> warnings;
    for (const auto& row : session.query("SHOW WARNINGS", purpose).rows) {
        const std::string code = row.at(1).value_or("0");
        warnings.push_back(
            {.code = static_cast<unsigned>(std::strtoul(code.c_str(), nullptr, 10)),
             .message = row.at(2).value_or("")});
    }
    return warnings;
}

/// How many rows of the range hold the ENUM error value in the column.
std::size_t enum_errors(const CellColumn& cells, const RowRange& rows) {
    std::size_t errors = 0;
    for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) {
        errors += cells.is_null[row] == 0 && cells.numbers[row] == 0 ? 1U : 0U;
    }
    return errors;
}

/// The column that the message names at its end ("... for column 'v' at row 3"), as it is quoted
/// there; values that messages quote stand before it.
std::string_view column_in(std::string_view message) {
    constexpr std::string_view before = " for column ";
    const std::size_t begin = message.rfind(before);
    const std::size_t end = message.rfind(" at row ");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
        return {};
    }
    return message.substr(begin + before.size(), end - begin - before.size());
}

/// MySQL says 'v'; MariaDB says so too, or `shop`.`orders`.`v`.
bool names(std::string_view quoted_column, const std::string& column) {
    return quoted_column.ends_with('\'' + column + '\'') ||
           quoted_column.ends_with(quoted_name(column));
}

/// Warnings to be expected of the ENUM columns: at most one for each error value.
class ExpectedWarnings {
  public:
    ExpectedWarnings(const RowTarget& target, const RowBlock& block, const RowRange& rows) {
        for (const WriteColumn& column : target.columns) {
            const CellColumn& cells = block.columns()[column.block_column];
            if (cells.form == CellForm::enumeration) {
                columns_.push_back({column.name, enum_errors(cells, rows)});
            }
        }
    }

    /// True where the warning is one of them; it is then not expected again.
    bool take(const Warning& warning) {
        const std::string_view named = column_in(warning.message);
        const auto column = std::find_if(
            columns_.begin(), columns_.end(),
            [&](const Column& known) { return known.warnings > 0 && names(named, known.name); });
        const bool found = warning.code == data_truncated && column != columns_.end();
        if (found) {
            --column->warnings;
        }
        return found;
    }

  private:
    struct Column {
        std::string name{};
        std::size_t warnings = 0;
    };

    std::vector<Column> columns_{};
};

bool is_harmless(const Warning& warning, OnConflict on_conflict) {
    return std::find(harmless.begin(), harmless.end(), warning.code) != harmless.end() ||
           (warning.code == duplicate_entry && on_conflict == OnConflict::keep_existing);
}

[[noreturn]] void refuse(
    const Warning& warning, const std::string& purpose, const std::string& endpoint) {
    const Failure failure{
        .code = warning.code,
        .sqlstate = warning.code == duplicate_entry ? "23000" : "HY000",
        .message = warning.message};
    if (warning.code == duplicate_entry) {
        throw server_error(failure, endpoint, purpose);
    }
    throw Error(
        Recovery::none,
        fmt::format(
            "while {} on {}: the server would store something else than it was given in column {}: "
            "{} (warning {}); make the column there able to hold what the source holds",
            purpose, endpoint, printable(column_in(warning.message)), safe_message(failure),
            warning.code));
}

void require_all(
    const std::vector<Warning>& warnings, const std::string& purpose, const std::string& endpoint) {
    if (warnings.size() >= most_warnings) {
        throw Error(
            Recovery::none, fmt::format(
                                "while {} on {}: more warnings than the server keeps, so it cannot "
                                "be told whether values were changed",
                                purpose, endpoint));
    }
}

}  // namespace

void keep_all_warnings(Session& session) {
    session.execute(fmt::format("SET max_error_count={}", most_warnings), "setting up the session");
}

void check_write_warnings(
    Session& session, const RowTarget& target, const RowBlock& block, const RowRange& rows) {
    if (mysql_warning_count(session.handle()) == 0) {
        return;
    }
    const std::string purpose = writing_purpose(target);
    const std::vector<Warning> warnings = warnings_of(session, purpose);
    ExpectedWarnings expected(target, block, rows);
    for (const Warning& warning : warnings) {
        if (!is_harmless(warning, target.on_conflict) && !expected.take(warning)) {
            refuse(warning, purpose, session.endpoint());
        }
    }
    require_all(warnings, purpose, session.endpoint());
}

void check_change_warnings(
    Session& session, const std::string& purpose, std::uint64_t enum_errors) {
    if (mysql_warning_count(session.handle()) == 0) {
        return;
    }
    const std::vector<Warning> warnings = warnings_of(session, purpose);
    for (const Warning& warning : warnings) {
        if (warning.code == data_truncated && enum_errors > 0) {
            --enum_errors;
        } else if (!is_harmless(warning, OnConflict::fail)) {
            refuse(warning, purpose, session.endpoint());
        }
    }
    require_all(warnings, purpose, session.endpoint());
}

}  // namespace cutover
