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
        const std::size_t table = std::is_lteq(order()) ? here_.head->table : there_.head->table;
        if (!piece) {
            piece = CarriedPiece{.table = table};
        } else if (piece->table != table || piece->rows.size() == rows_a_piece) {
            break;
        }
        piece->rows.push_back(take());
    }
    return piece;
}

/// Of the two heads; a side that has come to its end is behind the other.
std::strong_ordering CarriedRows::order() const {
    if (!here_.head) {
        return std::strong_ordering::greater;
    }
    return there_.head ? compare_touched(*here_.head, *there_.head) : std::strong_ordering::less;
}

CarriedRow CarriedRows::take() {
    const std::strong_ordering first = order();
    CarriedRow row;
    if (std::is_lteq(first)) {
        row.key = here_.head->key;
        row.here = here_.head->row;
        pull(here_);
    }
    if (std::is_gteq(first)) {
        row.key = there_.head->key;
        row.there = there_.head->row;
        pull(there_);
    }
    return row;
}

void CarriedRows::pull(Side& side) const {
    do {
        side.head = side.rows.next();
    } while (side.head && !wanted_[side.head->table]);
}

}  // namespace cutover
