#include "app/capacity.hpp"

#include <filesystem>
#include <string>
#include <system_error>

namespace cutover {

CapacityFacts read_capacity(const Endpoint& endpoint, const ServerFacts& destination) {
    CapacityFacts capacity;
    const std::string folder = destination.variable("datadir");
    if (endpoint.socket.empty() || folder.empty()) {
        return capacity;
    }
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    if (!error) {
        capacity.destination_free_bytes = space.available;
    }
    return capacity;
}

}  // namespace cutover
