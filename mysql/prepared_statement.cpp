#include "mysql/prepared_statement.hpp"

#include <utility>

#include <fmt/format.h>
#include <mysql.h>

#include "core/error.hpp"
#include "mysql/server_error.hpp"
#include "mysql/wire_time.hpp"

namespace cutover {
namespace {

/// MYSQL_BIND points into these, so neither vector may grow once bound.
struct Binding {
    std::vector<MYSQL_BIND> binds{};
    std::vector<MYSQL_TIME> times{};
};

void bind_bytes(MYSQL_BIND& bind, const Parameter& parameter) {
    // The library only reads what it sends; its structure serves both directions.
    bind.buffer = const_cast<char*>(parameter.value.bytes.data());  // NOLINT(*-const-cast): above
    bind.buffer_length = parameter.value.bytes.size();
    const bool as_text = parameter.form == CellForm::decimal || parameter.is_plain_text;
    bind.buffer_type = as_text ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
}

void bind_number(MYSQL_BIND& bind, const Parameter& parameter, MYSQL_TIME& time) {
    switch (parameter.form) {
        case CellForm::date:
            time = to_wire_datetime(parameter.value.number);
            bind.buffer_type = MYSQL_TYPE_DATETIME;
            bind.buffer = &time;
            return;
        case CellForm::time:
            time = to_wire_time(parameter.value.number);
            bind.buffer_type = MYSQL_TYPE_TIME;
            bind.buffer = &time;
            return;
        default:
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.is_unsigned = parameter.form == CellForm::integer ? 0 : 1;
            bind.buffer =
                const_cast<std::uint64_t*>(&parameter.value.number);  // NOLINT(*-const-cast): above
            return;
    }
}

Binding bind(const std::vector<Parameter>& parameters) {
    Binding binding;
    binding.binds.resize(parameters.size());
    binding.times.resize(parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (is_number(parameters[i].form)) {
            bind_number(binding.binds[i], parameters[i], binding.times[i]);
        } else {
            bind_bytes(binding.binds[i], parameters[i]);
        }
    }
    return binding;
}

}  // namespace

void PreparedStatement::Close::operator()(st_mysql_stmt* handle) const noexcept {
    mysql_stmt_close(handle);
}

PreparedStatement::PreparedStatement(Session& session, std::string_view sql, std::string purpose)
    : endpoint_(session.endpoint()),
      purpose_(std::move(purpose)),
      handle_(mysql_stmt_init(session.handle())) {
    if (!handle_) {
        throw_failure(session.handle(), endpoint_, purpose_);
    }
    check(mysql_stmt_prepare(handle_.get(), sql.data(), sql.size()));
}

void PreparedStatement::execute(const std::vector<Parameter>& parameters) {
    if (mysql_stmt_param_count(handle_.get()) != parameters.size()) {
        throw Error(
            Recovery::none, ExitCode::bug,
            fmt::format("while {}: parameters do not match the statement", purpose_));
    }
    Binding binding = bind(parameters);
    if (!parameters.empty()) {
        check(static_cast<int>(mysql_stmt_bind_param(handle_.get(), binding.binds.data())));
    }
    check(mysql_stmt_execute(handle_.get()));
}

void PreparedStatement::check(int status) const {
    if (status != 0) {
        fail();
    }
}

void PreparedStatement::fail() const {
    throw_failure(handle_.get(), endpoint_, purpose_);
}

}  // namespace cutover
