#include "app/commands.hpp"

namespace cutover {

ExitCode run_precheck(const Options& /*options*/, Log& /*log*/) {
    throw Error(Recovery::none, "precheck is not wired yet");
}

}  // namespace cutover
