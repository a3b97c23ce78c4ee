#include "core/gtid_set.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cutover {
namespace {

using Intervals = std::vector<GtidInterval>;

bool by_first(const GtidInterval& a, const GtidInterval& b) {
    return a.first < b.first;
}

bool is_before(const GtidNumbers& numbers, const std::pair<Uuid, std::string_view>& name) {
    return std::pair<Uuid, std::string_view>(numbers.source, numbers.tag) < name;
}

/// Joins `added` with what it overlaps or touches. At the end without a search: transactions
/// arrive mostly in the order of their numbers.
void insert(Intervals& intervals, const GtidInterval& added) {
    if (intervals.empty() || intervals.back().last + 1 < added.first) {
        intervals.push_back(added);
        return;
    }
    if (intervals.back().first <= added.first) {
        intervals.back().last = std::max(intervals.back().last, added.last);
        return;
    }
    const auto begin = std::lower_bound(
        intervals.begin(), intervals.end(), added.first,
        [](const GtidInterval& interval, std::uint64_t first) {
            return interval.last + 1 < first;
        });
    const auto end = std::upper_bound(
        begin, intervals.end(), added.last,
        [](std::uint64_t last, const GtidInterval& interval) { return last + 1 < interval.first; });
    if (begin == end) {
        intervals.insert(begin, added);
        return;
    }
    begin->first = std::min(begin->first, added.first);
    begin->last = std::max(std::prev(end)->last, added.last);
    intervals.erase(std::next(begin), end);
}

Intervals united(const Intervals& a, const Intervals& b) {
    Intervals both;
    both.reserve(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both), by_first);
    Intervals result;
    for (const GtidInterval& interval : both) {
        insert(result, interval);
    }
    return result;
}

Intervals without(const Intervals& from, const Intervals& taken) {
    Intervals result;
    auto next = taken.begin();
    for (GtidInterval rest : from) {
        while (next != taken.end() && next->last < rest.first) {
            ++next;
        }
        // One that reaches beyond `rest` stays `next`: it may take from the following ones too.
        for (; next != taken.end() && next->first <= rest.last; ++next) {
            if (rest.first < next->first) {
                result.push_back({rest.first, next->first - 1});
            }
            rest.first = next->last + 1;
            if (rest.first > rest.last) {
                break;
            }
        }
        if (rest.first <= rest.last) {
            result.push_back(rest);
        }
    }
    return result;
}

bool covers(const Intervals& intervals, const GtidInterval& wanted) {
    const auto after = std::upper_bound(intervals.begin(), intervals.end(), wanted, by_first);
    return after != intervals.begin() && std::prev(after)->last >= wanted.last;
}

void append(std::string& text, const GtidInterval& interval) {
    fmt::format_to(std::back_inserter(text), ":{}", interval.first);
    if (interval.last > interval.first) {
        fmt::format_to(std::back_inserter(text), "-{}", interval.last);
    }
}

void append_tag(std::string& text, const std::string& tag) {
    if (!tag.empty()) {
        text += ':';
        text += tag;
    }
}

}  // namespace

const GtidNumbers* GtidSet::find(const Uuid& source, std::string_view tag) const {
    const auto name = std::make_pair(source, tag);
    const auto found = std::lower_bound(sources_.begin(), sources_.end(), name, is_before);
    return found != sources_.end() && found->source == source && found->tag == tag ? &*found
                                                                                   : nullptr;
}

std::vector<GtidInterval>& GtidSet::intervals_of(const Uuid& source, std::string_view tag) {
    const auto name = std::make_pair(source, tag);
    const auto found = std::lower_bound(sources_.begin(), sources_.end(), name, is_before);
    if (found != sources_.end() && found->source == source && found->tag == tag) {
        return found->intervals;
    }
    return sources_.insert(found, {source, std::string(tag), {}})->intervals;
}

void GtidSet::add(const Gtid& gtid) {
    add(gtid.source, gtid.tag, {gtid.number, gtid.number});
}

void GtidSet::add(const Uuid& source, std::string_view tag, GtidInterval interval) {
    assert(interval.first >= 1 && interval.first <= interval.last);
    assert(interval.last <= last_gtid_number);
    assert(tag.empty() || parse_gtid_tag(tag) == tag);
    insert(intervals_of(source, tag), interval);
}

void GtidSet::unite(const GtidSet& other) {
    for (const GtidNumbers& numbers : other.sources_) {
        Intervals& intervals = intervals_of(numbers.source, numbers.tag);
        intervals = united(intervals, numbers.intervals);
    }
}

void GtidSet::subtract(const GtidSet& other) {
    for (GtidNumbers& numbers : sources_) {
        if (const GtidNumbers* taken = other.find(numbers.source, numbers.tag)) {
            numbers.intervals = without(numbers.intervals, taken->intervals);
        }
    }
    std::erase_if(sources_, [](const GtidNumbers& numbers) { return numbers.intervals.empty(); });
}

bool GtidSet::contains(const Gtid& gtid) const {
    const GtidNumbers* numbers = find(gtid.source, gtid.tag);
    return numbers != nullptr && covers(numbers->intervals, {gtid.number, gtid.number});
}

bool GtidSet::contains(const GtidSet& other) const {
    return std::all_of(
        other.sources_.begin(), other.sources_.end(), [this](const GtidNumbers& wanted) {
            const GtidNumbers* numbers = find(wanted.source, wanted.tag);
            return numbers != nullptr && std::all_of(
                                             wanted.intervals.begin(), wanted.intervals.end(),
                                             [numbers](const GtidInterval& interval) {
                                                 return covers(numbers->intervals, interval);
                                             });
        });
}

std::uint64_t GtidSet::count() const {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t total = 0;
    for (const GtidNumbers& numbers : sources_) {
        for (const GtidInterval& interval : numbers.intervals) {
            const std::uint64_t more = interval.last - interval.first + 1;
            total = more > most - total ? most : total + more;
        }
    }
    return total;
}

std::string to_text(const GtidSet& set) {
    std::string text;
    const Uuid* written = nullptr;
    for (const GtidNumbers& numbers : set.sources()) {
        if (written == nullptr || *written != numbers.source) {
            text += written == nullptr ? "" : ",";
            text += to_text(numbers.source);
            written = &numbers.source;
        }
        append_tag(text, numbers.tag);
        for (const GtidInterval& interval : numbers.intervals) {
            append(text, interval);
        }
    }
    return text;
}

std::string first_gap(const GtidSet& set) {
    for (const GtidNumbers& numbers : set.sources()) {
        const GtidInterval all{1, numbers.intervals.back().last};
        const Intervals missing = without({all}, numbers.intervals);
        if (!missing.empty()) {
            std::string text = to_text(numbers.source);
            append_tag(text, numbers.tag);
            append(text, missing.front());
            return text;
        }
    }
    return {};
}

}  // namespace cutover
