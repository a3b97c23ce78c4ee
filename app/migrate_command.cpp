#include "app/commands.hpp"

namespace cutover {

ExitCode run_migrate(const Options& /*options*/, Log& /*log*/) {
    throw Error(Recovery::none, "migrate is not wired yet");
}

}  // namespace cutover
