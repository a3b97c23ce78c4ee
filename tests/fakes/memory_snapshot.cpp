#include "tests/fakes/memory_snapshot.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/row_encoder.hpp"

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
        read_some(source, chunk, block, sink, [](const MemoryRow&) { return true; });
    }

    void read_keys(
        const RowSource& source,
        const std::vector<KeyTuple>& keys,
        RowBlock& block,
        const RowSink& sink) override {
        server_->diary.note(
            "read " + display(source.table) + " " + std::to_string(keys.size()) + " keys");
        const MemoryTable& table = table_in(*tables_, source.table);
        read_some(source, {}, block, sink, [&](const MemoryRow& row) {
            return std::count(keys.begin(), keys.end(), table.key_of(row, source.key)) > 0;
        });
    }

    std::optional<std::uint64_t> rows_sent() override {
        server_->diary.note("rows sent");
        return server_->tells_rows_sent ? std::optional(sent_) : std::nullopt;
    }

    /// Of what it would send, so that it agrees wherever the rows do.
    std::optional<ServerDigest> digest(const RowSource& source, const Chunk& chunk) override {
        server_->diary.note("digest " + display(source.table) + " " + describe(chunk));
        RowBlock block(forms_of(source));
        RowEncoder encoder(source.columns, {});
        ServerDigest rows{0, "0", "0"};
        read_some(
            source, chunk, block,
            [&](const RowBlock& some) {
                for (std::size_t row = 0; row < some.rows(); ++row) {
                    const Digest one = encoder.digest(some, row);
                    rows += {1, std::to_string(one.low), std::to_string(one.high)};
                }
            },
            [](const MemoryRow&) { return true; });
        return server_->digests ? std::optional(rows) : std::nullopt;
    }

    std::optional<KeyTuple> key_at(
        const RowSource& source, const Chunk& chunk, std::uint64_t row) override {
        server_->diary.note("key at " + std::to_string(row) + " " + describe(chunk));
        const MemoryTable& table = table_in(*tables_, source.table);
        std::vector<KeyTuple> keys;
        for (const MemoryRow* const one : table.select(source, chunk)) {
            keys.push_back(table.key_of(*one, source.key));
        }
        std::sort(keys.begin(), keys.end(), table.less);
        return row <= keys.size() ? std::optional(keys[row - 1]) : std::nullopt;
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

    void let_go() override {}

  private:
    template<typename IsWanted>
    void read_some(
        const RowSource& source,
        const Chunk& chunk,
        RowBlock& block,
        const RowSink& sink,
        const IsWanted& is_wanted) {
        const MemoryTable& table = table_in(*tables_, source.table);
        block.clear();
        sent_ = 0;
        for (const MemoryRow* row : table.select(source, chunk)) {
            if (!is_wanted(*row)) {
                continue;
            }
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

    std::shared_ptr<MemoryServer> server_;
    std::shared_ptr<const Tables> tables_;
    std::size_t block_rows_;
    std::uint64_t sent_ = 0;
};

class MemorySnapshot : public Snapshot {
  public:
    MemorySnapshot(
        SnapshotFacts facts, std::vector<MemoryLane> lanes, std::optional<LogPlace> applied)
        : facts_(std::move(facts)), lanes_(std::move(lanes)), applied_(std::move(applied)) {}

    [[nodiscard]] const SnapshotFacts& facts() const override { return facts_; }

    [[nodiscard]] std::size_t lanes() const override { return lanes_.size(); }

    ReadLane& lane(std::size_t index) override { return lanes_.at(index); }

    std::optional<LogPlace> applied(const std::string& /*task*/) override { return applied_; }

  private:
    SnapshotFacts facts_;
    std::vector<MemoryLane> lanes_;
    std::optional<LogPlace> applied_;
};

class MemoryPreparedSnapshot : public PreparedSnapshot {
  public:
    MemoryPreparedSnapshot(
        std::shared_ptr<MemoryServer> server,
        std::size_t lanes,
        std::size_t block_rows,
        SnapshotMeans means)
        : server_(std::move(server)), lanes_(lanes), block_rows_(block_rows), means_(means) {}

    std::unique_ptr<Snapshot> open() override { return opened(means_); }

    std::unique_ptr<Snapshot> open_first(
        const std::function<void(const SnapshotFacts&)>& meanwhile) override {
        if (means_ == SnapshotMeans::none) {
            return nullptr;
        }
        auto snapshot = opened(means_);
        if (meanwhile) {
            meanwhile(snapshot->facts());
        }
        return snapshot;
    }

    std::unique_ptr<Snapshot> open_beside() override {
        return opened(SnapshotMeans::held_by_another);
    }

    std::unique_ptr<Snapshot> open_held(const std::function<void()>& mark) override {
        if (mark) {
            mark();
        }
        return opened(SnapshotMeans::applier_held);
    }

  private:
    [[nodiscard]] std::unique_ptr<Snapshot> opened(SnapshotMeans means) const {
        server_->diary.note("snapshot " + std::to_string(lanes_));
        const std::scoped_lock lock(server_->mutex);
        const auto copy = std::make_shared<const Tables>(server_->tables);
        std::vector<MemoryLane> made;
        for (std::size_t i = 0; i < lanes_; ++i) {
            made.emplace_back(server_, copy, block_rows_);
        }
        SnapshotFacts facts{.means = means, .position = server_->position};
        return std::make_unique<MemorySnapshot>(
            std::move(facts), std::move(made), server_->applied);
    }

    std::shared_ptr<MemoryServer> server_;
    std::size_t lanes_;
    std::size_t block_rows_;
    SnapshotMeans means_;
};

}  // namespace

std::unique_ptr<PreparedSnapshot> memory_snapshot(
    std::shared_ptr<MemoryServer> server,
    std::size_t lanes,
    std::size_t block_rows,
    SnapshotMeans means) {
    return std::make_unique<MemoryPreparedSnapshot>(std::move(server), lanes, block_rows, means);
}

}  // namespace cutover::test
