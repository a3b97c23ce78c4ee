#include "app/commands.hpp"

namespace cutover {

ExitCode run_report(const Options& /*options*/, Log& /*log*/) {
    throw Error(Recovery::none, "report is not wired yet");
}

}  // namespace cutover
