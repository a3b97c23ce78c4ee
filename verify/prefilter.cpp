#include "verify/prefilter.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/names.hpp"
#include "runtime/at_the_same_time.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

/// On the source: reading so many is as quick as asking for the digests of both halves.
constexpr std::uint64_t most_rows_read_undivided = 500;

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

/// What both servers make of the same keys.
struct BothDigests {
    std::optional<ServerDigest> source{};
    std::optional<ServerDigest> destination{};

    [[nodiscard]] bool agree() const { return source && source == destination; }
};

BothDigests digest_both(const TablePair& pair, LanePair& lanes, const Chunk& chunk) {
    BothDigests both;
    at_the_same_time(
        [&] { both.source = lanes.source.digest(pair.source, chunk); },
        [&] { both.destination = lanes.destination.digest(pair.destination, chunk); });
    return both;
}

/// Takes one half of what is to be read away, if it agrees and holds rows. `rows` are the source's
/// of what is to be read. Where the source is several tables, the halves are those of the first.
bool leave_out_a_half(
    const TablePair& pair, LanePair& lanes, std::uint64_t& rows, Prefiltered& found) {
    const std::optional<KeyTuple> middle =
        lanes.source.lane().key_at(pair.source, *found.to_read, rows / 2);
    if (!middle) {
        return false;
    }
    Chunk front = *found.to_read;
    Chunk back = *found.to_read;
    front.up_to = back.after = middle;
    const auto leave_out = [&](const Chunk& half, Chunk& other) {
        const BothDigests both = digest_both(pair, lanes, half);
        const std::uint64_t agreed = both.agree() ? both.source->rows : 0;
        if (agreed > 0) {
            rows -= std::min(rows, agreed);
            found.rows_agreed += agreed;
            found.to_read = std::move(other);
        }
        return agreed;
    };
    if (leave_out(front, back) > 0) {
        return true;
    }
    const std::uint64_t behind = leave_out(back, front);
    found.rows_behind += behind;
    return behind > 0;
}

void leave_out_what_agrees(const TablePair& pair, LanePair& lanes, Prefiltered& found) {
    const BothDigests whole = digest_both(pair, lanes, *found.to_read);
    std::uint64_t rows = whole.source ? whole.source->rows : 0;
    if (rows > 0 && whole.agree()) {
        found.rows_agreed = rows;
        found.to_read.reset();
        return;
    }
    const bool hold_the_same_keys = pair.one_order && !pair.source.key.empty();
    while (hold_the_same_keys && rows > most_rows_read_undivided &&
           leave_out_a_half(pair, lanes, rows, found)) {
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

Prefiltered prefilter(const TablePair& pair, LanePair& lanes, const Chunk& chunk) {
    Prefiltered found{.to_read = chunk};
    try {
        leave_out_what_agrees(pair, lanes, found);
    } catch (const Error& error) {
        if (!is_of_one_table(error) || error.recovery() == Recovery::retry_statement) {
            throw;  // a lock is not waited for twice
        }
        found.refusal = error.what();  // that it cannot be read either, reading it says better
    }
    return found;
}

}  // namespace cutover
