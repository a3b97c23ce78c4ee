#include "selftest/scratch_databases.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/names.hpp"
#include "selftest/place.hpp"

namespace cutover {
namespace {

constexpr unsigned database_exists = 1007;

std::string in_sql(const std::string& database, const char* table) {
    return quoted_name(TableName{database, table});
}

/// A value as text, with every bit of it: FLOAT is shown in six digits otherwise, an ENUM without
/// its number.
std::string shown(const ColumnDefinition& column) {
    const std::string name = quoted_name(column.name);
    const std::string& type = column.data_type;
    if (type == "float" || type == "double") {
        return name + " + 0e0";
    }
    return type == "enum" || type == "set" || type == "bit" ? name + " + 0" : name;
}

std::string select_shown(const TableDefinition& table, const std::string& database) {
    std::string columns;
    for (const ColumnDefinition& column : table.columns) {
        columns += (columns.empty() ? "SELECT " : ", ") + shown(column);
    }
    return columns + " FROM " + in_sql(database, table.name.table.c_str());
}

}  // namespace

ScratchDatabases::ScratchDatabases(
    const SelftestServers& servers, std::string name, std::vector<TestTable> tables)
    : open_source_(servers.write_source),
      open_destination_(servers.write_destination),
      name_(std::move(name)),
      tables_(std::move(tables)),
      source_(open_source_()),
      destination_(open_destination_()) {
    try {
        make();
    } catch (const Error&) {
        drop();
        throw;
    }
}

ScratchDatabases::~ScratchDatabases() {
    try {
        drop();
    } catch (const Error&) {  // an error is on its way already; whoever ends well calls drop()
    }
}

void ScratchDatabases::drop() {
    while (!made_.empty()) {
        const Made& last = made_.back();
        const std::string sql = "DROP DATABASE IF EXISTS " + quoted_name(last.database);
        try {
            (last.on_source ? open_source_() : open_destination_())
                ->run(sql, "dropping a database of the selftest");
        } catch (const Error& error) {
            throw Error(
                error.recovery(), error.exit_code(),
                std::string(error.what()) +
                    "\n  databases of the selftest are left: DROP each whose name begins with " +
                    name_);
        }
        made_.pop_back();
    }
}

void ScratchDatabases::make() {
    make_database(true, source_name());
    make_database(true, busy_name(true));
    make_database(false, destination_name());
    make_database(false, kept_name());
    make_database(false, busy_name(false));
    for (const TestTable& table : tables_) {
        fill(*source_, source_name(), table);
        fill(*destination_, destination_name(), table);
        fill(*destination_, kept_name(), table);
    }
}

void ScratchDatabases::make_database(bool on_source, const std::string& database) {
    StatementRunner& server = on_source ? *source_ : *destination_;
    try {
        server.run(
            "CREATE DATABASE " + quoted_name(database) + " CHARACTER SET utf8mb4",
            "creating a database of the selftest");
    } catch (const ServerError& error) {
        if (error.code() != database_exists) {
            throw;
        }
        throw Error(
            Recovery::none, ExitCode::no,
            "the database " + printable(database) +
                " exists already and was not touched\n  drop it there if it is of an earlier "
                "selftest, then run this again");
    }
    made_.push_back({on_source, database});
}

void ScratchDatabases::fill(
    StatementRunner& server, const std::string& database, const TestTable& table) {
    const std::string name = in_sql(database, table.name);
    const std::string purpose = "filling a table of the selftest";
    server.run("CREATE TABLE " + name + " " + table.columns + " ENGINE=InnoDB", purpose);
    std::string rows;
    for (const std::uint64_t id : test_ids()) {
        rows += (rows.empty() ? "" : ", ") + expand(table.row, {{"id", id}});
    }
    server.run("INSERT INTO " + name + " VALUES " + rows, purpose);
    server.run("ANALYZE TABLE " + name, purpose);  // chunks are cut by the server's guesses
}

void ScratchDatabases::seed(const std::string& statements) {
    const std::string purpose = "seeding a difference of the selftest";
    destination_->run("USE " + quoted_name(destination_name()), purpose);
    for (std::size_t begin = 0; begin < statements.size();) {
        const std::size_t end = std::min(statements.find("; ", begin), statements.size());
        destination_->run(statements.substr(begin, end - begin), purpose);
        begin = std::min(end + 2, statements.size());
    }
}

void ScratchDatabases::restore(const TestTable& table) {
    const std::string purpose = "taking a difference of the selftest back";
    const std::string name = in_sql(destination_name(), table.name);
    destination_->run("DELETE FROM " + name, purpose);
    destination_->run(
        "INSERT INTO " + name + " SELECT * FROM " + in_sql(kept_name(), table.name), purpose);
}

bool ScratchDatabases::has_changed(const TableDefinition& table) {
    const std::string purpose = "looking for a difference of the selftest";
    StatementRunner::Rows now = destination_->ask(select_shown(table, destination_name()), purpose);
    StatementRunner::Rows before = destination_->ask(select_shown(table, kept_name()), purpose);
    std::sort(now.begin(), now.end());
    std::sort(before.begin(), before.end());
    return now != before;
}

}  // namespace cutover
