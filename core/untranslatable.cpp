#include "core/untranslatable.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

std::string version_text(const ServerVersion& version) {
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

class Judge {
  public:
    Judge(std::string object, const ServerFacts& destination)
        : object_(std::move(object)), destination_(destination) {}

    void needs(const TableFeature& feature, const std::string& what) {
        if (has(destination_, feature)) {
            return;
        }
        refusals_.push_back(
            {object_, fmt::format(
                          "{}{}: {}", feature.name, what.empty() ? "" : " " + printable(what),
                          which_have(feature))});
    }

    std::vector<Refusal> take() { return std::move(refusals_); }

  private:
    /// Which versions of the destination's product have it.
    [[nodiscard]] std::string which_have(const TableFeature& feature) const {
        const bool mariadb = destination_.flavour == Flavour::mariadb;
        const auto& since = mariadb ? feature.mariadb : feature.mysql;
        const char* const product = mariadb ? "MariaDB" : "MySQL";
        if (!since) {
            return fmt::format("{} has none", product);
        }
        if (destination_.version >= *since) {  // new enough, so it is gone again
            return fmt::format(
                "{} has it no longer, since {}", product, version_text(*feature.mysql_until));
        }
        return fmt::format("{} has it since {}", product, version_text(*since));
    }

    std::string object_;
    const ServerFacts& destination_;
    std::vector<Refusal> refusals_{};
};

/// The columns that the plan selects, to tell what is made on the destination.
class Selected {
  public:
    Selected(const TableDefinition& table, const TablePlan& plan) {
        if (plan.columns.size() == table.columns.size()) {
            return;  // all of them, as almost always
        }
        for (const ColumnDefinition& column : table.columns) {
            left_out_.insert(column.name);
        }
        for (const ColumnPlan& column : plan.columns) {
            left_out_.erase(column.source.name);
        }
    }

    [[nodiscard]] bool holds(const std::string& column) const {
        return !left_out_.contains(column);
    }

    [[nodiscard]] bool holds(const KeyDefinition& key) const {
        return std::all_of(key.parts.begin(), key.parts.end(), [&](const KeyPart& part) {
            return holds(part.column);
        });
    }

    [[nodiscard]] bool holds(const FeatureUse& use) const {
        return std::all_of(use.mentions.begin(), use.mentions.end(), [&](const auto& column) {
            return holds(column);
        });
    }

  private:
    std::set<std::string> left_out_{};
};

bool is_whole_text(const TableDefinition& table, const KeyPart& part) {
    const ColumnDefinition* const column = find_column(table, part.column);
    return part.prefix_length == 0 && column != nullptr &&
           (column->data_type.ends_with("text") || column->data_type.ends_with("blob"));
}

void judge_keys(const TableDefinition& table, const Selected& selected, Judge& judge) {
    for (const KeyDefinition& key : table.keys) {
        if (!selected.holds(key)) {
            continue;
        }
        for (const KeyPart& part : key.parts) {
            if (part.column.empty()) {
                judge.needs(features::functional_key, key.name);
            } else if (key.unique && is_whole_text(table, part)) {
                judge.needs(features::whole_text_key, key.name);
            }
        }
    }
}

bool is_aggregate(const CodeObject& object) {
    if (object.kind != ObjectKind::function) {
        return false;
    }
    for (const SqlToken& token :
         meaningful_tokens(object.create_statement, dialect_of(object.sql_mode))) {
        if (is_word(token, "FUNCTION")) {
            return false;
        }
        if (is_word(token, "AGGREGATE")) {
            return true;
        }
    }
    return false;
}

using Modes = std::set<std::string, std::less<>>;

bool is_missing(const std::string& mode, const ServerFacts& from, const ServerFacts& to) {
    static const Modes only_mariadb{
        "EMPTY_STRING_IS_NULL", "SIMULTANEOUS_ASSIGNMENT", "TIME_ROUND_FRACTIONAL",
        "IGNORE_BAD_TABLE_OPTIONS"};
    static const Modes only_mysql{"TIME_TRUNCATE_FRACTIONAL"};
    static const Modes gone_in_mysql8{
        "DB2",     "MAXDB",           "MSSQL",          "MYSQL323",
        "MYSQL40", "POSTGRESQL",      "NO_KEY_OPTIONS", "NO_FIELD_OPTIONS",
        "ORACLE",  "NO_TABLE_OPTIONS"};
    const bool to_mariadb = to.flavour == Flavour::mariadb;
    const bool gone = !to_mariadb && to.version.major >= 8 && gone_in_mysql8.contains(mode);
    // MySQL's ORACLE is a set of harmless modes; MariaDB's makes the body PL/SQL.
    const bool other_language = mode == "ORACLE" && from.flavour != to.flavour;
    return gone || other_language || (to_mariadb ? only_mysql : only_mariadb).contains(mode);
}

}  // namespace

std::vector<Refusal> untranslatable(
    const TableDefinition& table, const TablePlan& plan, const ServerFacts& destination) {
    Judge judge(display(table.name), destination);
    const Selected selected(table, plan);
    for (const ColumnDefinition& column : table.columns) {
        if (!selected.holds(column.name)) {
            continue;
        }
        if (column.generated != Generated::no) {
            judge.needs(features::generated_column, column.name);
        }
        if (column.invisible) {
            judge.needs(features::invisible_column, column.name);
        }
        if (column.auto_increment &&
            (column.data_type == "float" || column.data_type == "double")) {
            judge.needs(features::counter_of_floats, column.name);
        }
    }
    judge_keys(table, selected, judge);
    for (const FeatureUse& use : table.features) {
        if (selected.holds(use)) {
            judge.needs(*use.feature, use.what);
        }
    }
    return judge.take();
}

std::vector<Refusal> untranslatable(const CodeObject& object, const ServerFacts& destination) {
    Judge judge(std::string(to_text(object.kind)) + " " + display(object.name), destination);
    if (object.kind == ObjectKind::sequence) {
        judge.needs(features::sequence, {});
    }
    if (is_aggregate(object)) {
        judge.needs(features::aggregate, {});
    }
    return judge.take();
}

std::vector<std::string> missing_sql_modes(
    const std::string& sql_mode, const ServerFacts& source, const ServerFacts& destination) {
    std::vector<std::string> missing;
    for (std::size_t at = 0; at < sql_mode.size();) {
        const std::size_t end = std::min(sql_mode.find(',', at), sql_mode.size());
        const std::string mode = sql_mode.substr(at, end - at);
        if (is_missing(mode, source, destination)) {
            missing.push_back(mode);
        }
        at = end + 1;
    }
    return missing;
}

}  // namespace cutover
