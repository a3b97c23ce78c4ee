#include "core/task.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/name_rules.hpp"
#include "core/ulp_distance.hpp"

namespace cutover {
namespace {

class Complaints {
  public:
    void add(const std::string& pointer, const std::string& message) {
        list_.push_back({.pointer = pointer, .line = 0, .message = message});
    }

    void add_unless(bool right, const std::string& pointer, const std::string& message) {
        if (!right) {
            add(pointer, message);
        }
    }

    /// A name somebody chose for the destination; empty: not renamed.
    void check_rename(const std::string& pointer, const std::string& name) {
        const std::string illegal = name.empty() ? "" : why_illegal(name);
        add_unless(illegal.empty(), pointer, "not a legal name: " + illegal);
    }

    [[nodiscard]] std::vector<Complaint> take() && { return std::move(list_); }

  private:
    std::vector<Complaint> list_{};
};

bool is_task_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 &&
           name.find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
               std::string_view::npos;
}

void check_endpoint(const Endpoint& endpoint, const std::string& at, Complaints& complaints) {
    complaints.add_unless(
        !endpoint.host.empty() || !endpoint.socket.empty() || !endpoint.defaults_file.empty(), at,
        R"(say where the server is: "host" (and "port"), or "socket")");
    complaints.add_unless(
        endpoint.host.empty() || endpoint.socket.empty(), at + "/socket",
        R"("socket" is instead of "host": give one of them)");
    complaints.add_unless(
        endpoint.port >= 1 && endpoint.port <= 65535, at + "/port", "must be from 1 to 65535");
    complaints.add_unless(
        !endpoint.user.empty() || !endpoint.defaults_file.empty(), at,
        R"(say who logs in: "user", or a "defaults_file" that has it)");
    const int passwords = static_cast<int>(!endpoint.password_env.empty()) +
                          static_cast<int>(!endpoint.password_file.empty()) +
                          static_cast<int>(!endpoint.password.empty());
    complaints.add_unless(
        passwords <= 1, at,
        R"(give one of "password_env", "password_file" and "password", not several)");
    complaints.add_unless(
        endpoint.ssl_cert.empty() == endpoint.ssl_key.empty(), at,
        R"("ssl_cert" and "ssl_key" belong together: give both or none)");
    const bool verifies =
        endpoint.ssl_mode == SslMode::verify_ca || endpoint.ssl_mode == SslMode::verify_identity;
    complaints.add_unless(
        !verifies || !endpoint.ssl_ca.empty() || !endpoint.defaults_file.empty(), at + "/ssl_mode",
        "it verifies the server's certificate, so \"ssl_ca\" must name the authority's file");
}

bool is_same_server(const Endpoint& a, const Endpoint& b) {
    if (!a.socket.empty() || !b.socket.empty()) {
        return a.socket == b.socket;
    }
    return !a.host.empty() && lower_case(a.host) == lower_case(b.host) && a.port == b.port;
}

void check_kinds(
    const std::vector<std::string>& kinds,
    const std::vector<std::string_view>& known,
    const std::string& pointer,
    Complaints& complaints) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (std::find(known.begin(), known.end(), kinds[i]) != known.end()) {
            continue;
        }
        std::string all;
        for (const std::string_view kind : known) {
            all += (all.empty() ? "" : ", ") + std::string(kind);
        }
        complaints.add(pointer + "/" + std::to_string(i), "must be one of " + all);
    }
}

void check_table(const TableRule& rule, const std::string& at, Complaints& complaints) {
    static const std::vector<std::string_view> dml{"insert", "update", "delete"};
    static const std::vector<std::string_view> ddl{"create_table", "alter_table",    "drop_table",
                                                   "rename_table", "truncate_table", "create_index",
                                                   "drop_index"};
    complaints.check_rename(at + "/rename", rule.rename);
    check_kinds(rule.dml, dml, at + "/dml", complaints);
    check_kinds(rule.ddl, ddl, at + "/ddl", complaints);
    std::map<std::string, std::string> taken;  // column names never tell cases apart
    for (const auto& [column, column_rule] : rule.columns) {
        const std::string pointer = at + "/columns" + pointer_step(column);
        complaints.check_rename(pointer + "/rename", column_rule.rename);
        const std::string& name = column_rule.rename.empty() ? column : column_rule.rename;
        const auto [other, is_new] = taken.emplace(lower_case(name), column);
        complaints.add_unless(
            is_new, pointer,
            "it becomes \"" + printable(name) + "\", and so does column \"" +
                printable(other->second) + "\"");
    }
}

void check_database(const std::string& name, const DatabaseRule& rule, Complaints& complaints) {
    const std::string at = "/objects" + pointer_step(name);
    const bool is_glob = name.find_first_of("*?") != std::string::npos;
    complaints.add_unless(
        !is_system_database(name), at, "system databases are not migrated; take it out");
    complaints.add_unless(!name.empty(), at, "a database's name is not empty");
    complaints.check_rename(at + "/rename", rule.rename);
    complaints.add_unless(
        !is_glob || rule.rename.empty(), at + "/rename",
        "a pattern can match several databases, which cannot share one name; name the database");
    complaints.add_unless(
        !is_system_database(rule.rename), at + "/rename",
        "that is a system database of the destination; choose another name");
    for (const auto& [table, table_rule] : rule.tables) {
        const std::string pointer = at + "/tables" + pointer_step(table);
        complaints.add_unless(!table.empty(), pointer, "a table's name is not empty");
        check_table(table_rule, pointer, complaints);
    }
}

void check_objects(const ObjectSelection& objects, Complaints& complaints) {
    complaints.add_unless(
        !objects.databases.empty(), "/objects",
        "it selects nothing; name a database, or \"*\" for all of them");
    for (const auto& [name, rule] : objects.databases) {
        check_database(name, rule, complaints);
    }
    for (std::size_t i = 0; i < objects.exclude.size(); ++i) {
        complaints.add_unless(
            objects.exclude[i].find('.') != std::string::npos, "/exclude/" + std::to_string(i),
            "a pattern on database.table, e.g. \"shop.tmp_*\"");
    }
}

/// With an example, which says more than any grammar.
void check_pattern(
    const NamePattern& pattern,
    const std::string& pointer,
    const std::string& example,
    Complaints& complaints) {
    complaints.add_unless(
        pattern.problem().empty(), pointer,
        "must be a regular expression that holds the real table's name in parentheses, e.g. \"" +
            example + "\"; " + pattern.problem());
}

void check_settings(const Task& task, Complaints& complaints) {
    const auto hours = [](int count) { return std::chrono::hours(count); };
    complaints.add_unless(
        task.retry.connection >= std::chrono::minutes(10) && task.retry.connection <= hours(24),
        "/retry/connection", "must be from 10m to 1440m");
    complaints.add_unless(
        task.retry.task >= hours(0) && task.retry.task <= hours(7 * 24), "/retry/task",
        "must be from 0 to 7d");
    complaints.add_unless(
        task.limits.workers >= 1 && task.limits.workers <= 64, "/limits/workers",
        "must be from 1 to 64");
    complaints.add_unless(
        task.limits.max_memory >= (16ULL << 20U), "/limits/max_memory", "must be at least 16M");
    complaints.add_unless(
        task.floats.float_digits <= 308, "/float/float_digits", "must be from 0 to 308");
    complaints.add_unless(
        task.floats.double_digits <= 308, "/float/double_digits", "must be from 0 to 308");
    complaints.add_unless(
        task.floats.ulps >= 1 && task.floats.ulps <= most_ulps, "/float/ulps",
        "must be from 1 to 1000000");
    const OnlineDdl& online_ddl = task.objects.online_ddl;
    check_pattern(online_ddl.shadow, "/online_ddl/shadow", "^_(.+)_gho$", complaints);
    check_pattern(online_ddl.trash, "/online_ddl/trash", "^_(.+)_del$", complaints);
    for (const auto& [check, reason] : task.ignore_checks) {
        complaints.add_unless(
            reason.find_first_not_of(" \t\r\n") != std::string::npos,
            "/ignore_checks" + pointer_step(check),
            "say why it is safe to ignore; the reason goes into the report");
    }
}

}  // namespace

std::string display(const Endpoint& endpoint) {
    if (!endpoint.socket.empty()) {
        return endpoint.socket;
    }
    const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
    return host + ":" + std::to_string(endpoint.port);
}

std::string pointer_step(std::string_view name) {
    std::string escaped = "/";
    for (const char c : name) {
        escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return escaped;
}

std::vector<Complaint> validate(const Task& task) {
    Complaints complaints;
    complaints.add_unless(
        is_task_name(task.name), "/name",
        "must be 1 to 40 letters, digits, '_' or '-'; it names the state on both sides");
    check_endpoint(task.source, "/source", complaints);
    check_endpoint(task.destination, "/destination", complaints);
    complaints.add_unless(
        !is_same_server(task.source, task.destination), "/destination",
        "source and destination are the same server, " + display(task.source) +
            "; a task moves data from one server to another");
    complaints.add_unless(
        task.types.schema || task.types.full || task.types.incremental, "/types",
        R"(must hold at least one of "schema", "full", "incremental")");
    check_objects(task.objects, complaints);
    check_settings(task, complaints);
    return std::move(complaints).take();
}

}  // namespace cutover
