#include "migrate/copied_moments.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace cutover {
namespace {

LogPlace place_of(const std::vector<std::string>& moments, std::uint32_t moment) {
    const std::optional<LogPlace> place =
        moment < moments.size() ? parse_log_place(moments[moment]) : std::nullopt;
    if (!place) {
        throw Error(
            Recovery::none,
            "the progress in the schema `cutover` on the destination is damaged; begin anew with "
            "--restart");
    }
    return *place;
}

}  // namespace

CopiedMoments::CopiedMoments(
    const std::vector<TableProgress>& tables, const std::vector<std::string>& moments) {
    std::uint32_t last = 0;
    for (const TableProgress& table : tables) {
        for (const ChunkProgress& chunk : table.chunks) {
            last = std::max(last, chunk.moment);
        }
        if (table.chunks.size() == 1 && table.chunks.front().moment > 0) {
            whole_[table.source] = place_of(moments, table.chunks.front().moment);
        }
    }
    if (last > 0) {
        last_ = place_of(moments, last);
    }
}

bool CopiedMoments::has_seen(const TableName& source, const LogPlace& place) const {
    const auto found = whole_.find(source);
    return found != whole_.end() && !has_reached(place, found->second);
}

bool CopiedMoments::is_of_one_moment(const LogPlace& place) const {
    return !last_ || has_reached(place, *last_);
}

}  // namespace cutover
