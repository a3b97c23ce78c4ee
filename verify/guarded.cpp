#include "verify/guarded.hpp"

#include <string>

namespace cutover {

bool is_of_one_table(const Error& error) {
    const bool is_final =
        error.recovery() == Recovery::none || error.recovery() == Recovery::retry_later;
    return is_final && error.exit_code() == ExitCode::could_not_finish &&
           dynamic_cast<const ServerError*>(&error) != nullptr;
}

Record guarded(TableUnderWay& table, const std::function<Record()>& work) {
    try {
        return work();
    } catch (const Error& error) {
        if (!is_of_one_table(error)) {
            throw;
        }
        return [&table, text = std::string(error.what())] { table.tally.unreadable = text; };
    }
}

}  // namespace cutover
