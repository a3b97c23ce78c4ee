#include "mysql/text_statement.hpp"

#include <memory>

#include <mysql.h>

#include "mysql/server_error.hpp"

namespace cutover {
namespace {

struct FreeResult {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};

using Result = std::unique_ptr<MYSQL_RES, FreeResult>;

struct CloseStatement {
    void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
};

using Statement = std::unique_ptr<MYSQL_STMT, CloseStatement>;

Result store(ClientConnection* handle, const StatementPlace& place) {
    Result result(mysql_store_result(handle));
    if (!result && mysql_field_count(handle) != 0) {
        throw_failure(handle, place.endpoint, place.purpose);
    }
    return result;
}

bool has_more(ClientConnection* handle, const StatementPlace& place) {
    const int status = mysql_next_result(handle);
    if (status > 0) {
        throw_failure(handle, place.endpoint, place.purpose);
    }
    return status == 0;
}

/// CALL ends with one more result, without rows.
void finish(ClientConnection* handle, const StatementPlace& place) {
    while (has_more(handle, place)) {
        store(handle, place);
    }
}

void send(ClientConnection* handle, std::string_view sql, const StatementPlace& place) {
    if (mysql_real_query(handle, sql.data(), sql.size()) != 0) {
        throw_failure(handle, place.endpoint, place.purpose);
    }
}

std::vector<std::string> names_of(MYSQL_RES* result) {
    std::vector<std::string> names;
    const MYSQL_FIELD* const fields = mysql_fetch_fields(result);
    for (unsigned i = 0; i < mysql_num_fields(result); ++i) {
        names.emplace_back(fields[i].name, fields[i].name_length);
    }
    return names;
}

std::vector<std::optional<std::string>> text_row(
    const char* const* values, const unsigned long* lengths, std::size_t count) {
    std::vector<std::optional<std::string>> row(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (values[i] != nullptr) {
            row[i].emplace(values[i], lengths[i]);
        }
    }
    return row;
}

class BoundStatement {
  public:
    BoundStatement(ClientConnection* handle, const StatementPlace& place)
        : place_(place), statement_(mysql_stmt_init(handle)) {
        if (!statement_) {
            throw_failure(handle, place.endpoint, place.purpose);
        }
    }

    void run(std::string_view sql, const std::vector<std::string>& parameters) {
        check(mysql_stmt_prepare(statement_.get(), sql.data(), sql.size()));
        std::vector<MYSQL_BIND> binds(parameters.size());
        std::vector<std::string> values = parameters;
        for (std::size_t i = 0; i < values.size(); ++i) {
            binds[i].buffer_type = MYSQL_TYPE_STRING;
            binds[i].buffer = values[i].data();
            binds[i].buffer_length = values[i].size();
        }
        if (mysql_stmt_param_count(statement_.get()) != parameters.size()) {
            throw Error(Recovery::none, ExitCode::bug, "parameters do not match the statement");
        }
        check(static_cast<int>(mysql_stmt_bind_param(statement_.get(), binds.data())));
        check(mysql_stmt_execute(statement_.get()));
    }

    /// Held in memory by the client, so that every value's length is known before it is fetched.
    TextRows rows() {
        TextRows rows;
        const Result fields(mysql_stmt_result_metadata(statement_.get()));
        if (!fields) {
            return rows;
        }
        rows.names = names_of(fields.get());
        check(mysql_stmt_store_result(statement_.get()));
        std::vector<MYSQL_BIND> binds(rows.names.size());
        std::vector<Cell> cells(rows.names.size());
        for (std::size_t i = 0; i < binds.size(); ++i) {
            binds[i].buffer_type = MYSQL_TYPE_STRING;
            binds[i].length = &cells[i].length;
            binds[i].is_null = &cells[i].is_null;
            binds[i].error = &cells[i].is_truncated;
        }
        check(static_cast<int>(mysql_stmt_bind_result(statement_.get(), binds.data())));
        for (int status = mysql_stmt_fetch(statement_.get()); status != MYSQL_NO_DATA;
             status = mysql_stmt_fetch(statement_.get())) {
            check(status == MYSQL_DATA_TRUNCATED ? 0 : status);
            rows.rows.push_back(row(binds, cells));
        }
        return rows;
    }

  private:
    using Flag = std::remove_pointer_t<decltype(MYSQL_BIND::is_null)>;

    struct Cell {
        unsigned long length = 0;
        Flag is_null = 0;
        Flag is_truncated = 0;
    };

    void check(int status) {
        if (status != 0) {
            throw_failure(statement_.get(), place_.endpoint, place_.purpose);
        }
    }

    std::vector<std::optional<std::string>> row(
        const std::vector<MYSQL_BIND>& binds, const std::vector<Cell>& cells) {
        std::vector<std::optional<std::string>> values(cells.size());
        for (unsigned i = 0; i < cells.size(); ++i) {
            if (cells[i].is_null != 0) {
                continue;
            }
            std::string value(cells[i].length, '\0');
            MYSQL_BIND bind = binds[i];
            bind.buffer = value.data();
            bind.buffer_length = value.size();
            if (!value.empty()) {
                check(mysql_stmt_fetch_column(statement_.get(), &bind, i, 0));
            }
            values[i] = std::move(value);
        }
        return values;
    }

    StatementPlace place_;
    Statement statement_;
};

}  // namespace

std::uint64_t execute_text(
    ClientConnection* handle, std::string_view sql, const StatementPlace& place) {
    send(handle, sql, place);
    const bool has_rows = store(handle, place) != nullptr;
    const std::uint64_t affected = has_rows ? 0 : mysql_affected_rows(handle);
    finish(handle, place);
    return affected;
}

TextRows take_rows(ClientConnection* handle, const StatementPlace& place) {
    const Result result = store(handle, place);
    TextRows rows;
    if (result) {
        rows.names = names_of(result.get());
        while (char** const values = mysql_fetch_row(result.get())) {
            rows.rows.push_back(
                text_row(values, mysql_fetch_lengths(result.get()), rows.names.size()));
        }
    }
    return rows;
}

TextRows query_text(ClientConnection* handle, std::string_view sql, const StatementPlace& place) {
    send(handle, sql, place);
    TextRows rows = take_rows(handle, place);
    finish(handle, place);
    return rows;
}

std::vector<TextRows> query_all(
    ClientConnection* handle, std::string_view sql, const StatementPlace& place) {
    send(handle, sql, place);
    std::vector<TextRows> results;
    do {
        results.push_back(take_rows(handle, place));
    } while (has_more(handle, place));
    return results;
}

TextRows query_bound(
    ClientConnection* handle,
    std::string_view sql,
    const std::vector<std::string>& parameters,
    const StatementPlace& place) {
    BoundStatement statement(handle, place);
    statement.run(sql, parameters);
    return statement.rows();
}

void execute_on_all(
    std::vector<Session>& sessions, std::string_view sql, std::string_view purpose) {
    for (const Session& session : sessions) {
        if (mysql_send_query(session.handle(), sql.data(), sql.size()) != 0) {
            throw_failure(session.handle(), session.endpoint(), purpose);
        }
    }
    for (const Session& session : sessions) {
        if (mysql_read_query_result(session.handle()) != 0) {
            throw_failure(session.handle(), session.endpoint(), purpose);
        }
    }
}

}  // namespace cutover
