#include "app/commands.hpp"

namespace cutover {

ExitCode run_status(const Options& /*options*/, Log& /*log*/) {
    throw Error(Recovery::none, "status is not wired yet");
}

}  // namespace cutover
