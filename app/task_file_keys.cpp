#include "app/task_file_keys.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/ulp_distance.hpp"

namespace cutover {
namespace {

using Keys = std::vector<JsonNode::Key>;

constexpr std::uint64_t no_limit = std::numeric_limits<std::int64_t>::max();

JsonNode::Reader text(std::string& out) {
    return [&out](const JsonNode& node) { node.read_text(out); };
}

JsonNode::Reader pattern(NamePattern& out) {
    return [&out](const JsonNode& node) {
        std::string text = out.text();
        node.read_text(text);
        out = NamePattern(std::move(text));
    };
}

JsonNode::Reader texts(std::vector<std::string>& out) {
    return [&out](const JsonNode& node) { node.read_texts(out); };
}

JsonNode::Reader number(unsigned& out, unsigned least, unsigned most) {
    return [&out, least, most](const JsonNode& node) { node.read_number(out, least, most); };
}

template<typename Choice>
JsonNode::Reader choice(Choice& out, const std::map<std::string, Choice>& known) {
    return [&out, known](const JsonNode& node) { node.read_choice(out, known); };
}

/// A nested object, read by `keys(value)`.
template<typename Value>
JsonNode::Reader object(Value& out, Keys (*keys)(Value&)) {
    return [&out, keys](const JsonNode& node) { node.read_keys(keys(out)); };
}

Keys endpoint_keys(Endpoint& endpoint) {
    const std::map<std::string, SslMode> modes{
        {"DISABLED", SslMode::disabled},
        {"PREFERRED", SslMode::preferred},
        {"REQUIRED", SslMode::required},
        {"VERIFY_CA", SslMode::verify_ca},
        {"VERIFY_IDENTITY", SslMode::verify_identity}};
    return {
        {"host", text(endpoint.host)},
        {"port", number(endpoint.port, 1, 65535)},
        {"socket", text(endpoint.socket)},
        {"user", text(endpoint.user)},
        {"password_env", text(endpoint.password_env)},
        {"password_file", text(endpoint.password_file)},
        {"password", text(endpoint.password)},
        {"defaults_file", text(endpoint.defaults_file)},
        {"defaults_group", text(endpoint.defaults_group)},
        {"ssl_mode", choice(endpoint.ssl_mode, modes)},
        {"ssl_ca", text(endpoint.ssl_ca)},
        {"ssl_cert", text(endpoint.ssl_cert)},
        {"ssl_key", text(endpoint.ssl_key)}};
}

/// An ordered subset: each type once, and none before one that it builds on.
void read_types(const JsonNode& node, MigrationTypes& types) {
    int last = 0;
    node.read_elements([&](const JsonNode& element) {
        int type = 0;
        element.read_choice<int>(type, {{"schema", 1}, {"full", 2}, {"incremental", 3}});
        if (type != 0 && type <= last) {
            element.complain(R"(each type once, in the order "schema", "full", "incremental")");
        }
        last = std::max(last, type);
        types.schema = types.schema || type == 1;
        types.full = types.full || type == 2;
        types.incremental = types.incremental || type == 3;
    });
}

void read_columns(const JsonNode& node, std::map<std::string, ColumnRule>& columns) {
    node.read_members([&](const std::string& name, const JsonNode& column) {
        column.read_keys({{"rename", text(columns[name].rename)}});
    });
    if (columns.empty()) {
        node.complain("names no column; leave \"columns\" out for all of them");
    }
}

void read_tables(const JsonNode& node, std::map<std::string, TableRule>& tables) {
    node.read_members([&](const std::string& name, const JsonNode& table) {
        TableRule& rule = tables[name];
        table.read_keys(
            {{"rename", text(rule.rename)},
             {"columns", [&](const JsonNode& columns) { read_columns(columns, rule.columns); }},
             {"where", text(rule.where)},
             {"dml", texts(rule.dml)},
             {"ddl", texts(rule.ddl)}});
    });
    if (tables.empty()) {
        node.complain("names no table; leave \"tables\" out for the whole database");
    }
}

void read_objects(const JsonNode& node, std::map<std::string, DatabaseRule>& databases) {
    node.read_members([&](const std::string& name, const JsonNode& database) {
        DatabaseRule& rule = databases[name];
        database.read_keys({{"rename", text(rule.rename)}, {"tables", [&](const JsonNode& tables) {
                                                                read_tables(tables, rule.tables);
                                                            }}});
    });
}

Keys float_keys(FloatRule& floats) {
    return {
        {"mode", choice(
                     floats.mode, {{"exact", FloatRule::Mode::exact},
                                   {"dts", FloatRule::Mode::dts},
                                   {"ulp", FloatRule::Mode::ulp}})},
        {"float_digits", number(floats.float_digits, 0, 308)},
        {"double_digits", number(floats.double_digits, 0, 308)},
        {"ulps", number(floats.ulps, 1, most_ulps)}};
}

Keys online_ddl_keys(OnlineDdl& online_ddl) {
    const std::map<std::string, OnlineDdlMode> modes{
        {"copy", OnlineDdlMode::copy},
        {"gh-ost", OnlineDdlMode::gh_ost},
        {"dms", OnlineDdlMode::dms}};
    return {
        {"mode", choice(online_ddl.mode, modes)},
        {"shadow", pattern(online_ddl.shadow)},
        {"trash", pattern(online_ddl.trash)}};
}

Keys retry_keys(RetryWindows& retry) {
    return {
        {"connection",
         [&](const JsonNode& node) {
             std::chrono::seconds window = retry.connection;
             node.read_duration(window);
             retry.connection = std::chrono::duration_cast<std::chrono::minutes>(window);
         }},
        {"task", [&](const JsonNode& node) { node.read_duration(retry.task); }}};
}

Keys limit_keys(Limits& limits) {
    return {
        {"workers", number(limits.workers, 1, 64)},
        {"rows_per_second",
         [&](const JsonNode& node) { node.read_number(limits.rows_per_second, 0, no_limit); }},
        {"bytes_per_second",
         [&](const JsonNode& node) { node.read_size(limits.bytes_per_second); }},
        {"max_source_threads_running", number(limits.max_source_threads_running, 0, 1'000'000)},
        {"max_replica_lag",
         [&](const JsonNode& node) { node.read_duration(limits.max_replica_lag); }},
        {"max_memory", [&](const JsonNode& node) { node.read_size(limits.max_memory); }}};
}

void read_ignored(const JsonNode& node, std::map<std::string, std::string>& ignored) {
    node.read_members([&](const std::string& check, const JsonNode& reason) {
        reason.read_text(ignored[check]);
    });
}

}  // namespace

void read_task(const JsonNode& root, Task& task) {
    const std::map<std::string, ConflictPolicy> conflicts{
        {"error", ConflictPolicy::error}, {"proceed", ConflictPolicy::proceed}};
    const std::map<std::string, NameCase> cases{
        {"preserve", NameCase::preserve},
        {"lower", NameCase::lower},
        {"upper", NameCase::upper},
        {"destination", NameCase::destination}};
    root.read_keys(
        {{"name", text(task.name), true},
         {"source", object(task.source, endpoint_keys), true},
         {"destination", object(task.destination, endpoint_keys), true},
         {"types", [&](const JsonNode& node) { read_types(node, task.types); }, true},
         {"objects", [&](const JsonNode& node) { read_objects(node, task.objects.databases); },
          true},
         {"exclude", texts(task.objects.exclude)},
         {"conflicts", choice(task.conflicts, conflicts)},
         {"name_case", choice(task.name_case, cases)},
         {"float", object(task.floats, float_keys)},
         {"online_ddl", object(task.objects.online_ddl, online_ddl_keys)},
         {"retry", object(task.retry, retry_keys)},
         {"limits", object(task.limits, limit_keys)},
         {"ignore_checks", [&](const JsonNode& node) { read_ignored(node, task.ignore_checks); }}});
}

}  // namespace cutover
