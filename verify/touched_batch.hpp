#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "verify/touched_table.hpp"

namespace cutover {

/// Rows of one table in the order in which a log names them; one that it names often is there often
/// until unite(). Adding a row allocates nothing once the batch has grown.
class TouchedBatch {
  public:
    /// The table's place among those that were asked for.
    explicit TouchedBatch(std::size_t table) : table_(table) {}

    /// What was before this change, and what is behind it. `key` is its to_text().
    void add(std::string_view key, const TouchedRow& change);

    /// How many are held, those that are there often each time.
    [[nodiscard]] std::size_t changes() const { return places_.size(); }

    /// What they take, and uniting them.
    [[nodiscard]] std::size_t bytes() const {
        return 2 * packed_.size() + places_.size() * sizeof(Place);
    }

    /// Makes each row one: what was before its first change, and what is behind its last. Returns
    /// how many they are.
    std::size_t unite();

    /// The rows, united, as TouchedRuns takes them. Holds none any more.
    [[nodiscard]] std::string take();

  private:
    struct Place {
        std::uint64_t begin_of_key;  ///< As a number that orders as the bytes do: most tell by it.
        std::uint64_t at;            ///< Of the row, in `packed_`.
    };

    void sort();

    std::size_t table_;
    std::string packed_{};
    std::vector<Place> places_{};
    bool is_united_ = true;
};

}  // namespace cutover
