#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "migrate/precheck.hpp"

namespace cutover::test {

/// Two servers and a task with nothing wrong: MariaDB 10.11 to the same, schema and full of the
/// database `shop` with the table `orders`. Tests break one thing each.
struct Situation {
    Task task{};
    ServerFacts source{};
    ServerFacts destination{};
    Catalog source_catalog{};
    Catalog destination_catalog{};
    CapacityFacts capacity{};
    std::vector<RefusedCondition> refused_conditions{};
    /// What measuring a table's rows would give; a table that is not here takes too long.
    std::map<TableName, std::uint64_t> widest_rows{};
    std::optional<TaskProgress> progress{};
    SourceLog log{
        .files = std::vector<LogFile>(),
        .replicas = std::vector<RegisteredReplica>(),
        .prepared = 0};

    std::optional<std::vector<Replica>> replicas = std::vector<Replica>();

    Situation();

    [[nodiscard]] TableDefinition& orders() { return source_catalog.tables.front(); }

    /// Adds a copy of `orders` to the source under this name.
    TableDefinition& add_table(const std::string& name);

    CodeObject& add_object(ObjectKind kind, const std::string& name);

    /// Both servers' variable.
    void set_both(const std::string& variable, const std::string& value);

    /// Everything that `precheck` prints; plans the task first, as the program does.
    [[nodiscard]] std::vector<CheckResult> check() const;
};

struct PrecheckCase {
    const char* name;
    std::function<void(Situation&)> change;
    std::string id{};  ///< The only check that does not pass; "": all pass.
    CheckStatus status = CheckStatus::pass;
    std::string found{};  ///< A part of its `found`.
    std::string fix{};    ///< A part of its `fix`.
};

/// Each case changes one thing; only its check may then say so.
void expect_each(const std::vector<PrecheckCase>& cases);

/// The result of that id; nothing where the task does not need it.
[[nodiscard]] std::optional<CheckResult> result_of(
    const std::vector<CheckResult>& results, const std::string& id);

}  // namespace cutover::test
