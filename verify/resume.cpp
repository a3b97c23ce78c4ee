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
        adopted[chunk.source][chunk.chunk.chunk_index] = chunk;
    }
    return adopted;
}

const ChunkCompared* find_earlier(
    const EarlierChunks& earlier, const TableName& table, const Chunk& chunk) {
    const auto chunks = earlier.find(table);
    if (chunks == earlier.end()) {
        return nullptr;
    }
    const auto found = chunks->second.find(chunk.chunk_index);
    return found != chunks->second.end() && found->second.chunk == chunk ? &found->second : nullptr;
}

}  // namespace cutover
