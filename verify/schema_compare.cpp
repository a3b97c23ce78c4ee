#include "verify/schema_compare.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/create_table.hpp"
#include "core/definition_normal_form.hpp"
#include "core/definition_rewrite.hpp"
#include "core/expression_words.hpp"
#include "core/name_mapping.hpp"
#include "core/table_statement.hpp"

namespace cutover {
namespace {

struct Finding {
    TableVerdict verdict = TableVerdict::equal;
    std::string reason{};
};

Finding different(std::string reason) {
    return {TableVerdict::different, std::move(reason)};
}

std::string told(const std::string& text) {
    return text.empty() ? "nothing" : printable(text);
}

/// The definition that the destination should have: the source's as the task has it made.
TableDefinition expected_table(
    const TableDefinition& source,
    const TablePlan& plan,
    const NameMapping& names,
    const ServerFacts& destination) {
    TableDefinition expected = source;
    expected.name = plan.destination;
    expected.create_statement = table_statements(source, plan, {names, destination}).create;
    expected.columns.clear();
    for (const ColumnPlan& column : plan.columns) {
        expected.columns.push_back(column.source);
        expected.columns.back().name = column.destination;
    }
    return expected;
}

std::string number_text(const std::optional<std::uint64_t>& number) {
    return number ? std::to_string(*number) : "none";
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                     : std::nullopt;
}

/// True where `there` will hand out nothing that `here` has handed out already; both have one
/// definition. What is ahead only skips values, as sequences do anyway.
bool is_at_or_past(const CodeObject& there, const CodeObject& here) {
    const auto left = whole_number(there.next_value);
    const auto right = whole_number(here.next_value);
    if (!left || !right) {
        return there.next_value == here.next_value;
    }
    const bool descends = here.create_statement.find("increment by -") != std::string::npos;
    return descends ? *left <= *right : *left >= *right;
}

class Comparer {
  public:
    explicit Comparer(const SchemaCompareInput& input)
        : in_(input), names_(mapping_of(input.plan)) {}

    std::vector<ObjectComparison> run() {
        for (const DatabasePlan& plan : in_.plan.databases) {
            add("database", {plan.source.name, {}}, {plan.destination, {}}, compare(plan));
        }
        for (const TablePlan& plan : in_.plan.tables) {
            add("table definition", plan.source, plan.destination, compare(plan));
        }
        for (const ObjectPlan& plan : in_.plan.objects) {
            add(std::string(to_text(plan.kind)), plan.source, plan.destination, compare(plan));
        }
        add_strange_triggers();
        return std::move(found_);
    }

  private:
    void add(std::string kind, TableName source, TableName destination, Finding finding) {
        found_.push_back(
            {std::move(kind), std::move(source), std::move(destination), finding.verdict,
             std::move(finding.reason)});
    }

    [[nodiscard]] Finding compare(const DatabasePlan& plan) const {
        const DatabaseDefinition* there = find_database(in_.destination, plan.destination);
        if (there == nullptr) {
            return different("missing on the destination");
        }
        const std::string here = character_set_form(plan.source.collation);
        if (here != character_set_form(there->collation)) {
            return different(
                "default collation: source " + told(plan.source.collation) + "; destination " +
                told(there->collation));
        }
        return {};
    }

    /// What stands in the way of a comparison; nothing where both definitions can be read.
    template<typename Definition>
    static std::optional<Finding> absence_of(const Definition* here, const Definition* there) {
        if (here == nullptr || !here->unreadable.empty()) {
            return Finding{
                TableVerdict::unproven,
                here == nullptr ? "gone from the source since the plan" : here->unreadable};
        }
        if (there == nullptr) {
            return different("missing on the destination");
        }
        if (!there->unreadable.empty()) {
            return Finding{TableVerdict::unproven, there->unreadable};
        }
        return std::nullopt;
    }

    [[nodiscard]] Finding compare(const TablePlan& plan) const {
        const TableDefinition* here = find_table(in_.source, plan.source);
        const TableDefinition* there = find_table(in_.destination, plan.destination);
        if (const auto absence = absence_of(here, there)) {
            return *absence;
        }
        const auto difference = first_difference(
            normal_form(expected_table(*here, plan, names_, in_.destination_facts)),
            normal_form(*there));
        if (difference) {
            return different(*difference);
        }
        if (!in_.is_followed && here->auto_increment && has_auto_increment(plan) &&
            there->auto_increment.value_or(1) < *here->auto_increment) {
            return different(
                "AUTO_INCREMENT: source " + number_text(here->auto_increment) + "; destination " +
                number_text(there->auto_increment));
        }
        return {};
    }

    static bool has_auto_increment(const TablePlan& plan) {
        return std::any_of(plan.columns.begin(), plan.columns.end(), [](const ColumnPlan& column) {
            return column.source.auto_increment;
        });
    }

    [[nodiscard]] Finding compare(const ObjectPlan& plan) const {
        const CodeObject* here = find_object(in_.source, plan.kind, plan.source);
        const CodeObject* there = find_object(in_.destination, plan.kind, plan.destination);
        if (plan.kind == ObjectKind::trigger && in_.is_followed && there == nullptr) {
            return {
                TableVerdict::unproven,
                "it waits for the switch: rows come with what triggers did to them"};
        }
        if (const auto absence = absence_of(here, there)) {
            return *absence;
        }
        CodeObject expected = *here;
        expected.create_statement = rewrite_code(*here, names_, in_.destination_facts);
        const auto difference = first_difference(normal_form(expected), normal_form(*there));
        return difference ? different(*difference) : compare_rest(*here, *there);
    }

    /// What we changed ourselves, or what normal forms leave out.
    [[nodiscard]] Finding compare_rest(const CodeObject& here, const CodeObject& there) const {
        if (sql_security_of(here) == "INVOKER" && sql_security_of(there) != "INVOKER") {
            return different("SQL SECURITY: source INVOKER; destination DEFINER");
        }
        if (here.kind == ObjectKind::event && is_enabled(there) && !is_enabled(here)) {
            return different("status: source DISABLE; destination ENABLE");
        }
        if (here.kind == ObjectKind::trigger) {
            const TableName table = names_.table({here.name.database, here.table});
            if (table.table != there.table) {
                return different(
                    "table: source " + told(table.table) + "; destination " + told(there.table));
            }
        }
        if (here.kind == ObjectKind::sequence && !in_.is_followed && !is_at_or_past(there, here)) {
            return different(
                "next value: source " + told(here.next_value) + "; destination " +
                told(there.next_value));
        }
        return {};
    }

    void add_strange_triggers() {
        std::set<TableName> tables;
        for (const TablePlan& plan : in_.plan.tables) {
            tables.insert(plan.destination);
        }
        std::set<TableName> planned;
        for (const ObjectPlan& plan : in_.plan.objects) {
            if (plan.kind == ObjectKind::trigger) {
                planned.insert(plan.destination);
            }
        }
        for (const CodeObject& object : in_.destination.objects) {
            if (object.kind == ObjectKind::trigger && !planned.contains(object.name) &&
                tables.contains({object.name.database, object.table})) {
                add("trigger", {}, object.name,
                    different(
                        "on table " + told(object.table) +
                        " of the destination, but not among what this task moves"));
            }
        }
    }

    const SchemaCompareInput& in_;
    NameMapping names_;
    std::vector<ObjectComparison> found_{};
};

}  // namespace

std::vector<TableName> tables_only_there(const SchemaCompareInput& input) {
    std::set<TableName> planned;
    for (const TablePlan& plan : input.plan.tables) {
        planned.insert(plan.destination);
    }
    std::set<std::string> whole;
    for (const DatabasePlan& plan : input.plan.databases) {
        if (plan.whole) {
            whole.insert(plan.destination);
        }
    }
    std::vector<TableName> strange;
    for (const TableDefinition& table : input.destination.tables) {
        if (whole.contains(table.name.database) && !planned.contains(table.name)) {
            strange.push_back(table.name);
        }
    }
    return strange;
}

std::vector<ObjectComparison> compare_schema(const SchemaCompareInput& input) {
    return Comparer(input).run();
}

}  // namespace cutover
