#include "verify/log_search.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

constexpr std::uint64_t first_offset = 4;  ///< Behind a file's magic number.

std::string may_not_see(const LogSearch& search) {
    return fmt::format(
        "the account may not see the {}'s binary log ({})", search.side,
        search.server.facts().flavour == Flavour::mariadb ? "BINLOG MONITOR"
                                                          : "REPLICATION CLIENT");
}

/// Whole files, from `file` on.
struct LogPart {
    std::string file{};
    std::uint64_t bytes = 0;
};

/// From the oldest file on from which no more than the budget lies in front of `end`; nothing where
/// the file of `end` alone is longer than that may be.
LogPart part_up_to(
    const std::vector<LogFile>& files, const LogPlace& end, const LogBudget& budget) {
    LogPart part;
    bool is_newest = true;  // of those that count
    for (std::size_t i = files.size(); i > 0; --i) {
        const LogFile& file = files[i - 1];
        if (is_newest && file.name != end.file) {
            continue;  // begun since
        }
        const std::uint64_t bytes = part.bytes + (is_newest ? end.offset : file.bytes);
        if (bytes > (is_newest ? std::max(budget.newest_file, budget.bytes) : budget.bytes)) {
            break;
        }
        is_newest = false;
        part = {file.name, bytes};
    }
    return part;
}

bool is_listed(const std::vector<LogFile>& files, const std::string& name) {
    return std::any_of(
        files.begin(), files.end(), [&](const LogFile& file) { return file.name == name; });
}

void read_up_to(
    const LogPlace& end, const LogSearch& search, const LogSink& sink, LogSearched& searched) {
    bool goes_on = true;
    const auto opened = search.clock.now();
    const auto stream = search.server.changes(
        {.from = {.file = searched.from, .offset = first_offset},
         .server_id = search.reader,
         .columns = search.columns});
    search.budget.time -= search.clock.now() - opened;
    LogLimits limits(search.limits, stream->place());
    while (goes_on && !has_reached(stream->place(), end)) {
        throw_if_interrupted();
        limits.wait_for_calm();
        const auto begun = search.clock.now();
        stream->read(
            [&](const Change& change) { goes_on = goes_on && sink(change, stream->place()); });
        search.budget.time -= search.clock.now() - begun;
        limits.spend(stream->place());
        if (search.budget.time.count() <= 0) {
            searched.why_not = fmt::format(
                "reading the {}'s binary log took longer than it may in one run", search.side);
            return;
        }
    }
}

void search_into(const LogSearch& search, const LogSink& sink, LogSearched& searched) {
    if (search.server.facts().variable("log_bin") == "OFF") {
        searched.why_not = fmt::format("the {} keeps no binary log", search.side);
        return;
    }
    const LogPlace end = search.up_to.file.empty()
                             ? parse_log_place(search.server.position()).value_or(LogPlace{})
                             : search.up_to;
    const auto files = search.server.log_files();
    if (end.file.empty() || !files) {
        searched.why_not = may_not_see(search);
        return;
    }
    if (!is_listed(*files, end.file)) {
        searched.why_not = fmt::format(
            "the {}'s binary log does not list the file {}", search.side, printable(end.file));
        return;
    }
    const LogPart part = part_up_to(*files, end, search.budget);
    if (part.file.empty()) {
        searched.why_not = fmt::format(
            "the {}'s binary log is longer in its newest file than this run may read", search.side);
        return;
    }
    searched.from = part.file;
    search.budget.take(part.bytes);
    read_up_to(end, search, sink, searched);
}

}  // namespace

void LogBudget::pace(std::uint64_t bytes_per_second) {
    constexpr std::uint64_t seconds = 30;
    for (std::uint64_t* const limit : {&bytes, &newest_file}) {
        *limit = seconds * std::min(*limit / seconds, bytes_per_second);
    }
}

void LogBudget::take(std::uint64_t read) {
    bytes -= std::min(read, bytes);
    newest_file -= std::min(read, newest_file);
}

LogSearched search_log(const LogSearch& search, const LogSink& sink) {
    LogSearched searched;
    try {
        search_into(search, sink, searched);
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        searched.why_not =
            fmt::format("the {}'s binary log was not read: {}", search.side, error.what());
    }
    return searched;
}

}  // namespace cutover
