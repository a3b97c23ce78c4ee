#include "tests/servers/support/pair_verification.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "app/repair_script.hpp"
#include "mysql/mysql_database.hpp"

namespace cutover::test {

PairVerification::PairVerification(const ServerPair& pair)
    : PairVerification(pair, pair.source().endpoint(), pair.destination().endpoint()) {}

PairVerification::PairVerification(
    const ServerPair& pair, const Endpoint& source, const Endpoint& destination)
    : pair_(pair),
      source_(open_database(source, SessionRole::read_only)),
      destination_(open_database(destination, SessionRole::read_only)) {
    task.objects.databases[pair.database()] = {};
    request.run = "test";
    request.workers = 2;
}

VerifyReport PairVerification::run(VerifyObserver& observer) {
    std::vector<std::string> databases;
    for (const auto& [name, rule] : task.objects.databases) {
        databases.push_back(name);
    }
    request.source_catalog = source_->catalog(databases);
    request.plan = make_plan(task, request.source_catalog, source_->facts(), destination_->facts());
    for (TablePlan& table : request.plan.tables) {
        table.chunk_rows = chunk_rows;
    }
    return verify(request, *source_, *destination_, evidence, observer);
}

VerifyReport PairVerification::run_and_repair() {
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "repair.sql").string();
    RepairScript script(path);
    request.repair = &script;
    VerifyReport report = run();
    request.repair = nullptr;
    EXPECT_GE(script.finish(), 1U);
    pair_.at_destination("\nSOURCE " + path);
    return report;
}

std::string verdicts(const VerifyReport& report) {
    std::string text;
    for (const TableComparison& table : report.tables) {
        text += table.source.table + " " + to_text(table.verdict) + " " + table.reason + "; ";
    }
    return text;
}

std::string sorted(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find("; ", begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 2;
    }
    std::sort(lines.begin(), lines.end());
    std::string joined;
    for (const std::string& line : lines) {
        joined += line + "\n";
    }
    return joined;
}

}  // namespace cutover::test
