#include "tests/fakes/memory_database.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "tests/fakes/memory_snapshot.hpp"

namespace cutover::test {
namespace {

/// Servers in memory log nothing, but their log grows.
class EmptyStream : public ChangeStream {
  public:
    EmptyStream(LogPlace place, std::shared_ptr<MemoryServer> server)
        : place_(std::move(place)),
          marks_{.server = server->facts.identity},
          server_(std::move(server)) {}

    void read(const ChangeSink& /*sink*/) override {
        const std::scoped_lock lock(server_->mutex);
        place_ = parse_log_place(server_->position).value();
    }

    [[nodiscard]] const LogPlace& place() const override { return place_; }

    [[nodiscard]] const LogMarks& marks() const override { return marks_; }

  private:
    LogPlace place_;
    LogMarks marks_;
    std::shared_ptr<MemoryServer> server_;
};

/// Both ends of it are objects of this class; the server is where they meet.
class MemoryRendezvous : public Rendezvous {
  public:
    explicit MemoryRendezvous(std::shared_ptr<MemoryServer> server) : server_(std::move(server)) {}

    std::optional<RendezvousState> state() override {
        const std::scoped_lock lock(server_->mutex);
        return server_->meeting;
    }

    bool call() override {
        const std::scoped_lock lock(server_->mutex);
        if (!server_->meeting || server_->meeting->is_caller_there) {
            return false;
        }
        *server_->meeting = {
            .number = server_->meeting->number + 1,
            .caller = "a test",
            .is_caller_there = true,
            .is_applier_there = server_->meeting->is_applier_there};
        return true;
    }

    void go_on_to(const LogPlace& goal) override {
        const std::scoped_lock lock(server_->mutex);
        server_->meeting.value().goal = goal;
    }

    void mark() override {}

    void leave() noexcept override {
        const std::scoped_lock lock(server_->mutex);
        if (server_->meeting) {
            server_->meeting->is_caller_there = false;
        }
    }

    void stand(std::uint64_t number, const LogPlace& place) override {
        const std::scoped_lock lock(server_->mutex);
        if (server_->meeting.value().number == number) {
            server_->meeting->standing = place;
        }
    }

    void walk_on(std::uint64_t number, bool for_good) override {
        const std::scoped_lock lock(server_->mutex);
        if (server_->meeting.value().number == number) {
            server_->meeting->standing.reset();
            server_->meeting->has_given_up = for_good;
        }
    }

  private:
    std::shared_ptr<MemoryServer> server_;
};

class MemoryGathering : public Gathering {
  public:
    explicit MemoryGathering(std::shared_ptr<MemoryServer> server) : server_(std::move(server)) {}

    bool sit_down(std::uint32_t number, std::uint32_t /*of*/) override {
        const std::scoped_lock lock(server_->mutex);
        GatheringSeat& seat = server_->gathering[number];
        if (seat.is_taken) {
            return false;
        }
        seat = {.number = number, .is_taken = true, .word = {.step = GatheringStep::failed}};
        number_ = number;
        return true;
    }

    void say(const GatheringWord& word) override {
        const std::scoped_lock lock(server_->mutex);
        server_->gathering.at(number_).word = word;
    }

    std::vector<GatheringSeat> seats() override {
        const std::scoped_lock lock(server_->mutex);
        std::vector<GatheringSeat> seats;
        for (const auto& [number, seat] : server_->gathering) {
            seats.push_back(seat);
        }
        return seats;
    }

    void stand_up() noexcept override {
        const std::scoped_lock lock(server_->mutex);
        if (number_ != 0) {
            server_->gathering.at(number_).is_taken = false;
        }
    }

  private:
    std::shared_ptr<MemoryServer> server_;
    std::uint32_t number_ = 0;
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

std::optional<std::vector<Replication>> MemoryDatabase::replications() {
    server_->diary.note("replications");
    return follows ? follows() : std::vector<Replication>();
}

std::optional<std::vector<LogFile>> MemoryDatabase::log_files() {
    server_->diary.note("log files");
    return std::vector<LogFile>();
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

std::unique_ptr<PreparedSnapshot> MemoryDatabase::prepare_snapshot(
    std::size_t lanes, const std::vector<TableName>& /*tables*/) {
    return memory_snapshot(server_, lanes, block_rows, means);
}

std::unique_ptr<Gathering> MemoryDatabase::gathering(const std::string& /*task*/) {
    return std::make_unique<MemoryGathering>(server_);
}

std::unique_ptr<Rendezvous> MemoryDatabase::rendezvous(const std::string& /*task*/) {
    return std::make_unique<MemoryRendezvous>(server_);
}

std::string MemoryDatabase::position() {
    server_->diary.note("position");
    const std::scoped_lock lock(server_->mutex);
    return server_->position;
}

std::unique_ptr<ChangeStream> MemoryDatabase::changes(const ChangeRequest& request) {
    server_->diary.note("changes from " + to_text(request.from));
    return std::make_unique<EmptyStream>(request.from, server_);
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
