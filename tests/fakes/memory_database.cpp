#include "tests/fakes/memory_database.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace cutover::test {
namespace {

using Tables = std::vector<MemoryTable>;

std::string describe(const Chunk& chunk) {
    const auto bound = [](const std::optional<KeyTuple>& key) {
        return key ? to_text(*key) : std::string("*");
    };
    return "(" + bound(chunk.after) + ", " + bound(chunk.up_to) + "]";
}

const MemoryTable& table_in(const Tables& tables, const TableName& name) {
    for (const MemoryTable& table : tables) {
        if (table.definition.name == name) {
            return table;
        }
    }
    throw ServerError(
        Recovery::none, ExitCode::could_not_finish, {1146, "42S02"},
        "table " + display(name) + " does not exist");
}

class MemoryLane : public ReadLane {
  public:
    MemoryLane(
        std::shared_ptr<MemoryServer> server,
        std::shared_ptr<const Tables> tables,
        std::size_t block_rows)
        : server_(std::move(server)), tables_(std::move(tables)), block_rows_(block_rows) {}

    void read(const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink)
        override {
        server_->diary.note("read " + display(source.table) + " " + describe(chunk));
        const MemoryTable& table = table_in(*tables_, source.table);
        block.clear();
        sent_ = 0;
        for (const MemoryRow* row : table.select(source, chunk)) {
            ++sent_;
            append_row(table, *row, source, block);
            if (block.rows() == block_rows_) {
                sink(block);
                block.clear();
            }
        }
        if (block.rows() > 0) {
            sink(block);
            block.clear();
        }
    }

    std::optional<std::uint64_t> rows_sent() override {
        server_->diary.note("rows sent");
        return server_->tells_rows_sent ? std::optional(sent_) : std::nullopt;
    }

    std::uint64_t count(const RowSource& source) override {
        server_->diary.note("count " + display(source.table));
        RowSource whole = source;
        whole.key.clear();
        return table_in(*tables_, source.table).select(whole, {}).size();
    }

    std::vector<KeyTuple> boundaries(const RowSource& source, std::uint64_t chunk_rows) override {
        server_->diary.note("boundaries " + display(source.table));
        const MemoryTable& table = table_in(*tables_, source.table);
        std::vector<KeyTuple> keys;
        for (const MemoryRow& row : table.rows) {
            keys.push_back(table.key_of(row, source.key));
        }
        std::sort(keys.begin(), keys.end(), table.less);
        std::vector<KeyTuple> boundaries;
        const std::size_t step = chunk_rows == 0 ? 4 : chunk_rows;
        for (std::size_t i = step; !source.key.empty() && i < keys.size(); i += step) {
            boundaries.push_back(keys[i - 1]);
        }
        return boundaries;
    }

  private:
    std::shared_ptr<MemoryServer> server_;
    std::shared_ptr<const Tables> tables_;
    std::size_t block_rows_;
    std::uint64_t sent_ = 0;
};

class MemorySnapshot : public Snapshot {
  public:
    MemorySnapshot(SnapshotFacts facts, std::vector<MemoryLane> lanes)
        : facts_(std::move(facts)), lanes_(std::move(lanes)) {}

    [[nodiscard]] const SnapshotFacts& facts() const override { return facts_; }

    [[nodiscard]] std::size_t lanes() const override { return lanes_.size(); }

    ReadLane& lane(std::size_t index) override { return lanes_.at(index); }

  private:
    SnapshotFacts facts_;
    std::vector<MemoryLane> lanes_;
};

}  // namespace

void Diary::note(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    lines_.push_back(line);
}

std::vector<std::string> Diary::lines() const {
    const std::scoped_lock lock(mutex_);
    return lines_;
}

std::size_t Diary::count(std::string_view prefix) const {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::count_if(
        lines_.begin(), lines_.end(),
        [&](const std::string& line) { return line.compare(0, prefix.size(), prefix) == 0; }));
}

MemoryTable* MemoryServer::find(const TableName& name) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const MemoryTable& table) {
        return table.definition.name == name;
    });
    return found == tables.end() ? nullptr : &*found;
}

MemoryTable& MemoryServer::at(const TableName& name) {
    MemoryTable* table = find(name);
    if (table == nullptr) {
        throw ServerError(
            Recovery::none, ExitCode::could_not_finish, {1146, "42S02"},
            "table " + display(name) + " does not exist");
    }
    return *table;
}

MemoryDatabase::MemoryDatabase(const std::string& identity) {
    server_->facts.endpoint = identity;
    server_->facts.identity = identity;
    server_->facts.version = {10, 11, 0};
    server_->facts.version_text = "10.11.0-memory";
    server_->facts.engines = {"innodb"};
}

MemoryTable& MemoryDatabase::add_table(TableDefinition definition, std::vector<MemoryRow> rows) {
    auto& databases = server_->databases;
    const std::string name = definition.name.database;
    if (std::none_of(databases.begin(), databases.end(), [&](const DatabaseDefinition& database) {
            return database.name == name;
        })) {
        databases.push_back({name, "utf8mb4", "utf8mb4_bin"});
    }
    server_->tables.push_back({.definition = std::move(definition), .rows = std::move(rows)});
    return server_->tables.back();
}

std::string MemoryDatabase::refusal_of(const RowSource& source) {
    server_->diary.note("try " + display(source.table) + " where " + source.where);
    const auto refused = refused_conditions.find(source.where);
    return refused == refused_conditions.end() ? std::string() : refused->second;
}

std::optional<std::uint64_t> MemoryDatabase::widest_row(const WidthQuestion& asked) {
    server_->diary.note("measure " + display(asked.table));
    const auto found = widest_rows.find(asked.table);
    return found == widest_rows.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t MemoryDatabase::threads_running() {
    server_->diary.note("threads_running");
    return load ? load() : 0;
}

std::optional<std::vector<Replica>> MemoryDatabase::replicas() {
    server_->diary.note("replicas");
    return followers ? followers() : std::vector<Replica>();
}

const ServerFacts& MemoryDatabase::facts() {
    server_->diary.note("facts");
    return server_->facts;
}

std::vector<std::string> MemoryDatabase::databases() {
    server_->diary.note("databases");
    std::vector<std::string> names;
    for (const DatabaseDefinition& database : server_->databases) {
        names.push_back(database.name);
    }
    return names;
}

Catalog MemoryDatabase::definitions(const std::set<TableName>& names) {
    std::vector<std::string> databases;
    for (const TableName& name : names) {
        databases.push_back(name.database);
    }
    Catalog found = catalog(databases);
    std::erase_if(found.tables, [&](const auto& table) { return !names.contains(table.name); });
    std::erase_if(found.objects, [&](const auto& object) {
        return !names.contains(object.name) || object.kind == ObjectKind::trigger;
    });
    return found;
}

Catalog MemoryDatabase::catalog(const std::vector<std::string>& databases) {
    server_->diary.note("catalog");
    const std::scoped_lock lock(server_->mutex);
    const auto wanted = [&](const std::string& name) {
        return std::find(databases.begin(), databases.end(), name) != databases.end();
    };
    Catalog catalog;
    for (const DatabaseDefinition& database : server_->databases) {
        if (wanted(database.name)) {
            catalog.databases.push_back(database);
        }
    }
    for (const MemoryTable& table : server_->tables) {
        if (wanted(table.definition.name.database)) {
            catalog.tables.push_back(table.definition);
            catalog.tables.back().estimated_rows = table.rows.size();
        }
    }
    for (const CodeObject& object : server_->objects) {
        if (wanted(object.name.database)) {
            catalog.objects.push_back(object);
        }
    }
    const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
    std::sort(catalog.databases.begin(), catalog.databases.end(), by_name);
    std::sort(catalog.tables.begin(), catalog.tables.end(), by_name);
    std::sort(catalog.objects.begin(), catalog.objects.end(), by_name);
    return catalog;
}

std::unique_ptr<Snapshot> MemoryDatabase::snapshot(
    std::size_t lanes, const std::vector<TableName>& /*tables*/) {
    server_->diary.note("snapshot " + std::to_string(lanes));
    const std::scoped_lock lock(server_->mutex);
    const auto copy = std::make_shared<const Tables>(server_->tables);
    std::vector<MemoryLane> made;
    for (std::size_t i = 0; i < lanes; ++i) {
        made.emplace_back(server_, copy, block_rows);
    }
    SnapshotFacts facts{.means = means, .position = server_->position};
    return std::make_unique<MemorySnapshot>(std::move(facts), std::move(made));
}

std::string MemoryDatabase::position() {
    server_->diary.note("position");
    const std::scoped_lock lock(server_->mutex);
    return server_->position;
}

std::unique_ptr<ChangeStream> MemoryDatabase::changes(const ChangeRequest& /*request*/) {
    throw Error(Recovery::none, "servers in memory keep no binary log to follow");
}

std::unique_ptr<RowConditions> MemoryDatabase::row_conditions() {
    throw Error(Recovery::none, "servers in memory understand no condition");
}

void MemoryDatabase::execute_ddl(const DdlStatement& statement) {
    server_->diary.note("ddl " + statement.sql);
    const std::scoped_lock lock(server_->mutex);
    if (on_ddl) {
        on_ddl(*server_, statement);
    }
}

std::unique_ptr<ProgressStore> MemoryDatabase::progress(const std::string& task) {
    server_->diary.note("progress " + task);
    return memory_progress(server_, task);
}

}  // namespace cutover::test
