#include "runtime/evidence_reader.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/timestamp.hpp"
#include "runtime/evidence_file.hpp"
#include "runtime/evidence_json.hpp"

namespace cutover {
namespace {

/// What is wrong with a record, or "" and the record itself.
std::string read_record(
    const SqliteStatement& row,
    const EvidenceChain& chain,
    const std::string& before,
    EvidenceRecord& record) {
    const StoredRecord raw = stored(row);
    const auto at = parse_rfc3339(raw.at);
    auto entry = entry_from_json(raw.kind, raw.payload);
    if (raw.number != chain.records + 1) {
        return fmt::format("record {} is missing", chain.records + 1);
    }
    if (chain_hash(before, raw) != row.text(5)) {
        return "its hash is not that of its content and the record before it";
    }
    if (!at || !entry) {
        return fmt::format("its kind '{}', time or content cannot be read", raw.kind);
    }
    record = {raw.number, raw.run, *at, *std::move(entry)};
    return {};
}

}  // namespace

EvidenceChain read_evidence(
    const std::filesystem::path& state_folder,
    const std::string& task,
    const std::function<void(const EvidenceRecord&)>& take) {
    EvidenceChain chain;
    if (!std::filesystem::exists(evidence_file(state_folder))) {
        return chain;
    }
    SqliteFile file(evidence_file(state_folder), SqliteFile::Access::read_only);
    if (!holds_tables(file)) {
        return chain;
    }
    check_meta(file, task);
    chain.on_file = true;
    std::string before = first_hash(task);
    SqliteStatement rows(
        file, "SELECT number, run, at, kind, payload, hash FROM evidence ORDER BY number");
    while (rows.step()) {
        EvidenceRecord record;
        chain.problem = read_record(rows, chain, before, record);
        if (!chain.problem.empty()) {
            chain.broken_at = chain.records + 1;
            break;
        }
        before = rows.text(5);
        chain.last_hash = before;
        ++chain.records;
        take(record);
    }
    return chain;
}

}  // namespace cutover
