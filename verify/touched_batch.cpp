#include "verify/touched_batch.hpp"

#include <algorithm>
#include <utility>

#include "verify/touched_packing.hpp"

namespace cutover {
namespace {

std::uint64_t begin_of(std::string_view key) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) {
        number = number << 8U | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
    }
    return number;
}

PackedRow row_at(std::string_view packed, std::uint64_t at) {
    return *first_packed(packed.substr(at));  // that is there: add() wrote it
}

}  // namespace

void TouchedBatch::add(std::string_view key, const TouchedRow& change) {
    places_.push_back({begin_of(key), packed_.size()});
    append_packed(packed_, table_, key, change);
    is_united_ = false;
}

/// By key, what the log named first in front.
void TouchedBatch::sort() {
    std::sort(places_.begin(), places_.end(), [this](const Place& a, const Place& b) {
        if (a.begin_of_key != b.begin_of_key) {
            return a.begin_of_key < b.begin_of_key;
        }
        const int order = row_at(packed_, a.at).key.compare(row_at(packed_, b.at).key);
        return order != 0 ? order < 0 : a.at < b.at;
    });
}

std::size_t TouchedBatch::unite() {
    if (std::exchange(is_united_, true)) {
        return places_.size();
    }
    sort();
    std::string united;
    united.reserve(packed_.size());
    std::size_t rows = 0;
    for (std::size_t i = 0; i < places_.size();) {
        const std::uint64_t begin_of_key = places_[i].begin_of_key;
        PackedRow row = row_at(packed_, places_[i].at);
        while (++i < places_.size() && places_[i].begin_of_key == begin_of_key) {
            const PackedRow next = row_at(packed_, places_[i].at);
            if (next.key != row.key) {
                break;
            }
            row.row.is_there = next.row.is_there;
            row.row.after = next.row.after;
        }
        places_[rows++] = {begin_of_key, united.size()};
        append_packed(united, table_, row.key, row.row);
    }
    places_.resize(rows);
    packed_ = std::move(united);
    return rows;
}

std::string TouchedBatch::take() {
    unite();
    places_.clear();
    return std::exchange(packed_, {});
}

}  // namespace cutover
