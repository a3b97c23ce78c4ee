#include "verify/resume.hpp"

#include <fmt/format.h>

#include "verify/comparison_id.hpp"
#include "verify/verify.hpp"

namespace cutover {

VerificationId verification_id(
    const std::vector<TableUnderWay>& tables,
    double sample_percent,
    const std::vector<std::string>& moments,
    const std::optional<Shard>& shard,
    bool prefilter) {
    std::string what = fmt::format("sample {}{}", sample_percent, prefilter ? " prefilter" : "");
    for (const TableUnderWay& table : tables) {
        append_part(what, comparison_id(table.pair));
        // Guessed anew by each shard; what they cut is put together chunk by chunk.
        append_part(what, fmt::format("{}", shard ? 0 : table.pair.chunk_rows));
    }
    std::string where;
    for (const std::string& moment : moments) {
        append_part(where, moment);
    }
    return {short_digest(what), short_digest(where), shard};
}

EarlierChunks adopt(
    const std::vector<ChunkCompared>& earlier, const VerificationId& id, std::string& why) {
    EarlierChunks adopted;
    for (const ChunkCompared& chunk : earlier) {
        if (chunk.verification != id.text()) {
            why = chunk.verification.rfind(id.what + "-", 0) == 0
                      ? "The earlier verification did not finish, and a server has moved since: "
                        "everything is compared anew."
                      : "The earlier verification did not finish, and compared other tables or "
                        "definitions: everything is compared anew.";
            return {};
        }
        adopted[chunk.source][place_of(chunk.chunk)] = chunk;
    }
    return adopted;
}

const ChunkCompared* find_earlier(
    const EarlierChunks& earlier, const TableName& table, const Chunk& chunk) {
    const auto chunks = earlier.find(table);
    if (chunks == earlier.end()) {
        return nullptr;
    }
    const auto found = chunks->second.find(place_of(chunk));
    return found != chunks->second.end() && found->second.chunk == chunk ? &found->second : nullptr;
}

std::vector<const ChunkCompared*> find_earlier_pieces(
    const EarlierChunks& earlier, const TableName& table, const Chunk& chunk) {
    std::vector<const ChunkCompared*> pieces;
    const auto chunks = earlier.find(table);
    if (chunks == earlier.end()) {
        return pieces;
    }
    std::optional<KeyTuple> reached = chunk.after;
    ChunkPlace place{chunk.chunk_index, 1};
    for (auto at = chunks->second.find(place);
         at != chunks->second.end() && at->first == place && at->second.chunk.after == reached;
         ++at, ++place.second) {
        pieces.push_back(&at->second);
        reached = at->second.chunk.up_to;
    }
    return pieces;
}

}  // namespace cutover
