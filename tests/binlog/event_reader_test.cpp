#include "binlog/event_reader.hpp"

#include <gtest/gtest.h>

#include "binlog/damaged_log.hpp"
#include "tests/binlog/made_events.hpp"

namespace cutover::test::event_reader_test {
namespace {

constexpr std::uint8_t format_description = 15;
constexpr std::uint8_t table_map = 19;
constexpr std::uint8_t write_rows = 23;

/// Table 7: d.t of one INT.
const std::vector<std::uint8_t> map_of_one_int{7,   0, 0, 0,   0, 0, 1, 0, 1,
                                               'd', 0, 1, 't', 0, 1, 3, 0, 0};
const std::vector<std::uint8_t> one_row{7, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 42, 0, 0, 0};

void ignore(const Event& /*event*/) {}

/// Found by fuzzing: the first half of the description had made the table known.
TEST(EventReader, ATableMapThatCannotBeReadDescribesNothing) {
    EventReader reader;
    reader.read(made_event(format_description, made_format_description(false)), ignore);
    const std::vector<std::uint8_t> cut_off(map_of_one_int.begin(), map_of_one_int.begin() + 10);
    EXPECT_THROW(reader.read(made_event(table_map, cut_off), ignore), DamagedLog);
    EXPECT_THROW(reader.read(made_event(write_rows, one_row), ignore), DamagedLog);

    reader.read(made_event(table_map, map_of_one_int), ignore);
    std::string table;
    reader.read(made_event(write_rows, one_row), [&](const Event& event) {
        table = std::get<RowsEvent>(event.body).table->table;
    });
    EXPECT_EQ(table, "t");

    EXPECT_THROW(reader.read(made_event(table_map, cut_off), ignore), DamagedLog);
    EXPECT_THROW(reader.read(made_event(write_rows, one_row), ignore), DamagedLog)
        << "the description before it is no longer that of the table";
}

}  // namespace
}  // namespace cutover::test::event_reader_test
