#include "mysql/credentials.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/environment.hpp"
#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/option_file.hpp"
#include "mysql/tls_policy.hpp"

namespace cutover {
namespace {

constexpr std::size_t largest_file_bytes = 1U << 20U;

Error usage(const std::string& what) {
    return {Recovery::none, ExitCode::usage, what};
}

std::string expanded(const std::string& path) {
    const std::optional<std::string> home = environment("HOME");
    return path.rfind("~/", 0) == 0 && home ? *home + path.substr(1) : path;
}

class File {
  public:
    File(std::string_view key, const std::string& path)
        : name_(fmt::format("{} {}", key, printable(path))),
          descriptor_(::open(expanded(path).c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0) {
            throw usage(
                fmt::format("cannot read {}: {}", name_, std::generic_category().message(errno)));
        }
    }

    ~File() { ::close(descriptor_); }

    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// Asked of the open file, so that it cannot be swapped in between.
    void refuse_if_open_to_others() const {
        struct stat status {};

        if (::fstat(descriptor_, &status) != 0 ||
            is_open_to_others(status.st_mode, status.st_uid, ::geteuid())) {
            throw usage(fmt::format(
                "{} can be read by others (mode {:04o}); run chmod 600 on it", name_,
                status.st_mode & 07777U));
        }
    }

    [[nodiscard]] std::string text() const {
        std::string text;
        std::array<char, 4096> buffer{};
        for (;;) {
            const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
            if (count < 0 || text.size() > largest_file_bytes) {
                throw usage(fmt::format("cannot read {}: not a small text file", name_));
            }
            if (count == 0) {
                return text;
            }
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

  private:
    std::string name_;
    int descriptor_;
};

std::string from_environment(const std::string& name) {
    std::optional<std::string> value = environment(name);
    if (!value) {
        throw usage(fmt::format(
            "password_env names the environment variable {0}, which is not set; set it: export "
            "{0}=...",
            printable(name)));
    }
    return std::move(*value);
}

std::string from_file(const std::string& path) {
    const File file("password_file", path);
    file.refuse_if_open_to_others();
    std::string password = file.text();
    while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
        password.pop_back();
    }
    return password;
}

unsigned port_number(const std::string& text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) {
        throw usage("defaults_file: port must be a number from 1 to 65535");
    }
    return port;
}

void fill_in(std::string& value, const OptionSettings& settings, std::string_view name) {
    const auto found = settings.find(name);
    if (value.empty() && found != settings.end()) {
        value = found->second;
    }
}

void fill_in_from_defaults(Endpoint& endpoint) {
    const OptionSettings settings = parse_option_file(
        File("defaults_file", endpoint.defaults_file).text(), endpoint.defaults_group);
    if (endpoint.host.empty() && endpoint.socket.empty()) {
        fill_in(endpoint.host, settings, "host");
        if (const auto port = settings.find("port"); port != settings.end()) {
            endpoint.port = port_number(port->second);
        }
        if (endpoint.host.empty() || endpoint.host == "localhost") {
            fill_in(endpoint.socket, settings, "socket");
        }
    }
    fill_in(endpoint.user, settings, "user");
    fill_in(endpoint.password, settings, "password");
    fill_in(endpoint.ssl_ca, settings, "ssl-ca");
    fill_in(endpoint.ssl_cert, settings, "ssl-cert");
    fill_in(endpoint.ssl_key, settings, "ssl-key");
    if (const auto mode = settings.find("ssl-mode"); mode != settings.end()) {
        const std::optional<SslMode> wanted = parse_ssl_mode(mode->second);
        if (!wanted) {
            throw usage(
                fmt::format("defaults_file: ssl-mode {} is not known", printable(mode->second)));
        }
        endpoint.ssl_mode = std::max(endpoint.ssl_mode, *wanted);
    }
}

}  // namespace

bool is_open_to_others(unsigned mode, unsigned owner, unsigned reader) {
    const bool is_given_by_root = owner == 0 && reader != 0;
    return (mode & (is_given_by_root ? 037U : 077U)) != 0;
}

Endpoint with_credentials(const Endpoint& endpoint) {
    Endpoint complete = endpoint;
    if (!endpoint.password_env.empty()) {
        complete.password = from_environment(endpoint.password_env);
    } else if (!endpoint.password_file.empty()) {
        complete.password = from_file(endpoint.password_file);
    }
    if (!endpoint.defaults_file.empty()) {
        fill_in_from_defaults(complete);
    }
    if (complete.host.empty() && complete.socket.empty()) {
        complete.host = "localhost";
    }
    return complete;
}

}  // namespace cutover
