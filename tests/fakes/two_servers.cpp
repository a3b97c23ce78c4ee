#include "tests/fakes/two_servers.hpp"

#include <utility>

namespace cutover::test {

TwoServers::TwoServers() {
    task.objects.databases["shop"] = {};
    request.workers = 2;
    request.run = "this run";
    request.whole_below_bytes = 0;  // chunks, also of the smallest table
}

void TwoServers::add(const TableDefinition& definition, const std::vector<MemoryRow>& rows) {
    source.add_table(definition, rows);
    destination.add_table(definition, rows);
}

void TwoServers::add_plain(std::uint64_t rows, std::size_t key_columns) {
    std::vector<MemoryRow> made;
    for (std::uint64_t id = 1; id <= rows; ++id) {
        made.push_back(
            {number_cell(id), text_cell("name" + std::to_string(id)),
             real_cell(static_cast<double>(id) / 4)});
    }
    add(define_table({"shop", "t"}, {"id bigint", "name varchar", "price double"}, key_columns),
        made);
}

void TwoServers::make_request() {
    std::vector<std::string> databases;
    for (const auto& [name, rule] : task.objects.databases) {
        databases.push_back(name);
    }
    request.source_catalog = source.catalog(databases);
    request.plan =
        make_plan(task, request.source_catalog, source.server().facts, destination.server().facts);
    for (TablePlan& table : request.plan.tables) {
        table.chunk_rows = chunk_rows;
        table.where = table.where.empty() ? where : table.where;
    }
}

VerifyReport TwoServers::run(Database& from, Database& to) {
    make_request();
    VerifyObserver observer;
    return verify(request, from, to, evidence, observer);
}

VerifyReport TwoServers::run(VerifyObserver& observer) {
    make_request();
    return verify(request, source, destination, evidence, observer);
}

std::vector<ChunkCompared> unfinished_chunks(const std::vector<EvidenceRecord>& records) {
    EarlierReader reader;
    for (const EvidenceRecord& record : records) {
        reader.take(record);
    }
    return std::move(reader).result().chunks;
}

std::string describe(const std::vector<Discrepancy>& discrepancies) {
    std::string text;
    for (const Discrepancy& discrepancy : discrepancies) {
        text += (text.empty() ? "" : "; ") + std::string(to_text(discrepancy.kind));
        for (const NamedValue& value : discrepancy.key) {
            text += " " + value.value.value_or("NULL");
        }
        for (const DifferingColumn& column : discrepancy.columns) {
            text += " " + column.name;
        }
        text += discrepancy.copies == 1 ? "" : " x" + std::to_string(discrepancy.copies);
    }
    return text;
}

}  // namespace cutover::test
