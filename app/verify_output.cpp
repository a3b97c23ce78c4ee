#include "app/verify_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "app/json_output.hpp"
#include "app/log.hpp"
#include "app/verify_text.hpp"

namespace cutover {

void print_verification(
    const Options& options,
    const VerifyReport& report,
    const std::string& source,
    const std::string& destination) {
    if (options.json) {
        fmt::print("{}", verify_json(report));
        return;
    }
    const VerifyCircumstances circumstances{
        .task_file = options.task_file,
        .repair_sql = options.verify.repair_sql,
        .sampled = options.verify.sample_percent < 100,
        .is_shard = options.verify.shard.has_value()};
    fmt::print(
        "{}", verify_text(
                  report, {.circumstances = circumstances,
                           .source = source,
                           .destination = destination,
                           .colour = wants_colour(options.color, STDOUT_FILENO),
                           .all = options.verify.all}));
}

}  // namespace cutover
