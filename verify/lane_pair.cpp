#include "verify/lane_pair.hpp"

#include "core/error.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {

void SideReader::read(const RowSource& source, const Chunk& chunk, const RowSink& sink) {
    read_each(source, [&](const RowSource& one) {
        lane_->read(one, chunk, block_for(one), paced(sink));
    });
}

void SideReader::read_keys(
    const RowSource& source, const std::vector<KeyTuple>& keys, const RowSink& sink) {
    read_each(source, [&](const RowSource& one) {
        lane_->read_keys(one, keys, block_for(one), paced(sink));
    });
}

template<typename Read>
void SideReader::read_each(const RowSource& source, const Read& read) {
    has_read_several_ = !source.also.empty();
    reading_ = &source;
    read(source);
    for (const RowSource& other : source.also) {
        reading_ = &other;
        read(other);
    }
}

std::optional<ServerDigest> SideReader::digest(const RowSource& source, const Chunk& chunk) {
    throw_if_interrupted();
    std::optional<ServerDigest> digest = lane_->digest(source, chunk);
    for (auto other = source.also.begin(); digest && other != source.also.end(); ++other) {
        const std::optional<ServerDigest> more = lane_->digest(*other, chunk);
        digest = more ? std::optional(*digest += *more) : std::nullopt;
    }
    if (digest) {
        pace_->spend(digest->rows, 0);
    }
    return digest;
}

std::optional<std::uint64_t> SideReader::rows_sent() {
    return has_read_several_ ? std::nullopt : lane_->rows_sent();
}

std::uint64_t SideReader::count(const RowSource& source) {
    std::uint64_t rows = lane_->count(source);
    for (const RowSource& other : source.also) {
        rows += lane_->count(other);
    }
    return rows;
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

LanePairs::Lease::~Lease() {
    for (SideReader* const side : {&lanes_->source, &lanes_->destination}) {
        try {
            side->lane().let_go();
        } catch (const Error&) {
            // A session that is lost says so to whoever reads with it next, or nobody has to know.
            continue;
        }
    }
}

}  // namespace cutover
