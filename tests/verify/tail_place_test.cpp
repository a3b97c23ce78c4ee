/// How long the log is searched for a tail; what is found is shown on real servers.
#include "verify/tail_place.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::tail_place_test {
namespace {

constexpr std::uint64_t rows_at_once = 1000;

/// Each time it is read, 1000 more rows were inserted into shop.t.
class InsertStream : public ChangeStream {
  public:
    InsertStream(LogPlace place, MemoryDatabase& server, const RowSource& source, int& reads)
        : place_(std::move(place)), images_{.after = RowBlock(forms_of(source))}, reads_(reads) {
        const MemoryRow row{number_cell(0), text_cell("new"), real_cell(1)};
        for (std::uint64_t i = 0; i < rows_at_once; ++i) {
            append_row(server.table({"shop", "t"}), row, source, images_.after);
        }
    }

    void read(const ChangeSink& sink) override {
        ++reads_;
        for (std::uint64_t& id : images_.after.columns().front().numbers) {
            id = ++last_;
        }
        sink({.body = RowsChanged{.table = {"shop", "t"}, .images = &images_}});
        place_.offset += rows_at_once;
    }

    [[nodiscard]] const LogPlace& place() const override { return place_; }

    [[nodiscard]] const LogMarks& marks() const override { return marks_; }

  private:
    LogPlace place_;
    LogMarks marks_{};
    RowImages images_;
    int& reads_;
    std::uint64_t last_ = 1;  ///< The row that is there.
};

class InsertLog : public MemoryDatabase {
  public:
    InsertLog() : MemoryDatabase("source") {}

    std::string position() override { return "log.1:300004"; }

    std::optional<std::vector<LogFile>> log_files() override {
        return std::vector<LogFile>{{"log.1", 300'004}};
    }

    std::unique_ptr<ChangeStream> changes(const ChangeRequest& request) override {
        return std::make_unique<InsertStream>(request.from, *this, *source, reads);
    }

    const RowSource* source = nullptr;
    int reads = 0;
};

TEST(TailPlace, IsNotSearchedForOnceItsRowsAreTooMany) {
    TwoServers servers;
    servers.add_plain(1);
    servers.run();
    InsertLog log;
    const TableDefinition& definition = servers.source.table({"shop", "t"}).definition;
    log.add_table(definition);
    std::vector<TableUnderWay> tables(1);
    tables[0].pair = pair_table(servers.request.plan.tables.at(0), &definition, {});
    tables[0].tail = NumberKey{{KeyValue::Kind::integer, 1}};
    tables[0].causes.push_back({.kind = CauseKind::missing_tail, .rows = 300'000});
    log.source = &tables[0].pair.source;
    const Catalog& catalog = servers.request.source_catalog;
    ManualClock clock;
    EvidenceLimits limits{.clock = clock.clock()};
    find_tail_places(tables, {log, log, catalog, catalog}, limits);
    EXPECT_EQ(log.reads, 201) << "of 300";
    EXPECT_EQ(
        tables[0].causes[0].evidence,
        "From which position of the source's log on is not known: so many rows are missing that "
        "they were not looked up.");
}

}  // namespace
}  // namespace cutover::test::tail_place_test
