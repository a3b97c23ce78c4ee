#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

#include "report/coverage.hpp"
#include "report/criteria.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

constexpr const char* nothing_compared = "No verification is on record.";

/// The kind under which a verification names what cannot be moved; selection.movable judges that.
constexpr const char* refused = "refused";

/// What is part of a database's or table's definition, as against a code object.
bool is_definition(const ObjectComparison& object) {
    return object.kind == "database" || object.kind.rfind("table", 0) == 0;
}

std::string named(const ObjectComparison& object) {
    const std::string name =
        object.source.table.empty() ? printable(object.source.database) : display(object.source);
    return fmt::format("{} {}", printable(object.kind), name);
}

using TableFilter = std::function<bool(const TableComparison&)>;

std::vector<std::string> tables_where(
    const VerificationOnRecord& verification, const TableFilter& filter) {
    std::vector<std::string> names;
    for (const auto& [name, table] : verification.tables) {
        if (filter(table)) {
            names.push_back(display(name));
        }
    }
    return names;
}

/// The tables in scope that the verification says nothing of.
std::vector<std::string> not_compared(
    const ScopeOnRecord& scope, const VerificationOnRecord& verification) {
    std::set<std::string> compared;
    for (const auto& [name, table] : verification.tables) {
        compared.insert(display(name));
    }
    std::vector<std::string> names;
    std::copy_if(
        scope.tables.begin(), scope.tables.end(), std::back_inserter(names),
        [&compared](const std::string& name) { return !compared.contains(name); });
    return names;
}

/// Worst first: different, then not proven; "" where all are equal.
Finding judge_verdicts(const std::vector<const ObjectComparison*>& objects, std::string_view one) {
    std::vector<std::string> different;
    std::vector<std::string> open;
    for (const ObjectComparison* const object : objects) {
        const bool differs = object->verdict == TableVerdict::different;
        if (object->verdict != TableVerdict::equal) {
            (differs ? different : open).push_back(named(*object));
        }
    }
    if (!different.empty()) {
        return not_met(fmt::format(
            "{} of {} differ: {}.", grouped(different.size()), count_text(objects.size(), one),
            names_text(different)));
    }
    if (!open.empty()) {
        return unknown(fmt::format(
            "{} of {} could not be compared: {}.", grouped(open.size()),
            count_text(objects.size(), one), names_text(open)));
    }
    return met(fmt::format("{} compared, all the same.", count_text(objects.size(), one)));
}

std::vector<const ObjectComparison*> objects_where(
    const VerificationOnRecord& verification, bool definitions) {
    std::vector<const ObjectComparison*> objects;
    for (const auto& [name, object] : verification.objects) {
        if (is_definition(object) == definitions && object.kind != refused) {
            objects.push_back(&object);
        }
    }
    return objects;
}

bool counts_agree(const TableComparison& table) {
    return table.source_count == table.source_rows.rows &&
           table.destination_count == table.destination_rows.rows;
}

bool has_counts(const TableComparison& table) {
    return table.source_count && table.destination_count;
}

bool was_compared(const TableComparison& table) {
    return table.verdict == TableVerdict::equal || table.verdict == TableVerdict::different;
}

}  // namespace

Finding judge_verification_end(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.verification) {
        return unknown(nothing_compared);
    }
    const std::string began = time_text(file.verification->began);
    if (!file.verification->finished) {
        return unknown(fmt::format(
            "The verification of {} was not finished; {} compared so far.", began,
            count_text(file.verification->tables.size(), "table")));
    }
    const VerificationFinished& end = *file.verification->finished;
    return met(fmt::format(
        "The verification of {} ended after {} with outcome \"{}\".", began,
        duration_text(end.seconds), printable(end.outcome)));
}

Finding judge_tables(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.scope || !file.verification) {
        return unknown(nothing_compared);
    }
    const auto with = [&](TableVerdict verdict) {
        return tables_where(*file.verification, [verdict](const TableComparison& table) {
            return table.verdict == verdict;
        });
    };
    const auto different = with(TableVerdict::different);
    // Tables made since the copy are compared, too.
    const std::string of_all =
        count_text(std::max(file.scope->tables.size(), file.verification->tables.size()), "table");
    if (!different.empty()) {
        std::uint64_t rows = 0;
        for (const auto& [name, table] : file.verification->tables) {
            rows += table.discrepancy_count;
        }
        return not_met(fmt::format(
            "{} of {} DIFFERENT, by {}: {}.", grouped(different.size()), of_all,
            count_text(rows, "discrepancy", "discrepancies"), names_text(different)));
    }
    auto open = with(TableVerdict::unproven);
    const auto skipped = with(TableVerdict::skipped);
    const auto missing = not_compared(*file.scope, *file.verification);
    open.insert(open.end(), skipped.begin(), skipped.end());
    open.insert(open.end(), missing.begin(), missing.end());
    if (!open.empty()) {
        return unknown(fmt::format(
            "{} of {} not proven: {}.", grouped(open.size()), of_all, names_text(open)));
    }
    if (file.scope->tables.empty() && file.scope->objects.empty()) {
        return unknown("The task covers no table.");
    }
    return met(fmt::format("{} compared, each of them EQUAL.", of_all));
}

Finding judge_coverage(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.verification || file.verification->tables.empty()) {
        return unknown("No table was compared.");
    }
    const auto wrong = tables_where(*file.verification, [](const TableComparison& table) {
        return was_compared(table) && has_counts(table) && !counts_agree(table);
    });
    if (!wrong.empty()) {
        return not_met(fmt::format(
            "In {} the rows compared are not the rows counted: {}.",
            count_text(wrong.size(), "table"), names_text(wrong)));
    }
    const auto open = tables_where(*file.verification, [](const TableComparison& table) {
        return !was_compared(table) || !has_counts(table);
    });
    if (!open.empty()) {
        return unknown(fmt::format(
            "{} without a full comparison and an independent count: {}.",
            count_text(open.size(), "table"), names_text(open)));
    }
    const Coverage coverage = coverage_of(file);
    return met(fmt::format(
        "{} of the source were compared; each table's number is what both servers counted.{}",
        count_text(coverage.rows, "row"),
        coverage.rows_carried == 0
            ? ""
            : fmt::format(
                  " {} were not read again: they were equal, and neither server's log names them "
                  "since.",
                  grouped(coverage.rows_carried))));
}

Finding judge_numbers(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.verification || file.verification->tables.empty()) {
        return unknown("No table was compared.");
    }
    std::uint64_t rounded = 0;
    std::uint64_t folded = 0;
    std::set<std::string> rules;
    for (const auto& [name, table] : file.verification->tables) {
        rounded += table.equal_only_rounded;
        folded += table.equal_only_folded;
        rules.insert(table.float_rule);
    }
    const std::string rule =
        fmt::format("Rule: {}.", printable(names_text({rules.begin(), rules.end()})));
    if (rounded > 0) {
        return waived(fmt::format(
            "{} It was asked for: {} differ exactly and agree under it.", rule,
            count_text(rounded, "row")));
    }
    if (folded > 0) {
        return waived(fmt::format(
            "{} {} hold -0.0, which one of the servers stores as 0.0; all else is bit-equal.", rule,
            count_text(folded, "row")));
    }
    return met(fmt::format("{} Not one row needed rounding.", rule));
}

Finding judge_definitions(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.scope || !file.verification) {
        return unknown(nothing_compared);
    }
    const auto objects = objects_where(*file.verification, true);
    Finding finding = judge_verdicts(objects, "definition");
    if (finding.status == CriterionStatus::not_met) {
        return finding;
    }
    const auto tables = static_cast<std::size_t>(std::count_if(
        objects.begin(), objects.end(),
        [](const ObjectComparison* object) { return object->kind != "database"; }));
    if (tables < file.scope->tables.size()) {
        return unknown(fmt::format(
            "{} of {} in scope have no comparison of their definition.",
            grouped(file.scope->tables.size() - tables),
            count_text(file.scope->tables.size(), "table")));
    }
    return finding;
}

Finding judge_objects(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.scope || !file.verification) {
        return unknown(nothing_compared);
    }
    const auto objects = objects_where(*file.verification, false);
    if (objects.empty() && file.scope->objects.empty()) {
        return met("The task covers no views, triggers, routines or events.");
    }
    Finding finding = judge_verdicts(objects, "object");
    if (finding.status != CriterionStatus::not_met && objects.size() < file.scope->objects.size()) {
        return unknown(fmt::format(
            "{} of {} in scope were not compared.",
            grouped(file.scope->objects.size() - objects.size()),
            count_text(file.scope->objects.size(), "object")));
    }
    return finding;
}

}  // namespace cutover
