#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/foreign_key_action.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

std::string shown(const TableDefinition& table, const ForeignKey& key) {
    return fmt::format(
        "{} ({}) to {}", display(table.name), printable(key.name), display(key.referenced));
}

/// The planned tables' definitions with their plans, by source name.
class PlannedTables {
  public:
    explicit PlannedTables(const PrecheckInput& in) {
        const TableIndex here(in.source_catalog, in.source);
        for (const TablePlan& plan : in.plan.tables) {
            plans_.emplace(plan.source, &plan);
            if (const TableDefinition* const table = here.table(plan.source)) {
                definitions_.push_back(table);
            }
        }
    }

    [[nodiscard]] const TablePlan* plan(const TableName& source) const {
        const auto found = plans_.find(source);
        return found == plans_.end() ? nullptr : found->second;
    }

    [[nodiscard]] const std::vector<const TableDefinition*>& definitions() const {
        return definitions_;
    }

  private:
    std::map<TableName, const TablePlan*> plans_{};
    std::vector<const TableDefinition*> definitions_{};
};

std::optional<CheckFinding> stay_inside(const PrecheckInput& in) {
    const PlannedTables planned(in);
    const TableIndex there(in.destination_catalog, in.destination);
    std::vector<std::string> dangling;
    std::vector<std::string> satisfied;
    for (const TableDefinition* table : planned.definitions()) {
        for (const ForeignKey& key : table->foreign_keys) {
            if (planned.plan(key.referenced) != nullptr) {
                continue;
            }
            const TableName name = destination_name(in.task, in.destination, key.referenced);
            (there.table(name) == nullptr ? dangling : satisfied).push_back(shown(*table, key));
        }
    }
    if (!dangling.empty()) {
        return fail(
            counted(dangling.size(), "foreign key") + ": " + listed(dangling),
            "Select the tables they point to as well, or drop the foreign keys on the source.");
    }
    return judge(
        {satisfied, "foreign key"}, CheckStatus::warn, "all point to selected tables",
        "See that the tables they point to, which are there already, hold the same rows.");
}

std::optional<CheckFinding> no_cascades(const PrecheckInput& in) {
    const PlannedTables planned(in);
    std::vector<std::string> cascading;
    for (const TableDefinition* table : planned.definitions()) {
        for (const ForeignKey& key : table->foreign_keys) {
            if (changes_rows(key)) {
                cascading.push_back(shown(*table, key));
            }
        }
    }
    return judge(
        {cascading, "foreign key"}, CheckStatus::warn, "no foreign key changes rows by itself",
        "Write to the parents as little as possible meanwhile, and verify afterwards.");
}

bool is_unique_over(const TableDefinition& parent, const std::vector<std::string>& columns) {
    const auto wanted = std::set<std::string>(columns.begin(), columns.end());
    return std::any_of(parent.keys.begin(), parent.keys.end(), [&](const KeyDefinition& key) {
        std::set<std::string> parts;
        for (const KeyPart& part : key.parts) {
            parts.insert(part.prefix_length == 0 ? part.column : std::string());
        }
        return key.unique && parts == wanted;
    });
}

/// MySQL 8.4 manual 7.1.8, restrict_fk_on_non_standard_key: off, it takes any key that begins with
/// the columns, as InnoDB always did.
std::optional<CheckFinding> parents_unique(const PrecheckInput& in) {
    if (!is_on(in.destination, "restrict_fk_on_non_standard_key")) {
        return std::nullopt;
    }
    const TableIndex here(in.source_catalog, in.source);
    const PlannedTables planned(in);
    std::vector<std::string> refused;
    for (const TableDefinition* table : planned.definitions()) {
        for (const ForeignKey& key : table->foreign_keys) {
            const TableDefinition* const parent = here.table(key.referenced);
            if (parent != nullptr && !is_unique_over(*parent, key.referenced_columns)) {
                refused.push_back(shown(*table, key));
            }
        }
    }
    return judge(
        {refused, "foreign key"}, CheckStatus::fail, "each points to the columns of a unique key",
        "SET GLOBAL restrict_fk_on_non_standard_key = OFF;");
}

/// A filtered or partly selected parent may lack the row that a child points to.
std::optional<CheckFinding> parents_whole(const PrecheckInput& in) {
    const PlannedTables planned(in);
    std::vector<std::string> at_risk;
    for (const TableDefinition* table : planned.definitions()) {
        for (const ForeignKey& key : table->foreign_keys) {
            const TablePlan* const parent = planned.plan(key.referenced);
            if (parent != nullptr && !parent->where.empty()) {
                at_risk.push_back(shown(*table, key));
            }
        }
    }
    return judge(
        {at_risk, "foreign key"}, CheckStatus::warn, "no parent table is filtered",
        "Give the child table a \"where\" that follows from its parent's.");
}

constexpr std::array foreign_key_family{
    Check{
        {"foreign_keys.outside", "Foreign keys point to selected tables",
         "The table pointed to would be missing: every later insert into the child fails."},
        stay_inside},
    Check{
        {"foreign_keys.unique_parents", "Foreign keys point to unique keys",
         "The destination refuses a foreign key to anything else (error 6125), and keys are made "
         "after the rows."},
        parents_unique},
    Check{
        {"foreign_keys.cascades", "No foreign key changes rows by itself",
         "InnoDB runs cascades below the binary log, so what they change on the source while rows "
         "are copied and followed is not in the log.",
         CheckStatus::warn},
        no_cascades},
    Check{
        {"foreign_keys.filtered", "Parents of foreign keys are copied whole",
         "A row whose parent was filtered out is an orphan over there; no server looks for them.",
         CheckStatus::warn},
        parents_whole},
};

}  // namespace

CheckFamily foreign_key_checks() {
    return foreign_key_family;
}

}  // namespace cutover
