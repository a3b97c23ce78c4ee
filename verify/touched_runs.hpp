#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/spill_file.hpp"
#include "verify/touched_table.hpp"

namespace cutover {

/// By table, then by the text of the key: both sides' rows come in that order. Where it is not the
/// server's, rows that lie together there still come together mostly, but for numbers of unequal
/// lengths.
[[nodiscard]] std::strong_ordering compare_touched(const TouchedKey& a, const TouchedKey& b);

/// One run, sorted and packed, as it is read back: from memory, or in pieces from a file.
class TouchedRunReader {
  public:
    explicit TouchedRunReader(std::string packed) : bytes_(std::move(packed)) {}

    /// `most_held` bytes at a time, at least one.
    TouchedRunReader(
        const SpillFile& file, std::uint64_t begin, std::uint64_t end, std::size_t most_held)
        : file_(&file), at_(begin), end_(end), most_held_(most_held) {}

    /// Nothing behind the last.
    [[nodiscard]] std::optional<TouchedKey> next();

  private:
    [[nodiscard]] std::string_view left() const { return std::string_view(bytes_).substr(read_); }

    bool fetch();

    std::string bytes_{};
    std::size_t read_ = 0;  ///< Of `bytes_`.
    const SpillFile* file_ = nullptr;
    std::uint64_t at_ = 0;  ///< Where the file goes on.
    std::uint64_t end_ = 0;
    std::size_t most_held_ = 0;
};

/// All runs as one: each row once, what was before from the first run that has it, what is behind
/// from the last.
class TouchedMerge {
  public:
    explicit TouchedMerge(std::vector<TouchedRunReader> runs);

    /// In the order of compare_touched(); nothing behind the last.
    [[nodiscard]] std::optional<TouchedKey> next();

  private:
    struct Head {
        TouchedKey key{};
        std::size_t run = 0;
    };

    [[nodiscard]] static bool comes_later(const Head& a, const Head& b);
    void pull(std::size_t run);

    std::vector<TouchedRunReader> runs_;
    std::vector<Head> heads_{};  ///< A heap, the next one in front.
};

/// The rows of all tables that one server's log names. Memory holds the last run, the others lie in
/// a file: rows are sorted outside of memory, so what it takes does not grow with them.
class TouchedRuns {
  public:
    TouchedRuns() = default;

    /// Where the file would be.
    explicit TouchedRuns(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// What the log says next: of each table what TouchedBatch::take() gives, in the tables' order.
    /// Throws Error where it cannot be kept; what was added before stays.
    void add(std::string packed);

    /// Must not outlive this, nor anything be added meanwhile.
    [[nodiscard]] TouchedMerge merged() const;

  private:
    std::filesystem::path folder_{};
    std::string last_{};
    std::optional<SpillFile> file_{};
    std::vector<std::uint64_t> ends_{};  ///< Of the runs in the file.
};

}  // namespace cutover
