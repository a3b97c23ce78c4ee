#include "verify/resume.hpp"

#include <fmt/format.h>

#include "verify/comparison_id.hpp"
#include "verify/verify.hpp"

namespace cutover {

VerificationId verification_id(
    const std::vector<TableUnderWay>& tables,
    double sample_percent,
    const std::vector<std::string>& moments,
    const std::optional<Shard>& shard) {
    std::string what = fmt::format("sample {}", sample_percent);
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

std::vector<ChunkCompared> unfinished_chunks(const std::vector<EvidenceRecord>& records) {
    std::string verification;
    std::map<std::pair<TableName, std::uint32_t>, ChunkCompared> chunks;
    for (const EvidenceRecord& record : records) {
        if (const auto* chunk = std::get_if<ChunkCompared>(&record.entry)) {
            if (chunk->verification != verification) {
                verification = chunk->verification;
                chunks.clear();
            }
            chunks[{chunk->source, chunk->chunk.chunk_index}] = *chunk;
        } else if (std::holds_alternative<VerificationFinished>(record.entry)) {
            chunks.clear();
        }
    }
    std::vector<ChunkCompared> unfinished;
    unfinished.reserve(chunks.size());
    for (const auto& [place, chunk] : chunks) {
        unfinished.push_back(chunk);
    }
    return unfinished;
}

}  // namespace cutover
