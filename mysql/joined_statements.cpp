#include "mysql/joined_statements.hpp"

#include <memory>

#include <mysql.h>

#include "mysql/server_error.hpp"

namespace cutover {
namespace {

struct FreeResult {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};

std::optional<std::string> first_value(MYSQL_RES* result) {
    const char* const* const row = mysql_fetch_row(result);
    const unsigned long* const lengths = row == nullptr ? nullptr : mysql_fetch_lengths(result);
    return lengths == nullptr || row[0] == nullptr ? std::nullopt
                                                   : std::optional(std::string(row[0], lengths[0]));
}

}  // namespace

void run_joined(
    Session& session,
    std::string_view sql,
    const std::function<std::string(std::size_t)>& purpose,
    std::vector<StatementAnswer>& answers) {
    ClientConnection* const handle = session.handle();
    answers.clear();
    const auto check = [&](bool failed) {
        if (failed) {
            throw_failure(handle, session.endpoint(), purpose(answers.size()));
        }
    };
    int status = mysql_real_query(handle, sql.data(), sql.size());
    for (; status == 0; status = mysql_next_result(handle)) {
        StatementAnswer answer;
        const std::unique_ptr<MYSQL_RES, FreeResult> result(mysql_store_result(handle));
        check(!result && mysql_field_count(handle) != 0);
        if (result) {
            answer.value = first_value(result.get());
        } else {
            answer.affected = mysql_affected_rows(handle);
        }
        answer.warnings = mysql_warning_count(handle);
        answers.push_back(std::move(answer));
    }
    check(status > 0);
}

}  // namespace cutover
