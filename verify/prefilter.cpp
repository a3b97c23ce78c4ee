#include "verify/prefilter.hpp"

#include "core/error.hpp"
#include "core/names.hpp"
#include "runtime/at_the_same_time.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

/// As a server's SQL can name the value; "": exactly.
std::string why_not_exact(const ReadColumn& here, const ReadColumn& there) {
    switch (here.form) {
        case CellForm::json: return "servers write the same JSON in different ways";
        case CellForm::geometry: return "servers store the same geometry in different ways";
        case CellForm::enumeration:
        case CellForm::set:
            return here.members == there.members ? "" : "its members have other numbers there";
        default: return {};
    }
}

}  // namespace

std::string why_not_prefiltered(const TablePair& pair) {
    for (std::size_t i = 0; i < pair.source.columns.size(); ++i) {
        const std::string why =
            why_not_exact(pair.source.columns[i], pair.destination.columns.at(i));
        if (!why.empty()) {
            return "of column " + printable(pair.source.columns[i].name) + ", " + why;
        }
    }
    return {};
}

std::optional<std::uint64_t> rows_agreed_unread(
    const TablePair& pair, LanePair& lanes, const Chunk& chunk) {
    std::optional<ServerDigest> source;
    std::optional<ServerDigest> destination;
    try {
        at_the_same_time(
            [&] { source = lanes.source.digest(pair.source, chunk); },
            [&] { destination = lanes.destination.digest(pair.destination, chunk); });
    } catch (const Error& error) {
        if (!is_of_one_table(error)) {
            throw;
        }
        return std::nullopt;  // that it cannot be read either, reading it says better
    }
    return source && source == destination && source->rows > 0 ? std::optional(source->rows)
                                                               : std::nullopt;
}

}  // namespace cutover
