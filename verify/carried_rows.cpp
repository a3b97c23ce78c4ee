#include "verify/carried_rows.hpp"

#include <compare>
#include <utility>

namespace cutover {
namespace {

constexpr std::size_t rows_a_piece = 2000;

}  // namespace

CarriedRows::CarriedRows(TouchedMerge& here, TouchedMerge& there, std::vector<bool> wanted)
    : wanted_(std::move(wanted)), here_{here}, there_{there} {
    pull(here_);
    pull(there_);
}

std::optional<CarriedPiece> CarriedRows::next() {
    std::optional<CarriedPiece> piece;
    while (here_.head || there_.head) {
        const bool is_there =
            there_.head &&
            (!here_.head || std::is_lteq(compare_touched(*there_.head, *here_.head)));
        const bool is_here =
            here_.head &&
            (!there_.head || std::is_lteq(compare_touched(*here_.head, *there_.head)));
        TouchedKey& next = is_here ? *here_.head : *there_.head;
        if (!piece) {
            piece = CarriedPiece{.table = next.table};
        } else if (piece->table != next.table || piece->rows.size() == rows_a_piece) {
            break;
        }
        CarriedRow& row = piece->rows.emplace_back();
        row.key = std::move(next.key);
        if (is_here) {
            row.here = here_.head->row;
            pull(here_);
        }
        if (is_there) {
            row.there = there_.head->row;
            pull(there_);
        }
    }
    return piece;
}

void CarriedRows::pull(Side& side) const {
    do {
        side.head = side.rows.next();
    } while (side.head && !wanted_[side.head->table]);
}

}  // namespace cutover
