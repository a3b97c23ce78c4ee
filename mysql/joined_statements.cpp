#include "mysql/joined_statements.hpp"

#include <mysql.h>

#include "mysql/server_error.hpp"

namespace cutover {

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
        if (mysql_field_count(handle) != 0) {
            throw Error(Recovery::none, ExitCode::bug, "a joined statement gave rows");
        }
        answers.push_back(
            {.affected = mysql_affected_rows(handle), .warnings = mysql_warning_count(handle)});
    }
    check(status > 0);
}

}  // namespace cutover
