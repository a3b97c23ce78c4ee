#include "verify/finding.hpp"

#include <deque>

namespace cutover {
namespace {

void pair_up(
    std::deque<Surplus> source, std::deque<Surplus> destination, std::vector<Finding>& findings) {
    while (!source.empty() && !destination.empty()) {
        findings.push_back(
            {Discrepancy::Kind::changed, source.front().identity, destination.front().identity});
        if (--source.front().more == 0) {
            source.pop_front();
        }
        if (++destination.front().more == 0) {
            destination.pop_front();
        }
    }
    for (const Surplus& row : source) {
        findings.push_back(
            {Discrepancy::Kind::missing, row.identity, {}, static_cast<std::uint64_t>(row.more)});
    }
    for (const Surplus& row : destination) {
        findings.push_back(
            {Discrepancy::Kind::extra, {}, row.identity, static_cast<std::uint64_t>(-row.more)});
    }
}

}  // namespace

std::vector<Finding> findings_of(const std::vector<Surplus>& surpluses) {
    std::vector<Finding> findings;
    for (auto at = surpluses.begin(); at != surpluses.end();) {
        const Digest key = at->identity.key;
        std::deque<Surplus> source;
        std::deque<Surplus> destination;
        for (; at != surpluses.end() && at->identity.key == key; ++at) {
            (at->more > 0 ? source : destination).push_back(*at);
        }
        pair_up(std::move(source), std::move(destination), findings);
    }
    return findings;
}

}  // namespace cutover
