/// Any bytes as the text of a GTID set of MySQL, as the bytes of one in a log, and as the text of
/// a position or a state of MariaDB.
#include "core/gtid_set.hpp"

#include "binlog/damaged_log.hpp"
#include "binlog/gtid_set_bytes.hpp"
#include "core/mariadb_gtid.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

Bytes view(std::string_view bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// Whether the intervals are as sources() promises them.
bool is_canonical(const GtidNumbers& numbers) {
    std::uint64_t before = 0;
    bool is_first = true;
    for (const GtidInterval& interval : numbers.intervals) {
        const bool apart = is_first ? interval.first >= 1 : interval.first > before + 1;
        if (!apart || interval.last < interval.first || interval.last > last_gtid_number) {
            return false;
        }
        before = interval.last;
        is_first = false;
    }
    return !is_first;
}

void check_set(const GtidSet& set) {
    for (const GtidNumbers& numbers : set.sources()) {
        require(is_canonical(numbers), "intervals that are empty, touch or overlap");
    }
    require(parse_gtid_set(to_text(set)) == set, "the text is of another set");
    const std::string bytes = encode_gtid_set(set);
    ByteReader reader(view(bytes));
    require(decode_gtid_set(reader) == set && reader.at_end(), "the bytes are of another set");
    GtidSet other = set;
    other.unite(set);
    require(other == set && set.contains(other), "a set united with itself is another one");
    other.subtract(set);
    require(other.empty() && other.count() == 0, "a set without itself is not empty");
}

void read_bytes(std::string_view bytes) {
    ByteReader reader(view(bytes));
    try {
        check_set(decode_gtid_set(reader));
    } catch (const DamagedLog&) {
        return;
    }
}

void read_mariadb_text(std::string_view text) {
    const auto position = parse_mariadb_position(text);
    const auto state = parse_mariadb_state(text);
    if (position) {
        require(state && state->position() == *position, "a position is no state");
        require(parse_mariadb_position(to_text(*position)) == position, "another position's text");
        require(position->covers(*position), "a position is before itself");
    }
    if (state) {
        require(parse_mariadb_state(to_text(*state)) == state, "another state's text");
        require(state->covers(state->position()), "a state is before its end");
    }
}

}  // namespace

void gtid_set(std::string_view bytes) {
    if (const auto set = parse_gtid_set(bytes)) {
        check_set(*set);
    }
    read_bytes(bytes);
    read_mariadb_text(bytes);
}

}  // namespace cutover::fuzz
