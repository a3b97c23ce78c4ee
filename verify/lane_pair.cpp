#include "verify/lane_pair.hpp"

#include "runtime/interrupt.hpp"

namespace cutover {

void SideReader::read(const RowSource& source, const Chunk& chunk, const RowSink& sink) {
    lane_->read(source, chunk, block_for(source), paced(sink));
}

void SideReader::read_keys(
    const RowSource& source, const std::vector<KeyTuple>& keys, const RowSink& sink) {
    lane_->read_keys(source, keys, block_for(source), paced(sink));
}

std::optional<ServerDigest> SideReader::digest(const RowSource& source, const Chunk& chunk) {
    throw_if_interrupted();
    std::optional<ServerDigest> digest = lane_->digest(source, chunk);
    if (digest) {
        pace_->spend(digest->rows, 0);
    }
    return digest;
}

RowBlock& SideReader::block_for(const RowSource& source) {
    if (table_ != source.table) {
        block_ = RowBlock(forms_of(source));
        table_ = source.table;
    }
    return block_;
}

RowSink SideReader::paced(const RowSink& sink) const {
    return [this, &sink](const RowBlock& rows) {
        throw_if_interrupted();
        sink(rows);
        pace_->spend(rows.rows(), rows.size_bytes());
    };
}

LanePairs::LanePairs(
    Snapshot& source, Snapshot& destination, Pace& source_pace, Pace& destination_pace)
    : pool_(std::min(source.lanes(), destination.lanes()), [&, this] {
          const std::size_t lane = made_++;
          return LanePair{
              {source.lane(lane), source_pace}, {destination.lane(lane), destination_pace}};
      }) {}

}  // namespace cutover
