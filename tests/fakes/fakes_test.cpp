/// The fakes must themselves be right, or every test that leans on them proves nothing.
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test::fakes_test {
namespace {

const TableName orders{"shop", "orders"};

MemoryTable& add_orders(MemoryDatabase& database, std::uint64_t rows) {
    MemoryTable& table = database.add_table(define_table(orders, {"id bigint", "name varchar"}, 1));
    for (std::uint64_t id = 1; id <= rows; ++id) {
        table.rows.push_back({number_cell(id), text_cell("n" + std::to_string(id))});
    }
    return table;
}

const RowSource orders_source{
    .table = orders,
    .columns = {{.name = "id"}, {.name = "name", .form = CellForm::text}},
    .key = {{.name = "id"}}};

std::uint64_t rows_read(ReadLane& lane, const std::vector<Chunk>& chunks) {
    RowBlock block({CellForm::integer, CellForm::text});
    std::uint64_t rows = 0;
    for (const Chunk& chunk : chunks) {
        lane.read(orders_source, chunk, block, [&](const RowBlock& some) { rows += some.rows(); });
    }
    return rows;
}

RowBlock one_order(std::uint64_t id) {
    RowBlock block({CellForm::integer, CellForm::text});
    block.columns()[0].add_number(id);
    block.columns()[1].add_bytes("new");
    return block;
}

RowTarget target(OnConflict on_conflict) {
    return {
        .table = orders,
        .columns = {{.name = "id", .block_column = 0}, {.name = "name", .block_column = 1}},
        .on_conflict = on_conflict};
}

TEST(MemoryDatabase, ChunksCoverATableAndSnapshotsDoNotMove) {
    MemoryDatabase database("a");
    MemoryTable& table = add_orders(database, 10);
    const auto snapshot = database.snapshot(1, {orders});
    table.rows.clear();
    ReadLane& lane = snapshot->lane(0);
    const auto boundaries = lane.boundaries(orders_source, 3);
    EXPECT_EQ(boundaries.size(), 3U);
    EXPECT_EQ(rows_read(lane, cut(0, boundaries)), 10U);
    EXPECT_EQ(lane.count(orders_source), 10U);
    EXPECT_EQ(database.diary().count("read shop.orders"), 4U);
}

TEST(MemoryDatabase, RowsAndProgressCommitTogetherOrNotAtAll) {
    MemoryDatabase database("b");
    add_orders(database, 2);
    const auto store = database.progress("task");
    store->claim("fingerprint", "a");
    const auto ids = store->add_tables({{.source = orders, .chunks = {{}}}});
    const auto writer = store->writer();
    for (const bool commits : {false, true}) {
        writer->begin();
        EXPECT_EQ(writer->write(target(OnConflict::fail), one_order(3)), 1U);
        writer->mark_done({.table_id = ids.front()});
        commits ? writer->commit() : writer->rollback();
        EXPECT_EQ(database.table(orders).rows.size(), commits ? 3U : 2U);
        EXPECT_EQ(store->load_tables().front().chunks.front().done, commits);
    }
}

TEST(MemoryDatabase, ConflictsAreDecidedByUniqueKeys) {
    MemoryDatabase database("b");
    add_orders(database, 2);
    const auto store = database.progress("task");
    store->claim("fingerprint", "a");
    const auto writer = store->writer();
    writer->begin();
    EXPECT_THROW(writer->write(target(OnConflict::fail), one_order(2)), ServerError);
    EXPECT_EQ(writer->write(target(OnConflict::keep_existing), one_order(2)), 0U);
    EXPECT_EQ(writer->write(target(OnConflict::overwrite), one_order(2)), 1U);
    writer->commit();
    EXPECT_EQ(database.table(orders).rows.size(), 2U);
    EXPECT_EQ(database.table(orders).rows.back().at(1), text_cell("new"));
}

TEST(MemoryDatabase, AnOlderRunCanNoLongerWrite) {
    MemoryDatabase database("b");
    add_orders(database, 1);
    auto store = database.progress("task");
    store->claim("fingerprint", "a");
    const auto stale = store->writer();
    EXPECT_THROW(database.progress("task")->claim("fingerprint", "a"), Error);
    store.reset();
    EXPECT_EQ(database.progress("task")->claim("fingerprint", "a").epoch, 2U);
    EXPECT_THROW(stale->begin(), Error);
}

TEST(FaultyDatabase, FailsAtTheCallNamedAndAtNoOther) {
    MemoryDatabase inner("a");
    add_orders(inner, 10);
    const auto run = [&](Fault fault) {
        FaultyDatabase database(inner, std::move(fault));
        std::uint64_t rows = 0;
        try {
            const auto snapshot = database.snapshot(1, {orders});
            rows = rows_read(snapshot->lane(0), {Chunk{}});
        } catch (const ServerError& error) {
            EXPECT_EQ(error.code(), 2013U);
        }
        return std::make_pair(rows, database.calls());
    };
    const auto [rows, calls] = run({});
    EXPECT_EQ(rows, 10U);
    EXPECT_EQ(calls, 6U);  // snapshot, read, four blocks
    for (std::size_t n = 1; n <= calls; ++n) {
        EXPECT_EQ(run({.at_call = n}), std::make_pair(std::uint64_t{0}, n == 2 ? 2 : n));
    }
    EXPECT_EQ(run({.at_call = 3, .kind = FaultKind::lose_rows}).first, 7U);
}

}  // namespace
}  // namespace cutover::test::fakes_test
