#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"

namespace cutover::test {
namespace {

class FaultyWriter : public RowWriter {
  public:
    FaultyWriter(std::unique_ptr<RowWriter> inner, std::shared_ptr<FaultCounter> counter)
        : inner_(std::move(inner)), counter_(std::move(counter)) {}

    void begin() override {
        counter_->run("beginning a transaction", [&] { inner_->begin(); });
    }

    std::uint64_t write(const RowTarget& target, const RowBlock& block) override {
        std::uint64_t written = 0;
        counter_->run("writing rows", [&] { written = inner_->write(target, block); });
        return written;
    }

    void mark_done(const ChunkDone& chunk) override {
        counter_->run("marking a chunk", [&] { inner_->mark_done(chunk); });
    }

    void commit() override {
        try {
            counter_->run("committing", [&] { inner_->commit(); });
        } catch (const ServerError& error) {
            if (error.code() != 2013) {
                throw;
            }
            throw ServerError(  // a lost answer to COMMIT says nothing about what happened
                Recovery::in_doubt, ExitCode::could_not_finish, {2013, "HY000"}, error.what());
        }
    }

    void rollback() noexcept override { inner_->rollback(); }

  private:
    std::unique_ptr<RowWriter> inner_;
    std::shared_ptr<FaultCounter> counter_;
};

class FaultyProgress : public ProgressStore {
  public:
    FaultyProgress(std::unique_ptr<ProgressStore> inner, std::shared_ptr<FaultCounter> counter)
        : inner_(std::move(inner)), counter_(std::move(counter)) {}

    std::optional<TaskProgress> load() override {
        std::optional<TaskProgress> progress;
        counter_->run("loading the progress", [&] { progress = inner_->load(); });
        return progress;
    }

    std::vector<TableProgress> load_tables() override {
        std::vector<TableProgress> tables;
        counter_->run("loading tables", [&] { tables = inner_->load_tables(); });
        return tables;
    }

    TaskProgress claim(const std::string& fingerprint, const std::string& identity) override {
        TaskProgress progress;
        counter_->run("claiming", [&] { progress = inner_->claim(fingerprint, identity); });
        return progress;
    }

    void ensure_owned() override {
        counter_->run("checking the epoch", [&] { inner_->ensure_owned(); });
    }

    bool is_done(std::uint64_t table_id, std::uint32_t chunk_index) override {
        bool done = false;
        counter_->run("looking at a chunk", [&] { done = inner_->is_done(table_id, chunk_index); });
        return done;
    }

    void set_phase(Phase phase) override {
        counter_->run("setting the phase", [&] { inner_->set_phase(phase); });
    }

    void set_positions(const std::string& first, const std::string& last) override {
        counter_->run("setting positions", [&] { inner_->set_positions(first, last); });
    }

    std::vector<std::uint64_t> add_tables(const std::vector<TableProgress>& tables) override {
        std::vector<std::uint64_t> ids;
        counter_->run("adding tables", [&] { ids = inner_->add_tables(tables); });
        return ids;
    }

    void set_indexes_done(std::uint64_t table_id) override {
        counter_->run("setting indexes done", [&] { inner_->set_indexes_done(table_id); });
    }

    void keep_note(const std::string& name, const std::string& text) override {
        counter_->run("keeping a note", [&] { inner_->keep_note(name, text); });
    }

    std::optional<std::string> note(const std::string& name) override {
        std::optional<std::string> text;
        counter_->run("reading a note", [&] { text = inner_->note(name); });
        return text;
    }

    void forget() override {
        counter_->run("forgetting", [&] { inner_->forget(); });
    }

    std::unique_ptr<RowWriter> writer() override {
        std::unique_ptr<RowWriter> writer;
        counter_->run("opening a writer", [&] { writer = inner_->writer(); });
        return std::make_unique<FaultyWriter>(std::move(writer), counter_);
    }

    std::optional<AppliedProgress> applied() override {
        std::optional<AppliedProgress> applied;
        counter_->run("reading what is applied", [&] { applied = inner_->applied(); });
        return applied;
    }

    std::vector<AppliedAhead> applied_ahead() override {
        std::vector<AppliedAhead> ahead;
        counter_->run("reading what is applied ahead", [&] { ahead = inner_->applied_ahead(); });
        return ahead;
    }

    std::unique_ptr<ChangeWriter> change_writer() override {
        std::unique_ptr<ChangeWriter> writer;
        counter_->run("opening a writer of changes", [&] { writer = inner_->change_writer(); });
        return writer;
    }

  private:
    std::unique_ptr<ProgressStore> inner_;
    std::shared_ptr<FaultCounter> counter_;
};

}  // namespace

std::unique_ptr<ProgressStore> faulty_progress(
    std::unique_ptr<ProgressStore> inner, std::shared_ptr<FaultCounter> counter) {
    return std::make_unique<FaultyProgress>(std::move(inner), std::move(counter));
}

}  // namespace cutover::test
