#include "core/mariadb_gtid.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

namespace cutover {
namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";

using Gtids = std::vector<MariadbGtid>;

/// Reads all of `text` as a decimal number.
template<typename Number>
bool read_number(std::string_view text, Number& number) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc() && parsed.ptr == end;
}

/// What stands before the separator, which is dropped too; all of `rest` where there is none.
std::string_view cut(std::string_view& rest, char separator) {
    const std::string_view part = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    return part;
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// Separated by commas; none in blank text.
std::optional<Gtids> parse_list(std::string_view text) {
    Gtids gtids;
    if (trimmed(text).empty()) {
        return gtids;
    }
    // A comma at the end leaves one empty part more, which is refused as the server refuses it.
    for (bool more = true; more;) {
        more = text.find(',') != std::string_view::npos;
        const auto gtid = parse_mariadb_gtid(trimmed(cut(text, ',')));
        if (!gtid) {
            return std::nullopt;
        }
        gtids.push_back(*gtid);
    }
    return gtids;
}

std::string joined(const Gtids& gtids) {
    std::string text;
    for (const MariadbGtid& gtid : gtids) {
        text += text.empty() ? "" : ",";
        text += to_text(gtid);
    }
    return text;
}

struct ByDomain {
    bool operator()(const MariadbGtid& gtid, std::uint32_t domain) const {
        return gtid.domain < domain;
    }

    bool operator()(std::uint32_t domain, const MariadbGtid& gtid) const {
        return domain < gtid.domain;
    }
};

}  // namespace

std::string to_text(const MariadbGtid& gtid) {
    return fmt::format("{}-{}-{}", gtid.domain, gtid.server, gtid.sequence);
}

std::optional<MariadbGtid> parse_mariadb_gtid(std::string_view text) {
    MariadbGtid gtid;
    std::string_view rest = text;
    const bool is_valid = read_number(cut(rest, '-'), gtid.domain) &&
                          read_number(cut(rest, '-'), gtid.server) &&
                          read_number(rest, gtid.sequence);
    return is_valid ? std::optional(gtid) : std::nullopt;
}

bool MariadbGtidPosition::advance(const MariadbGtid& gtid) {
    const auto found = std::lower_bound(last_.begin(), last_.end(), gtid.domain, ByDomain());
    if (found == last_.end() || found->domain != gtid.domain) {
        last_.insert(found, gtid);
        return true;
    }
    const bool increases = gtid.sequence > found->sequence;
    *found = gtid;
    return increases;
}

bool MariadbGtidPosition::contains(const MariadbGtid& gtid) const {
    const auto found = std::lower_bound(last_.begin(), last_.end(), gtid.domain, ByDomain());
    return found != last_.end() && found->domain == gtid.domain &&
           (gtid.sequence < found->sequence || gtid == *found);
}

bool MariadbGtidPosition::covers(const MariadbGtidPosition& other) const {
    return std::all_of(other.last_.begin(), other.last_.end(), [this](const MariadbGtid& gtid) {
        return contains(gtid);
    });
}

std::string to_text(const MariadbGtidPosition& position) {
    return joined(position.gtids());
}

std::optional<MariadbGtidPosition> parse_mariadb_position(std::string_view text) {
    const auto gtids = parse_list(text);
    if (!gtids) {
        return std::nullopt;
    }
    MariadbGtidPosition position;
    for (const MariadbGtid& gtid : *gtids) {
        const std::size_t before = position.gtids().size();
        static_cast<void>(position.advance(gtid));
        if (position.gtids().size() == before) {
            return std::nullopt;
        }
    }
    return position;
}

void MariadbGtidState::add(const MariadbGtid& gtid) {
    const auto [begin, end] =
        std::equal_range(gtids_.begin(), gtids_.end(), gtid.domain, ByDomain());
    if (begin != end && std::prev(end)->server == gtid.server) {
        *std::prev(end) = gtid;
        return;
    }
    // The one that was the last takes its place among the others, and `gtid` is the last now.
    std::sort(
        begin, end, [](const MariadbGtid& a, const MariadbGtid& b) { return a.server < b.server; });
    const auto same = std::find_if(
        begin, end, [&gtid](const MariadbGtid& other) { return other.server == gtid.server; });
    if (same == end) {
        gtids_.insert(end, gtid);
        return;
    }
    std::rotate(same, std::next(same), end);
    *std::prev(end) = gtid;
}

bool MariadbGtidState::contains(const MariadbGtid& gtid) const {
    return std::any_of(gtids_.begin(), gtids_.end(), [&gtid](const MariadbGtid& last) {
        return last.domain == gtid.domain && last.server == gtid.server &&
               last.sequence >= gtid.sequence;
    });
}

bool MariadbGtidState::covers(const MariadbGtidPosition& position) const {
    const Gtids& wanted = position.gtids();
    return std::all_of(
        wanted.begin(), wanted.end(), [this](const MariadbGtid& gtid) { return contains(gtid); });
}

MariadbGtidPosition MariadbGtidState::position() const {
    MariadbGtidPosition position;
    for (const MariadbGtid& gtid : gtids_) {
        static_cast<void>(position.advance(gtid));
    }
    return position;
}

std::string to_text(const MariadbGtidState& state) {
    return joined(state.gtids());
}

std::optional<MariadbGtidState> parse_mariadb_state(std::string_view text) {
    const auto gtids = parse_list(text);
    if (!gtids) {
        return std::nullopt;
    }
    MariadbGtidState state;
    for (const MariadbGtid& gtid : *gtids) {
        state.add(gtid);
    }
    return state;
}

}  // namespace cutover
