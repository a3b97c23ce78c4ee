#include "app/commands.hpp"

namespace cutover {

ExitCode run_verify(const Options& /*options*/, Log& /*log*/) {
    throw Error(Recovery::none, "verify is not wired yet");
}

}  // namespace cutover
