#include "verify/guarded.hpp"

#include <string>

namespace cutover {

/// A statement that could be tried again is a read that waited for whoever changes the table's
/// definition: waiting on would keep everybody waiting who comes after that.
bool is_of_one_table(const Error& error) {
    const bool keeps_session = error.recovery() == Recovery::none ||
                               error.recovery() == Recovery::retry_later ||
                               error.recovery() == Recovery::retry_statement;
    return keeps_session && error.exit_code() == ExitCode::could_not_finish &&
           (dynamic_cast<const ServerError*>(&error) != nullptr ||
            dynamic_cast<const OtherDefinition*>(&error) != nullptr);
}

bool is_log_out_of_reach(const Error& error) {
    return error.exit_code() == ExitCode::log_gone || error.exit_code() == ExitCode::refused;
}

Record guarded(TableUnderWay& table, const std::function<Record()>& work) {
    if (table.access->load() != TableAccess::open) {
        return [] {};
    }
    try {
        return work();
    } catch (const Error& error) {
        if (!is_of_one_table(error)) {
            throw;
        }
        const bool is_locked = error.recovery() == Recovery::retry_statement;
        table.access->store(is_locked ? TableAccess::locked : TableAccess::refused);
        return [&table, text = std::string(error.what())] { table.tally.unreadable = text; };
    }
}

}  // namespace cutover
