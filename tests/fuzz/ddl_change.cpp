/// Any bytes as a statement of a binary log: parsed, and rewritten for a destination.
#include "core/ddl_change.hpp"

#include <string>

#include "core/ddl_rewrite.hpp"
#include "tests/fuzz/sql_fixture.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

/// What is written in the statement, not what its body reads.
std::vector<DdlObject> named(std::vector<DdlObject> objects) {
    std::erase_if(objects, [](const DdlObject& object) { return object.end == 0; });
    return objects;
}

void require_same(const DdlChange& change, const DdlChange& other) {
    require(change.kind == other.kind, "rewritten under its own names it is of another kind");
    const std::vector<DdlObject> before = named(change.objects);
    const std::vector<DdlObject> after = named(other.objects);
    require(before.size() == after.size(), "rewritten under its own names it has other objects");
    for (std::size_t i = 0; i < before.size(); ++i) {
        require(
            before[i].kind == after[i].kind && before[i].role == after[i].role &&
                before[i].name == after[i].name,
            "rewritten under its own names an object is another");
    }
}

DdlShare all_but_log(const DdlObject& object) {
    return object.name.database == "log" ? DdlShare::none : DdlShare::whole;
}

}  // namespace

void ddl_change(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const SqlDialect dialect = dialect_of(bytes.front());
    LoggedStatement logged{.sql = std::string(bytes.substr(1)), .database = "shop"};
    logged.sql_mode = dialect.ansi_quotes ? "ANSI_QUOTES" : "";
    logged.sql_mode += dialect.no_backslash_escapes ? ",NO_BACKSLASH_ESCAPES" : "";
    logged.source = (bytes.front() & 4) != 0 ? Flavour::mysql : Flavour::mariadb;
    logged.lower_case_names = (bytes.front() & 8) != 0;
    const DdlChange change = parse_ddl(logged);
    for (const DdlObject& object : change.objects) {
        require(object.first <= object.end, "a name ends before it begins");
    }
    const ServerFacts server = sparse_server();
    const NameMapping same_names;
    const auto all = [](const DdlObject&) { return DdlShare::whole; };
    const DdlRewrite same =
        rewrite_ddl(change, {.names = same_names, .destination = server, .share = all});
    require(
        same.statements.empty() || same.obstacle == DdlObstacle::none,
        "a statement to run in spite of an obstacle");
    for (const std::string& sql : same.statements) {
        logged.sql = sql;
        logged.database = "elsewhere";
        require_same(change, parse_ddl(logged));
    }
    const NameMapping names = hostile_mapping();
    static_cast<void>(
        rewrite_ddl(change, {.names = names, .destination = server, .share = all_but_log}));
}

}  // namespace cutover::fuzz
