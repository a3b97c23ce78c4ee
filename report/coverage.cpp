#include "report/coverage.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/names.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

void add_places(Coverage& coverage, const RunOnRecord& run) {
    for (const SnapshotTaken& snapshot : run.snapshots) {
        if (!snapshot.of_source && !snapshot.applied.empty()) {
            if (coverage.places.empty() || coverage.places.back() != snapshot.applied) {
                coverage.places.push_back(snapshot.applied);
            }
            coverage.held_seconds = std::max(coverage.held_seconds, snapshot.facts.held_seconds);
        }
    }
}

void add_table(Coverage& coverage, const TableComparison& table, const CaseFile& file) {
    coverage.rows += table.source_rows.rows - table.rows_prefiltered;
    if (table.rows_carried == 0) {
        return;
    }
    coverage.rows_carried += table.rows_carried;
    const auto whole = file.read_whole.find(table.source);
    if (whole != file.read_whole.end()) {
        coverage.read_whole = std::min(coverage.read_whole.value_or(whole->second), whole->second);
    }
    ++coverage.tables_carried;
}

/// Rounded so that neither part of a whole is shown as all of it, or as nothing.
std::string share(std::uint64_t part, std::uint64_t whole) {
    const double percent =
        whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    const bool is_part = part > 0 && part < whole;
    return fmt::format("{:.1f} %", is_part ? std::clamp(percent, 0.1, 99.9) : percent);
}

}  // namespace

Coverage coverage_of(const CaseFile& file) {
    Coverage coverage;
    if (!file.verification) {
        return coverage;
    }
    for (const auto& [name, table] : file.verification->tables) {
        add_table(coverage, table, file);
    }
    for (const std::uint64_t number : file.verification->runs) {
        if (const RunOnRecord* const run = find_run(file, number)) {
            add_places(coverage, *run);
        }
    }
    return coverage;
}

std::vector<std::string> notes_of(const CaseFile& file) {
    return file.verification && file.verification->finished ? file.verification->finished->notes
                                                            : std::vector<std::string>();
}

std::string read_text(const Coverage& coverage) {
    const std::uint64_t read = coverage.rows - coverage.rows_carried;
    return fmt::format("{} ({})", count_text(read, "row"), share(read, coverage.rows));
}

std::string carried_text(const Coverage& coverage, TimePoint now) {
    if (coverage.tables_carried == 0) {
        return {};
    }
    return fmt::format(
        "{} ({}) in {}, which were equal and which neither server's log names since. {}: {}",
        count_text(coverage.rows_carried, "row"), share(coverage.rows_carried, coverage.rows),
        count_text(coverage.tables_carried, "table"),
        coverage.tables_carried > 1 ? "The table read whole longest ago" : "Last read whole",
        since_text(coverage.read_whole, now));
}

std::string since_text(std::optional<TimePoint> at, TimePoint now) {
    return at ? fmt::format(
                    "{} ({} ago)", time_text(*at),
                    age_text(std::chrono::duration<double>(now - *at).count()))
              : "not on record";
}

std::string met_text(const Coverage& coverage) {
    const auto& places = coverage.places;
    if (places.empty()) {
        return {};
    }
    const std::string where = places.size() == 1
                                  ? places.front()
                                  : fmt::format(
                                        "{} places, from {} to {}", grouped(places.size()),
                                        places.front(), places.back());
    return fmt::format(
        "{} in the source's log; the applier stood still for {}{}", printable(where),
        duration_text(coverage.held_seconds), places.size() == 1 ? "" : " at most each time");
}

}  // namespace cutover
