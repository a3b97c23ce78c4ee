#include "tests/fakes/faulty_database.hpp"

#include <vector>

#include "core/error.hpp"

namespace cutover::test {
namespace {

class FaultyLane : public ReadLane {
  public:
    FaultyLane(ReadLane& inner, std::shared_ptr<FaultCounter> counter)
        : inner_(inner), counter_(std::move(counter)) {}

    void read(const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink)
        override {
        counter_->run("reading", [&] {
            inner_.read(source, chunk, block, [&](const RowBlock& rows) {
                if (counter_->pass_block()) {
                    sink(rows);
                }
            });
        });
    }

    void read_keys(
        const RowSource& source,
        const std::vector<KeyTuple>& keys,
        RowBlock& block,
        const RowSink& sink) override {
        counter_->run("reading", [&] { inner_.read_keys(source, keys, block, sink); });
    }

    std::optional<std::uint64_t> rows_sent() override {
        std::optional<std::uint64_t> rows;
        counter_->run("asking for the rows sent", [&] { rows = inner_.rows_sent(); });
        return rows;
    }

    std::optional<ServerDigest> digest(const RowSource& source, const Chunk& chunk) override {
        std::optional<ServerDigest> digest;
        counter_->run("digesting", [&] { digest = inner_.digest(source, chunk); });
        return digest;
    }

    std::optional<KeyTuple> key_at(
        const RowSource& source, const Chunk& chunk, std::uint64_t row) override {
        std::optional<KeyTuple> key;
        counter_->run("looking for a key", [&] { key = inner_.key_at(source, chunk, row); });
        return key;
    }

    std::uint64_t count(const RowSource& source) override {
        std::uint64_t rows = 0;
        counter_->run("counting", [&] { rows = inner_.count(source); });
        return rows;
    }

    std::vector<KeyTuple> boundaries(const RowSource& source, std::uint64_t chunk_rows) override {
        std::vector<KeyTuple> keys;
        counter_->run("cutting", [&] { keys = inner_.boundaries(source, chunk_rows); });
        return keys;
    }

    void let_go() override { inner_.let_go(); }

  private:
    ReadLane& inner_;
    std::shared_ptr<FaultCounter> counter_;
};

class FaultySnapshot : public Snapshot {
  public:
    FaultySnapshot(std::unique_ptr<Snapshot> inner, const std::shared_ptr<FaultCounter>& counter)
        : inner_(std::move(inner)) {
        for (std::size_t i = 0; i < inner_->lanes(); ++i) {
            lanes_.emplace_back(inner_->lane(i), counter);
        }
    }

    [[nodiscard]] const SnapshotFacts& facts() const override { return inner_->facts(); }

    [[nodiscard]] std::size_t lanes() const override { return lanes_.size(); }

    ReadLane& lane(std::size_t index) override { return lanes_.at(index); }

    std::optional<LogPlace> applied(const std::string& task) override {
        return inner_->applied(task);
    }

  private:
    std::unique_ptr<Snapshot> inner_;
    std::vector<FaultyLane> lanes_{};
};

/// Preparing does not count as a call: what can fail in it fails in opening, too.
class FaultyPreparedSnapshot : public PreparedSnapshot {
  public:
    FaultyPreparedSnapshot(
        std::unique_ptr<PreparedSnapshot> inner, std::shared_ptr<FaultCounter> counter)
        : inner_(std::move(inner)), counter_(std::move(counter)) {}

    std::unique_ptr<Snapshot> open() override {
        return opened([this] { return inner_->open(); });
    }

    std::unique_ptr<Snapshot> open_first(
        const std::function<void(const SnapshotFacts&)>& meanwhile) override {
        return opened([&] { return inner_->open_first(meanwhile); });
    }

    std::unique_ptr<Snapshot> open_beside() override {
        return opened([this] { return inner_->open_beside(); });
    }

    std::unique_ptr<Snapshot> open_held(const std::function<void()>& mark) override {
        return opened([&] { return inner_->open_held(mark); });
    }

  private:
    std::unique_ptr<Snapshot> opened(const std::function<std::unique_ptr<Snapshot>()>& open) {
        std::unique_ptr<Snapshot> snapshot;
        counter_->run("opening a snapshot", [&] {
            snapshot = std::make_unique<FaultySnapshot>(open(), counter_);
        });
        return snapshot;
    }

    std::unique_ptr<PreparedSnapshot> inner_;
    std::shared_ptr<FaultCounter> counter_;
};

}  // namespace

void FaultCounter::raise(const std::string& purpose) const {
    if (fault_.raise) {
        fault_.raise();
    }
    if (fault_.kind == FaultKind::beside) {
        return;
    }
    throw ServerError(
        Recovery::retry_session, ExitCode::could_not_finish, {2013, "HY000"},
        "injected: lost connection while " + purpose);
}

void FaultCounter::run(const std::string& purpose, const std::function<void()>& call) {
    const bool fails = ++calls_ == fault_.at_call;
    if (fails && fault_.kind != FaultKind::after) {
        raise(purpose);
    }
    call();
    if (fails && fault_.kind == FaultKind::after) {
        raise(purpose);
    }
}

bool FaultCounter::pass_block() {
    if (++calls_ != fault_.at_call) {
        return true;
    }
    if (fault_.kind != FaultKind::lose_rows) {
        raise("reading rows");
    }
    return fault_.kind == FaultKind::beside;
}

FaultyDatabase::FaultyDatabase(Database& inner, Fault fault)
    : inner_(inner), counter_(std::make_shared<FaultCounter>(std::move(fault))) {}

const ServerFacts& FaultyDatabase::facts() {
    const ServerFacts* facts = nullptr;
    counter_->run("asking for facts", [&] { facts = &inner_.facts(); });
    return *facts;
}

std::vector<std::string> FaultyDatabase::databases() {
    std::vector<std::string> names;
    counter_->run("listing databases", [&] { names = inner_.databases(); });
    return names;
}

Catalog FaultyDatabase::catalog(const std::vector<std::string>& databases) {
    Catalog catalog;
    counter_->run("reading the catalog", [&] { catalog = inner_.catalog(databases); });
    return catalog;
}

Catalog FaultyDatabase::definitions(const std::set<TableName>& names) {
    Catalog catalog;
    counter_->run("reading the catalog", [&] { catalog = inner_.definitions(names); });
    return catalog;
}

std::unique_ptr<PreparedSnapshot> FaultyDatabase::prepare_snapshot(
    std::size_t lanes, const std::vector<TableName>& tables) {
    return std::make_unique<FaultyPreparedSnapshot>(
        inner_.prepare_snapshot(lanes, tables), counter_);
}

std::string FaultyDatabase::position() {
    std::string position;
    counter_->run("asking for the position", [&] { position = inner_.position(); });
    return position;
}

std::unique_ptr<ChangeStream> FaultyDatabase::changes(const ChangeRequest& request) {
    std::unique_ptr<ChangeStream> stream;
    counter_->run("asking for the binary log", [&] { stream = inner_.changes(request); });
    return stream;
}

std::unique_ptr<RowConditions> FaultyDatabase::row_conditions() {
    std::unique_ptr<RowConditions> conditions;
    counter_->run("opening conditions", [&] { conditions = inner_.row_conditions(); });
    return conditions;
}

std::string FaultyDatabase::refusal_of(const RowSource& source) {
    std::string refusal;
    counter_->run("trying a condition", [&] { refusal = inner_.refusal_of(source); });
    return refusal;
}

std::optional<std::uint64_t> FaultyDatabase::widest_row(const WidthQuestion& asked) {
    std::optional<std::uint64_t> bytes;
    counter_->run("measuring", [&] { bytes = inner_.widest_row(asked); });
    return bytes;
}

std::uint64_t FaultyDatabase::threads_running() {
    std::uint64_t threads = 0;
    counter_->run("asking for the load", [&] { threads = inner_.threads_running(); });
    return threads;
}

std::optional<std::vector<Replica>> FaultyDatabase::replicas() {
    std::optional<std::vector<Replica>> replicas;
    counter_->run("asking for replicas", [&] { replicas = inner_.replicas(); });
    return replicas;
}

std::optional<std::vector<Replication>> FaultyDatabase::replications() {
    std::optional<std::vector<Replication>> replications;
    counter_->run("asking what it follows", [&] { replications = inner_.replications(); });
    return replications;
}

std::optional<std::vector<LogFile>> FaultyDatabase::log_files() {
    std::optional<std::vector<LogFile>> files;
    counter_->run("asking for files of the log", [&] { files = inner_.log_files(); });
    return files;
}

void FaultyDatabase::execute_ddl(const DdlStatement& statement) {
    counter_->run(statement.purpose, [&] { inner_.execute_ddl(statement); });
}

std::unique_ptr<ProgressStore> FaultyDatabase::progress(const std::string& task) {
    std::unique_ptr<ProgressStore> store;
    counter_->run("opening the progress", [&] { store = inner_.progress(task); });
    return faulty_progress(std::move(store), counter_);
}

std::unique_ptr<Gathering> FaultyDatabase::gathering(const std::string& task) {
    return inner_.gathering(task);
}

std::unique_ptr<Rendezvous> FaultyDatabase::rendezvous(const std::string& task) {
    return inner_.rendezvous(task);
}

}  // namespace cutover::test
