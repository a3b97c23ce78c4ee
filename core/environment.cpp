#include "core/environment.hpp"

#include <cstdlib>

namespace cutover {

std::optional<std::string> environment(const std::string& name) {
    const char* const value =
        std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): never set here
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace cutover
