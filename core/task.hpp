#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/object_selection.hpp"
#include "core/row_encoder.hpp"

namespace cutover {

enum class SslMode { disabled, preferred, required, verify_ca, verify_identity };

/// How to reach one server, as the task file says it; secrets are resolved only when a session
/// is opened, so no copy of a password lives in a Task.
struct Endpoint {
    std::string host{};
    unsigned port = 3306;
    std::string socket{};  ///< Instead of host and port.
    std::string user{};
    std::string password_env{};   ///< Name of an environment variable.
    std::string password_file{};  ///< Must be mode 0600 or stricter.
    std::string password{};       ///< In clear text in the file: warned about, never printed.
    std::string defaults_file{};
    std::string defaults_group = "client";
    SslMode ssl_mode = SslMode::preferred;
    std::string ssl_ca{};
    std::string ssl_cert{};
    std::string ssl_key{};
};

/// "host:port" or the socket's path.
[[nodiscard]] std::string display(const Endpoint& endpoint);

struct MigrationTypes {
    bool schema = false;
    bool full = false;
    bool incremental = false;
};

enum class ConflictPolicy { error, proceed };
enum class NameCase { preserve, lower, upper, destination };

struct RetryWindows {
    std::chrono::minutes connection{720};                   ///< 10 to 1440; each lost connection.
    std::chrono::seconds task{std::chrono::hours{7 * 24}};  ///< 0 to 7 days; a failed task.
};

struct Limits {
    unsigned workers = 4;                      ///< Sessions on each side, 1 to 64.
    std::uint64_t rows_per_second = 0;         ///< 0: no limit.
    std::uint64_t bytes_per_second = 0;        ///< 0: no limit.
    unsigned max_source_threads_running = 0;   ///< Of others; 0: no limit.
    std::chrono::seconds max_replica_lag{0};   ///< Of the destination's replicas; 0: no limit.
    std::uint64_t max_memory = 256ULL << 20U;  ///< Bytes of rows in flight; >= 16M.
};

/// The task file, whole. Relative paths are already resolved against the file's folder.
struct Task {
    std::string name{};  ///< [A-Za-z0-9_-]{1,40}
    Endpoint source{};
    Endpoint destination{};
    MigrationTypes types{};
    ObjectSelection objects{};
    ConflictPolicy conflicts = ConflictPolicy::error;
    NameCase name_case = NameCase::preserve;
    FloatRule floats{};
    RetryWindows retry{};
    Limits limits{};
    std::map<std::string, std::string> ignore_checks{};  ///< Check id -> reason, never empty.
};

/// One thing that is wrong with a task file.
struct Complaint {
    std::string pointer{};  ///< JSON pointer of the key, e.g. "/limits/workers".
    unsigned line = 0;      ///< 1-based; 0 where it came from --set.
    std::string message{};  ///< What is wrong and what would be right.
};

/// A step of a JSON pointer (RFC 6901): "/" and the name with '~' and '/' escaped.
[[nodiscard]] std::string pointer_step(std::string_view name);

/// Everything wrong with the values of a parsed task, at once; empty: it is valid. `line` is 0.
[[nodiscard]] std::vector<Complaint> validate(const Task& task);

}  // namespace cutover
