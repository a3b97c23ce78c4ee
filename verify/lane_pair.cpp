#include "verify/lane_pair.hpp"

#include "runtime/interrupt.hpp"

namespace cutover {

void SideReader::read(const RowSource& source, const Chunk& chunk, const RowSink& sink) {
    if (table_ != source.table) {
        block_ = RowBlock(forms_of(source));
        table_ = source.table;
    }
    lane_->read(source, chunk, block_, [&](const RowBlock& rows) {
        throw_if_interrupted();
        sink(rows);
        pace_->spend(rows.rows(), rows.size_bytes());
    });
}

LanePairs::LanePairs(
    Snapshot& source, Snapshot& destination, Pace& source_pace, Pace& destination_pace)
    : pool_(std::min(source.lanes(), destination.lanes()), [&, this] {
          const std::size_t lane = made_++;
          return LanePair{
              {source.lane(lane), source_pace}, {destination.lane(lane), destination_pace}};
      }) {}

}  // namespace cutover
