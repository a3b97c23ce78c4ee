#include "runtime/held_snapshot.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace cutover {
namespace {

class HeldLane final : public ReadLane {
  public:
    HeldLane(LoadGate& gate, ReadLane& inner, ReadsFrom side)
        : gate_(gate), inner_(inner), side_(side) {}

    void read(const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink)
        override {
        std::optional<LoadGate::Reading> reading;
        enter(reading);
        inner_.read(source, chunk, block, [&](const RowBlock& rows) {
            sink(rows);
            gate_.pass();
        });
    }

    void read_keys(
        const RowSource& source,
        const std::vector<KeyTuple>& keys,
        RowBlock& block,
        const RowSink& sink) override {
        std::optional<LoadGate::Reading> reading;
        enter(reading);
        inner_.read_keys(source, keys, block, sink);
    }

    /// Of the read before: nothing to wait for.
    std::optional<std::uint64_t> rows_sent() override { return inner_.rows_sent(); }

    std::optional<ServerDigest> digest(const RowSource& source, const Chunk& chunk) override {
        std::optional<LoadGate::Reading> reading;
        enter(reading);
        return inner_.digest(source, chunk);
    }

    std::optional<KeyTuple> key_at(
        const RowSource& source, const Chunk& chunk, std::uint64_t row) override {
        std::optional<LoadGate::Reading> reading;
        enter(reading);
        return inner_.key_at(source, chunk, row);
    }

    std::uint64_t count(const RowSource& source) override {
        std::optional<LoadGate::Reading> reading;
        enter(reading);
        return inner_.count(source);
    }

    std::vector<KeyTuple> boundaries(const RowSource& source, std::uint64_t chunk_rows) override {
        std::optional<LoadGate::Reading> reading;
        enter(reading);
        return inner_.boundaries(source, chunk_rows);
    }

    void let_go() override { inner_.let_go(); }

  private:
    /// Waits, and counts as a reader of the source from then on.
    void enter(std::optional<LoadGate::Reading>& reading) {
        gate_.pass();
        if (side_ == ReadsFrom::source) {
            reading.emplace(gate_);
        }
    }

    LoadGate& gate_;
    ReadLane& inner_;
    ReadsFrom side_;
};

class HeldSnapshot final : public Snapshot {
  public:
    HeldSnapshot(std::shared_ptr<LoadGate> gate, std::unique_ptr<Snapshot> inner, ReadsFrom side)
        : gate_(std::move(gate)), inner_(std::move(inner)) {
        for (std::size_t i = 0; i < inner_->lanes(); ++i) {
            lanes_.emplace_back(*gate_, inner_->lane(i), side);
        }
    }

    [[nodiscard]] const SnapshotFacts& facts() const override { return inner_->facts(); }

    [[nodiscard]] std::size_t lanes() const override { return lanes_.size(); }

    ReadLane& lane(std::size_t index) override { return lanes_.at(index); }

    std::optional<LogPlace> applied(const std::string& task) override {
        return inner_->applied(task);
    }

  private:
    std::shared_ptr<LoadGate> gate_;
    std::unique_ptr<Snapshot> inner_;
    std::vector<HeldLane> lanes_{};
};

}  // namespace

std::unique_ptr<Snapshot> held_by(
    std::shared_ptr<LoadGate> gate, std::unique_ptr<Snapshot> snapshot, ReadsFrom side) {
    return std::make_unique<HeldSnapshot>(std::move(gate), std::move(snapshot), side);
}

}  // namespace cutover
