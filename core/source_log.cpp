#include "core/source_log.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "core/digest.hpp"

namespace cutover {
namespace {

template<typename Number>
Number number_of(const ServerFacts& server, const char* variable) {
    const std::string text = server.variable(variable);
    Number parsed = 0;
    std::from_chars(text.data(), text.data() + text.size(), parsed);
    return parsed;
}

}  // namespace

std::optional<std::uint64_t> bytes_between(
    const std::vector<LogFile>& files, const LogPlace& from, const LogPlace& to) {
    const auto named = [&files](const std::string& name) {
        return std::find_if(
            files.begin(), files.end(), [&name](const LogFile& file) { return file.name == name; });
    };
    const auto first = named(from.file);
    const auto last = named(to.file);
    if (first == files.end() || last == files.end() || last < first) {
        return std::nullopt;
    }
    std::uint64_t bytes = to.offset;
    for (auto file = first; file != last; ++file) {
        bytes += file->bytes;
    }
    return bytes - std::min(bytes, from.offset);
}

/// MariaDB 11.4 and Percona Server throw files away by size, whatever their age.
LogRetention retention_of(const ServerFacts& server) {
    LogRetention retention;
    const bool in_seconds = !server.variable("binlog_expire_logs_seconds").empty();
    retention.is_shown = in_seconds || !server.variable("expire_logs_days").empty();
    constexpr double day = 86400;
    const auto seconds = number_of<double>(server, "binlog_expire_logs_seconds");
    const auto days = number_of<double>(server, "expire_logs_days");
    if (seconds > 0 || days > 0) {
        retention.seconds = seconds > 0 ? seconds : days * day;
    }
    for (const char* variable : {"max_binlog_total_size", "binlog_space_limit"}) {
        retention.size_limit =
            std::max(retention.size_limit, number_of<std::uint64_t>(server, variable));
    }
    return retention;
}

std::string log_alarm(const ServerFacts& source, const LogNeed& need) {
    const LogRetention retention = retention_of(source);
    const auto age = static_cast<double>(need.age_seconds);
    constexpr double hour = 3600;
    if (retention.seconds && age > *retention.seconds / 2) {
        const bool in_seconds = !source.variable("binlog_expire_logs_seconds").empty();
        const double longer = 2 * *retention.seconds;
        return fmt::format(
            "the source's log is needed from {:.1f} hours ago on, and what is older than {:.1f} "
            "hours is purged; keep it for longer (SET GLOBAL {} = {:.0f};) and see why following "
            "does not keep up",
            age / hour, *retention.seconds / hour,
            in_seconds ? "binlog_expire_logs_seconds" : "expire_logs_days",
            in_seconds ? longer : longer / (24 * hour));
    }
    if (retention.size_limit > 0 && need.bytes.value_or(0) > retention.size_limit / 2) {
        return fmt::format(
            "{} bytes of the source's log are still needed, and it keeps {} bytes in all; raise "
            "that limit and see why following does not keep up",
            *need.bytes, retention.size_limit);
    }
    return {};
}

std::vector<std::string> filtered_out(
    const SourceLog& log, const std::vector<std::string>& databases) {
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    std::vector<std::string> out;
    for (const std::string& database : databases) {
        if (has(log.never, database) || (!log.only.empty() && !has(log.only, database))) {
            out.push_back(database);
        }
    }
    return out;
}

std::string left_out_of(
    const SourceLog& log, const ServerFacts& server, const std::vector<std::string>& databases) {
    const std::vector<std::string> out = filtered_out(log, databases);
    if (!out.empty()) {
        return fmt::format("binlog_do_db or binlog_ignore_db leaves out {}", out.front());
    }
    const auto is_on = [&](const char* name) {
        const std::string value = server.variable(name);
        return value == "ON" || value == "1";
    };
    if (log.replicates && !is_on("log_slave_updates") && !is_on("log_replica_updates")) {
        return "the server follows another one and log_slave_updates is off";
    }
    return {};
}

std::uint32_t reader_id(const std::string& task) {
    constexpr std::uint32_t upper_half = 1U << 31U;
    const std::span<const char> name(task.data(), task.size());
    return static_cast<std::uint32_t>(row_digest(name).low) | upper_half;
}

}  // namespace cutover
