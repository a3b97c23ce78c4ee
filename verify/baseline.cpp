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

void EarlierReader::take(const EvidenceRecord& record) {
    if (const auto* const run = std::get_if<RunStarted>(&record.entry)) {
        if (run->command == "verify" || run->command == "merge") {
            runs_[record.run] = *run;
        }
    } else if (const auto* const begun = std::get_if<VerificationBegun>(&record.entry)) {
        begin(record, *begun);
    } else if (const auto* const chunk = std::get_if<ChunkCompared>(&record.entry)) {
        if (std::exchange(current_, chunk->verification) != chunk->verification) {
            chunks_.clear();
        }
        chunks_[{chunk->source, place_of(chunk->chunk)}] = *chunk;
    } else if (const auto* const table = std::get_if<TableCompared>(&record.entry)) {
        const auto known = begun_.find(table->verification);
        if (known != begun_.end() && table->comparison.verdict == TableVerdict::equal) {
            known->second.equal[table->comparison.source] = table->comparison;
        }
    } else if (const auto* const finished = std::get_if<VerificationFinished>(&record.entry)) {
        finish(*finished);
    }
}

void EarlierReader::begin(const EvidenceRecord& record, const VerificationBegun& begun) {
    const auto run = runs_.find(record.run);
    if (run == runs_.end()) {
        return;
    }
    const std::optional<BaselineSide> source =
        side_of(run->second.source.identity, begun.source_place, begun.source_marks);
    const std::optional<BaselineSide> destination =
        side_of(run->second.destination.identity, begun.destination_place, begun.destination_marks);
    runs_.erase(run);
    if (source && destination) {
        begun_[begun.verification] = {
            .at = to_rfc3339(record.at), .source = *source, .destination = *destination};
    }
}

void EarlierReader::finish(const VerificationFinished& finished) {
    current_.clear();
    chunks_.clear();
    const auto known = begun_.find(finished.verification);
    finished_ = known == begun_.end() ? std::nullopt : std::optional(std::move(known->second));
    begun_.clear();
}

EarlierVerifications EarlierReader::result() && {
    EarlierVerifications earlier{.finished = std::move(finished_)};
    for (auto& [place, chunk] : chunks_) {
        earlier.chunks.push_back(std::move(chunk));
    }
    const auto begun = begun_.find(current_);
    if (!earlier.chunks.empty() && begun != begun_.end()) {
        earlier.unfinished = std::move(begun->second);
    }
    return earlier;
}

}  // namespace cutover
