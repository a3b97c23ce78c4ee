#include "selftest/tally.hpp"

namespace cutover {
namespace {

void count(PeerCounts& counts, const PeerAnswers& answers) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
        counts.at(i) += answers.at(i) ? 1U : 0U;
    }
}

template<typename Of>
std::uint64_t sum_of_differences(const std::vector<KindTally>& kinds, const Of& of) {
    std::uint64_t sum = 0;
    for (const KindTally& tally : kinds) {
        sum += tally.kind->is_control() ? 0 : of(tally);
    }
    return sum;
}

}  // namespace

void KindTally::add(const TrialResult& result) {
    ++tried;
    sql = result.sql;
    right += result.answer == Answer::right ? 1U : 0U;
    unproven += result.answer == Answer::unproven || result.answer == Answer::not_there ? 1U : 0U;
    const bool is_different =
        kind->is_control() ? result.answer == Answer::false_alarm
                           : result.answer == Answer::right || result.answer == Answer::mislocated;
    found += is_different ? 1U : 0U;
    if (result.peers) {
        ++asked_peers;
        count(peers, *result.peers);
    }
}

void EqualRuns::add(const VerifyReport& report) {
    ++runs;
    const std::string outcome = report.outcome();
    false_alarms += outcome == "different" ? 1U : 0U;
    unproven += outcome == "incomplete" ? 1U : 0U;
}

void EqualRuns::add(const PeerAnswers& answers) {
    ++asked_peers;
    count(peers, answers);
}

std::uint64_t SelftestReport::tried() const {
    return sum_of_differences(kinds, [](const KindTally& tally) { return tally.tried; });
}

std::uint64_t SelftestReport::found() const {
    return sum_of_differences(kinds, [](const KindTally& tally) { return tally.found; });
}

std::uint64_t SelftestReport::located() const {
    return sum_of_differences(kinds, [](const KindTally& tally) { return tally.right; });
}

std::uint64_t SelftestReport::false_alarms() const {
    std::uint64_t sum = quiet.false_alarms + busy.false_alarms;
    for (const KindTally& tally : kinds) {
        sum += tally.kind->is_control() ? tally.found : 0;
    }
    return sum;
}

std::string SelftestReport::outcome() const {
    std::uint64_t wrong_answers = quiet.false_alarms + busy.false_alarms;
    std::uint64_t unanswered = quiet.unproven + busy.unproven;
    for (const KindTally& tally : kinds) {
        wrong_answers += tally.tried - tally.right - tally.unproven;
        unanswered += tally.unproven;
    }
    if (wrong_answers > 0) {
        return "missed";
    }
    return unanswered > 0 || tried() == 0 ? "incomplete" : "sharp";
}

ExitCode SelftestReport::exit_code() const {
    const std::string text = outcome();
    return text == "sharp" ? ExitCode::yes : text == "missed" ? ExitCode::no : ExitCode::incomplete;
}

}  // namespace cutover
