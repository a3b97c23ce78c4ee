#include <nlohmann/json.hpp>

#include "app/selftest_text.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

using Json = nlohmann::ordered_json;

Json peers_json(std::uint64_t asked, const PeerCounts& counts) {
    if (asked == 0) {
        return nullptr;
    }
    Json json = {{"asked", asked}};
    for (std::size_t i = 0; i < all_peers.size(); ++i) {
        json[to_text(all_peers.at(i))] = counts.at(i);
    }
    return json;
}

Json kind_json(const KindTally& tally) {
    return {
        {"family", tally.kind->family},
        {"name", tally.kind->name},
        {"table", tally.kind->table},
        {"control", tally.kind->is_control()},
        {"not_possible", tally.not_possible.empty() ? Json(nullptr) : Json(tally.not_possible)},
        {"tried", tally.tried},
        {"found", tally.found},
        {"right", tally.right},
        {"unproven", tally.unproven},
        {"sql", tally.sql.empty() ? Json(nullptr) : Json(printable(tally.sql))},
        {"peers", peers_json(tally.asked_peers, tally.peers)}};
}

Json runs_json(const EqualRuns& runs) {
    return {
        {"runs", runs.runs},
        {"false_alarms", runs.false_alarms},
        {"unproven", runs.unproven},
        {"peers", peers_json(runs.asked_peers, runs.peers)}};
}

Json wrong_json(const WrongAnswer& wrong) {
    return {
        {"kind", wrong.kind},
        {"round", wrong.round},
        {"answer", to_text(wrong.result.answer)},
        {"sql", printable(wrong.result.sql)},
        {"expected", printable(wrong.result.expected)},
        {"found", printable(wrong.result.found)}};
}

}  // namespace

std::string selftest_json(const SelftestReport& report) {
    Json json = {
        {"outcome", report.outcome()},
        {"source", printable(report.source)},
        {"destination", printable(report.destination)},
        {"databases", report.databases},
        {"seed", report.seed},
        {"rounds", report.rounds},
        {"tried", report.tried()},
        {"found", report.found()},
        {"located", report.located()},
        {"false_alarms", report.false_alarms()},
        {"kinds", Json::array()},
        {"equal_runs", {{"quiet", runs_json(report.quiet)}, {"busy", runs_json(report.busy)}}},
        {"wrong", Json::array()},
        {"seconds", report.seconds}};
    for (const KindTally& tally : report.kinds) {
        json["kinds"].push_back(kind_json(tally));
    }
    for (const WrongAnswer& wrong : report.wrong) {
        json["wrong"].push_back(wrong_json(wrong));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cutover
