#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gtid.hpp"

namespace cutover {

/// Numbers of transactions from `first` to `last`, both of them in: 1 <= first <= last <=
/// last_gtid_number.
struct GtidInterval {
    std::uint64_t first = 1;
    std::uint64_t last = 1;

    friend bool operator==(const GtidInterval&, const GtidInterval&) = default;
};

/// The transactions of one source under one tag. The intervals ascend and neither overlap nor
/// touch, so that equal sets are equal vectors.
struct GtidNumbers {
    Uuid source{};
    std::string tag{};  ///< Empty: untagged.
    std::vector<GtidInterval> intervals{};

    friend bool operator==(const GtidNumbers&, const GtidNumbers&) = default;
};

/// A set of MySQL's transactions, as in @@gtid_executed and @@gtid_purged. It is a set and no
/// position: transactions may be executed in another order than they are numbered in. MariaDB's
/// GTIDs are another thing (mariadb_gtid.hpp).
class GtidSet {
  public:
    /// Cheap for the next number of a source. The number must be within 1 .. last_gtid_number and
    /// the tag one that parse_gtid_tag() gives, or empty.
    void add(const Gtid& gtid);
    void add(const Uuid& source, std::string_view tag, GtidInterval interval);

    void unite(const GtidSet& other);
    void subtract(const GtidSet& other);

    [[nodiscard]] bool contains(const Gtid& gtid) const;
    /// Whether all of `other` is in it, as GTID_SUBSET(other, *this) has it.
    [[nodiscard]] bool contains(const GtidSet& other) const;

    [[nodiscard]] bool empty() const { return sources_.empty(); }

    /// How many transactions; 2^64 - 1 where there are more.
    [[nodiscard]] std::uint64_t count() const;

    /// By source, then by tag, the untagged first; none of them without an interval.
    [[nodiscard]] const std::vector<GtidNumbers>& sources() const { return sources_; }

    friend bool operator==(const GtidSet&, const GtidSet&) = default;

  private:
    [[nodiscard]] const GtidNumbers* find(const Uuid& source, std::string_view tag) const;
    [[nodiscard]] std::vector<GtidInterval>& intervals_of(const Uuid& source, std::string_view tag);

    std::vector<GtidNumbers> sources_;
};

/// Canonical text: what @@gtid_executed prints but for its line ends, which no server needs.
/// "uuid:1-5:7:tag:1-3,uuid:9"; empty for the empty set.
[[nodiscard]] std::string to_text(const GtidSet& set);

/// Any order, overlaps, blanks and line ends around every part, superfluous commas; upper case.
/// Nothing for malformed text. Also refused is what the server takes and reads as less than it
/// says, or as something else: a UUID or tag without numbers, "5-3", "0x10" and "010".
[[nodiscard]] std::optional<GtidSet> parse_gtid_set(std::string_view text);

/// The text of the first interval that is missing below a source's highest number, such as
/// "uuid:6"; empty where every source has all its numbers from 1 on. A gap is no fault in itself:
/// parallel appliers leave some for a while, and a server may be set up without its beginnings.
[[nodiscard]] std::string first_gap(const GtidSet& set);

}  // namespace cutover
