/// What reading and digesting a row costs, without and with a server:
///
///     row_bench encode                      nanoseconds a row, made-up rows in memory
///     row_bench scan SOCKET DATABASE TABLE  one session: into blocks, and with digests
///
/// The floor, rows that are only counted, is measured by bench/binary_scan.c, which shares no code
/// with cutover.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>

#include <fmt/format.h>
#include <sys/resource.h>

#include "core/row_encoder.hpp"
#include "mysql/catalog_reader.hpp"
#include "mysql/row_reader.hpp"
#include "mysql/server_info.hpp"

namespace cutover {
namespace {

using Clock = std::chrono::steady_clock;

double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Runs it three times and prints the best.
void measure(const char* name, const std::function<std::uint64_t()>& run) {
    double wall = 1e9;
    double processor = 1e9;
    std::uint64_t rows = 1;
    for (int round = 0; round < 3; ++round) {
        const double processor_before = processor_seconds();
        const auto before = Clock::now();
        rows = run();
        const std::chrono::duration<double> took = Clock::now() - before;
        wall = std::min(wall, took.count());
        processor = std::min(processor, processor_seconds() - processor_before);
    }
    const double nanoseconds = 1e9 / static_cast<double>(rows);
    fmt::print(
        "{:<28} {:>10} rows {:>8.3f} s {:>8.1f} ns/row, of this process {:>8.1f} ns/row\n", name,
        rows, wall, wall * nanoseconds, processor * nanoseconds);
}

std::uint64_t scan(
    Session& session, const RowSource& source, FetchMeans means, RowEncoder* encoder) {
    RowBlock block(forms_of(source));
    RowsDigest total;
    std::uint64_t rows = 0;
    const auto fetch =
        RowFetch::execute(session, select_rows(source, {}), source.columns, "scanning", {means});
    read_rows(*fetch, {}, block, [&](const RowBlock& read) {
        rows += read.rows();
        for (std::size_t row = 0; encoder != nullptr && row < read.rows(); ++row) {
            total.add(encoder->digest(read, row));
        }
    });
    return rows;
}

RowSource source_of(const Endpoint& endpoint, Session& session, const TableName& name) {
    const Catalog catalog = read_catalog(
        [&] { return Session(endpoint, SessionRole::read_only); }, read_server_facts(session),
        {name.database});
    const TableDefinition* const table = find_table(catalog, name);
    RowSource source{.table = name};
    for (const ColumnDefinition& column : table->columns) {
        source.columns.push_back(
            {.name = column.name,
             .form = *form_of(column),
             .fraction_digits = column.fraction_digits,
             .members = column.members});
    }
    return source;
}

void bench_scan(const std::string& socket, const TableName& table) {
    const Endpoint endpoint{.socket = socket, .user = "root", .ssl_mode = SslMode::disabled};
    Session session(endpoint, SessionRole::read_only);
    const RowSource source = source_of(endpoint, session, table);
    take_text_as_stored(session);
    RowEncoder encoder(source.columns, {});
    const auto raw = FetchMeans::raw_packets;
    const auto bound = FetchMeans::bound;
    measure("raw packets", [&] { return scan(session, source, raw, nullptr); });
    measure("raw packets, digests", [&] { return scan(session, source, raw, &encoder); });
    measure("MYSQL_BIND", [&] { return scan(session, source, bound, nullptr); });
    measure("MYSQL_BIND, digests", [&] { return scan(session, source, bound, &encoder); });
}

void bench_encode() {
    const std::vector<ReadColumn> columns{
        {.form = CellForm::natural},
        {.form = CellForm::integer},
        {.form = CellForm::enumeration, .members = {"new", "paid", "sent", "closed"}},
        {.form = CellForm::decimal},
        {.form = CellForm::real64},
        {.form = CellForm::real32},
        {.form = CellForm::text},
        {.form = CellForm::text},
        {.form = CellForm::natural},
        {.form = CellForm::date, .fraction_digits = 6},
        {.form = CellForm::date, .fraction_digits = 3}};
    RowBlock block(forms_of({.columns = columns}));
    for (std::uint64_t row = 0; row < 4096; ++row) {
        for (CellColumn& column : block.columns()) {
            if (is_number(column.form)) {
                column.add_number(column.form == CellForm::enumeration ? row % 4 + 1 : row);
            } else if (column.form == CellForm::decimal) {
                column.add_bytes("1234567.89");
            } else {
                column.add_bytes("a text of some length, as names are");
            }
        }
    }
    RowEncoder encoder(columns, {});
    RowsDigest total;
    constexpr int blocks = 1000;
    measure("encode and digest", [&] {
        for (int i = 0; i < blocks; ++i) {
            for (std::size_t row = 0; row < block.rows(); ++row) {
                total.add(encoder.digest(block, row));
            }
        }
        return blocks * block.rows();
    });
    fmt::print("{}\n", hex(total.sum));
}

}  // namespace
}  // namespace cutover

int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], "encode") == 0) {
        cutover::bench_encode();
        return 0;
    }
    if (argc == 5 && std::strcmp(argv[1], "scan") == 0) {
        cutover::bench_scan(argv[2], {argv[3], argv[4]});
        return 0;
    }
    fmt::print(stderr, "row_bench encode | row_bench scan SOCKET DATABASE TABLE\n");
    return 2;
}
