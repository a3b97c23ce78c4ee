#include "verify/log_search.hpp"

#include <optional>

#include <fmt/format.h>

#include "core/error.hpp"
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

/// The oldest file from which on no more than `most_bytes` lie in front of `end`; empty where that
/// of `end` is longer itself, or is not listed.
std::string first_file(
    const std::vector<LogFile>& files, const LogPlace& end, std::uint64_t most_bytes) {
    std::string first;
    std::uint64_t bytes = 0;
    for (std::size_t i = files.size(); i > 0; --i) {
        const LogFile& file = files[i - 1];
        if (bytes == 0 && file.name != end.file) {
            continue;  // begun since
        }
        bytes += bytes == 0 ? end.offset : file.bytes;
        if (bytes > most_bytes) {
            break;
        }
        first = file.name;
    }
    return first;
}

void read_up_to(
    const LogPlace& end,
    const LogSearch& search,
    const std::function<void(const Change& change, const LogPlace& place)>& sink,
    LogSearched& searched) {
    const auto begun = search.clock.now();
    const auto stream = search.server.changes(
        {.from = {.file = searched.from, .offset = first_offset},
         .server_id = search.reader,
         .columns = search.columns});
    while (!has_reached(stream->place(), end)) {
        throw_if_interrupted();
        if (search.clock.now() - begun > search.longest) {
            searched.why_not = fmt::format(
                "reading the {}'s binary log took longer than {} s", search.side,
                search.longest.count());
            return;
        }
        stream->read([&](const Change& change) { sink(change, stream->place()); });
    }
}

void search_into(
    const LogSearch& search,
    const std::function<void(const Change& change, const LogPlace& place)>& sink,
    LogSearched& searched) {
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
    searched.from = first_file(*files, end, search.most_bytes);
    if (searched.from.empty()) {
        searched.why_not = fmt::format(
            "the {}'s binary log has more than {} MiB in its latest file alone", search.side,
            search.most_bytes >> 20U);
        return;
    }
    read_up_to(end, search, sink, searched);
}

}  // namespace

LogSearched search_log(
    const LogSearch& search,
    const std::function<void(const Change& change, const LogPlace& place)>& sink) {
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
