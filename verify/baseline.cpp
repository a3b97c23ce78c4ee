#include "verify/baseline.hpp"

#include <utility>

#include "core/timestamp.hpp"

namespace cutover {
namespace {

std::optional<BaselineSide> side_of(
    const std::string& identity, const std::string& place, const std::string& marks) {
    const std::optional<LogPlace> known_place = parse_log_place(place);
    const std::optional<LogMarks> known_marks = parse_log_marks(marks);
    if (identity.empty() || !known_place || known_place->file.empty() || !known_marks) {
        return std::nullopt;
    }
    return BaselineSide{identity, *known_place, *known_marks};
}

}  // namespace

void BaselineReader::take(const EvidenceRecord& record) {
    if (const auto* const run = std::get_if<RunStarted>(&record.entry)) {
        if (run->command == "verify") {
            runs_[record.run] = *run;
        }
    } else if (const auto* const table = std::get_if<TableCompared>(&record.entry)) {
        if (table->comparison.verdict == TableVerdict::equal) {
            tables_[table->verification][table->comparison.source] = table->comparison;
        }
    } else if (const auto* const finished = std::get_if<VerificationFinished>(&record.entry)) {
        finish(record, *finished);
    }
}

void BaselineReader::finish(const EvidenceRecord& record, const VerificationFinished& finished) {
    const auto run = runs_.find(record.run);
    if (run != runs_.end()) {
        const std::optional<BaselineSide> source =
            side_of(run->second.source.identity, finished.source_place, finished.source_marks);
        const std::optional<BaselineSide> destination = side_of(
            run->second.destination.identity, finished.destination_place,
            finished.destination_marks);
        if (source && destination) {
            baseline_ = Baseline{
                .at = to_rfc3339(record.at),
                .source = *source,
                .destination = *destination,
                .equal = std::move(tables_[finished.verification])};
        } else {
            baseline_.reset();
        }
        runs_.erase(run);
    }
    tables_.erase(finished.verification);
}

}  // namespace cutover
