#include "mysql/prepared_statement.hpp"

#include <utility>

#include <fmt/format.h>
#include <mysql.h>

#include "core/error.hpp"
#include "mysql/server_error.hpp"
#include "mysql/wire_time.hpp"

namespace cutover {
namespace {

/// MYSQL_BIND points into these, so no vector may grow once bound. The values are copied because
/// the library's structure serves both directions and wants them writable.
struct Binding {
    std::vector<Parameter> parameters{};
    std::vector<MYSQL_BIND> binds{};
    std::vector<MYSQL_TIME> times{};
};

void bind_bytes(MYSQL_BIND& bind, Parameter& parameter) {
    bind.buffer = parameter.value.bytes.data();
    bind.buffer_length = parameter.value.bytes.size();
    const bool as_text = parameter.form == CellForm::decimal || parameter.is_plain_text;
    bind.buffer_type = as_text ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
}

void bind_number(MYSQL_BIND& bind, Parameter& parameter, MYSQL_TIME& time) {
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
            bind.buffer = &parameter.value.number;
            return;
    }
}

void bind(Binding& binding) {
    binding.binds.resize(binding.parameters.size());
    binding.times.resize(binding.parameters.size());
    for (std::size_t i = 0; i < binding.parameters.size(); ++i) {
        Parameter& parameter = binding.parameters[i];
        if (is_number(parameter.form)) {
            bind_number(binding.binds[i], parameter, binding.times[i]);
        } else {
            bind_bytes(binding.binds[i], parameter);
        }
    }
}

}  // namespace

void PreparedStatement::Close::operator()(ClientStatement* handle) const noexcept {
    mysql_stmt_close(handle);
}

PreparedStatement::PreparedStatement(Session& session, std::string_view sql, std::string purpose)
    : connection_(session.handle()),
      endpoint_(session.endpoint()),
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
    Binding binding{.parameters = parameters};
    bind(binding);
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

/// A connection that is lost while rows come in is known to the connection alone.
void PreparedStatement::fail() const {
    if (mysql_stmt_errno(handle_.get()) == 0 && mysql_errno(connection_) != 0) {
        throw_failure(connection_, endpoint_, purpose_);
    }
    throw_failure(handle_.get(), endpoint_, purpose_);
}

}  // namespace cutover
