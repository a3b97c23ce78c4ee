#include "core/ddl_rewrite.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "core/ddl_rename.hpp"
#include "core/ddl_text.hpp"

namespace cutover {
namespace {

struct Stop {
    DdlObstacle obstacle = DdlObstacle::none;
    std::string reason{};
};

/// Where a rule finds nothing to object to.
constexpr std::nullopt_t no_stop = std::nullopt;

/// What the statement does something to; a trigger's table has to be selected as well.
bool is_acted_on(const DdlObject& object) {
    return object.role != DdlRole::read && object.role != DdlRole::referenced;
}

class Rewrite {
  public:
    Rewrite(const DdlChange& change, const DdlTarget& target)
        : change_(change), target_(target), kept_(change.objects.size(), true) {}

    DdlRewrite run() {
        if (leaves_schema(change_.kind) || change_.temporary) {
            return {};
        }
        std::optional<Stop> stop = before_selection();
        if (!stop) {
            if (!is_selected()) {
                return {};
            }
            stop = whole_statement();
        }
        stop = stop ? stop : by_kind();
        stop = stop ? stop : columns();
        if (stop) {
            return {.obstacle = stop->obstacle, .reason = std::move(stop->reason)};
        }
        return proven(ddl_text(change_, kept_, target_));
    }

  private:
    [[nodiscard]] DdlShare share(const DdlObject& object) const { return target_.share(object); }

    [[nodiscard]] bool is_taken(const DdlObject& object) const {
        return share(object) != DdlShare::none;
    }

    /// What has to be known before anything can be said of the selection.
    [[nodiscard]] std::optional<Stop> before_selection() const {
        if (change_.kind == DdlKind::unknown) {
            return Stop{DdlObstacle::not_understood, change_.unclear};
        }
        if (change_.kind == DdlKind::rows && !is_passed_over()) {
            return Stop{
                DdlObstacle::rows_by_statement,
                "changes of rows came as a statement: a session of the "
                "source had binlog_format "
                "STATEMENT or MIXED"};
        }
        for (const DdlObject& object : change_.objects) {
            if (object.name.database.empty() && (is_acted_on(object) || object.end != 0)) {
                return Stop{
                    DdlObstacle::no_database,
                    "it names " + printable(object.name.table) +
                        " without a database, and the session had no default one"};
            }
        }
        return no_stop;
    }

    /// One table is changed, and it is not selected.
    [[nodiscard]] bool is_passed_over() const {
        return change_.objects.size() == 1 && !change_.objects.front().name.database.empty() &&
               !is_taken(change_.objects.front());
    }

    [[nodiscard]] bool is_selected() const {
        if (change_.kind == DdlKind::create_trigger) {
            return std::all_of(
                change_.objects.begin(), change_.objects.end(),
                [this](const DdlObject& object) { return is_taken(object); });
        }
        return std::any_of(
            change_.objects.begin(), change_.objects.end(),
            [this](const DdlObject& object) { return is_acted_on(object) && is_taken(object); });
    }

    [[nodiscard]] std::optional<Stop> whole_statement() const {
        if (!change_.unclear.empty()) {
            return Stop{DdlObstacle::unclear_name, change_.unclear};
        }
        if (change_.has_settings && target_.destination.flavour == Flavour::mysql) {
            return Stop{
                DdlObstacle::unsupported, "the destination does not know SET STATEMENT ... FOR"};
        }
        if (change_.objects.front().kind == DdlObjectKind::package) {
            return Stop{DdlObstacle::unsupported, "packages are not migrated"};
        }
        return no_stop;
    }

    [[nodiscard]] std::optional<Stop> by_kind() {
        switch (change_.kind) {
            case DdlKind::drop_table:
            case DdlKind::drop_view:
            case DdlKind::drop_sequence: keep_selected(); return no_stop;
            case DdlKind::rename_table: return renames();
            case DdlKind::drop_database: return drop_database();
            case DdlKind::create_table: return create_table();
            case DdlKind::alter_table: {
                std::optional<Stop> stop = renames();
                return stop ? stop : together();
            }
            default: return together();
        }
    }

    void keep_selected() {
        for (std::size_t i = 0; i < change_.objects.size(); ++i) {
            kept_[i] = is_taken(change_.objects[i]);
        }
    }

    /// What counts is where each table ends; steps of tables that are not selected are left out.
    [[nodiscard]] std::optional<Stop> renames() {
        std::optional<Stop> in;
        for (const RenamedTable& table : renamed_tables(change_)) {
            const bool was = is_taken(table.from);
            const bool is = is_taken(table.to);
            const std::string names = display(table.from.name) + " to " + display(table.to.name);
            if (was && !is) {
                return Stop{
                    DdlObstacle::renamed_out,
                    "it renames " + names +
                        ", which is not selected: its changes from here on "
                        "would be lost"};
            }
            if (!was && is) {
                in = Stop{
                    DdlObstacle::renamed_in,
                    "it renames " + names + ", which is selected, but its rows were never copied"};
            }
            if (was && is && columns_of(table.from.name) != columns_of(table.to.name)) {
                return Stop{
                    DdlObstacle::renamed_column,
                    "it renames " + names + ", and the task names their columns differently"};
            }
            for (const std::size_t step : table.steps) {
                kept_[step] = kept_[step + 1] = was;
            }
        }
        return in;
    }

    [[nodiscard]] std::map<std::string, std::string> columns_of(const TableName& table) const {
        const auto found = target_.names.columns.find(table);
        return found == target_.names.columns.end() ? std::map<std::string, std::string>{}
                                                    : found->second;
    }

    [[nodiscard]] std::optional<Stop> drop_database() const {
        const DdlObject& database = change_.objects.front();
        const std::string there = target_.names.database(database.name.database);
        const auto shares_it = [&](const auto& entry) {
            return entry.first != database.name.database && entry.second == there;
        };
        const auto& databases = target_.names.databases;
        const bool is_shared = std::any_of(databases.begin(), databases.end(), shares_it);
        if (share(database) == DdlShare::part || is_shared) {
            return Stop{
                DdlObstacle::partial_database,
                display(database.name) + " is dropped, but " + display({there, ""}) +
                    " over there is not the same: tables were named or "
                    "excluded, or another "
                    "database moves to it too"};
        }
        return no_stop;
    }

    [[nodiscard]] std::optional<Stop> create_table() const {
        if (change_.from_select) {
            return Stop{
                DdlObstacle::missing_rows,
                "the rows of the new table come from a SELECT instead of row images"};
        }
        for (const DdlObject& object : change_.objects) {
            if (object.role == DdlRole::read && !is_taken(object)) {
                return Stop{
                    DdlObstacle::missing_rows, "it takes its definition from " +
                                                   display(object.name) +
                                                   ", which is not selected"};
            }
        }
        return together();
    }

    /// Of objects that cannot be parted all are selected, and rows that move from
    /// one to another keep the names of their columns.
    [[nodiscard]] std::optional<Stop> together() const {
        for (const DdlObject& object : change_.objects) {
            if (is_acted_on(object) && !is_taken(object)) {
                return Stop{
                    DdlObstacle::mixed_objects,
                    display(object.name) +
                        " is not selected, and other objects of the statement "
                        "are"};
            }
            const bool has_columns = object.end != 0 && object.kind == DdlObjectKind::table &&
                                     object.role != DdlRole::referenced;
            if (has_columns &&
                columns_of(object.name) != columns_of(change_.objects.front().name)) {
                return Stop{
                    DdlObstacle::renamed_column,
                    "the task names columns of " + display(object.name) + " and " +
                        display(change_.objects.front().name) + " differently"};
            }
        }
        return no_stop;
    }

    [[nodiscard]] std::optional<Stop> columns() const {
        const bool has_columns =
            change_.kind != DdlKind::rename_table && change_.kind != DdlKind::drop_table;
        const std::optional<std::string> column =
            has_columns ? unsure_column(change_, target_.names) : std::nullopt;
        if (!column) {
            return no_stop;
        }
        return Stop{
            DdlObstacle::renamed_column,
            "it names " + printable(*column) +
                ", which the task calls otherwise, where it may also mean "
                "something else"};
    }

    /// Parsed without a default database, what comes out must be the same statement about the same
    /// objects: whatever went wrong on the way, no other statement is ever run.
    [[nodiscard]] DdlRewrite proven(std::string sql) const {
        LoggedStatement logged{.sql = sql, .sql_mode = change_.logged.sql_mode};
        logged.source = change_.logged.source;
        const DdlChange there = parse_ddl(std::move(logged));
        std::vector<DdlObject> expected;
        for (std::size_t i = 0; i < change_.objects.size(); ++i) {
            const DdlObject& object = change_.objects[i];
            if (kept_[i] && object.end != 0) {
                expected.push_back(object);
                expected.back().name = destination_of(object, target_.names);
            }
        }
        std::vector<DdlObject> found = there.objects;
        std::erase_if(found, [](const DdlObject& object) { return object.end == 0; });
        const bool same = there.kind == change_.kind &&
                          std::equal(
                              found.begin(), found.end(), expected.begin(), expected.end(),
                              [](const DdlObject& a, const DdlObject& b) {
                                  return a.kind == b.kind && a.role == b.role && a.name == b.name;
                              });
        if (!same) {
            return {
                .obstacle = DdlObstacle::unclear_name,
                .reason = "the statement for the destination would not mean the same"};
        }
        return {.statements = {std::move(sql)}};
    }

    const DdlChange& change_;
    const DdlTarget& target_;
    std::vector<bool> kept_;
};

}  // namespace

std::string_view to_text(DdlObstacle obstacle) {
    static constexpr std::array<std::string_view, 12> texts{
        "none",           "not_understood",   "rows_by_statement", "no_database",
        "unclear_name",   "mixed_objects",    "renamed_out",       "renamed_in",
        "renamed_column", "partial_database", "missing_rows",      "unsupported"};
    return texts.at(static_cast<std::size_t>(obstacle));
}

DdlRewrite rewrite_ddl(const DdlChange& change, const DdlTarget& target) {
    return Rewrite(change, target).run();
}

}  // namespace cutover
