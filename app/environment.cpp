#include "app/environment.hpp"

#include <cstdlib>

namespace cutover {

std::string environment(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): never set here
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace cutover
