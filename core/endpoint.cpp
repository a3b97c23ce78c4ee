#include "core/names.hpp"
#include "core/task.hpp"

namespace cutover {

std::string display(const Endpoint& endpoint) {
    if (!endpoint.socket.empty()) {
        return printable(endpoint.socket);
    }
    const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
    const std::string host = printable(endpoint.host.empty() ? "localhost" : endpoint.host);
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port);
}

}  // namespace cutover
