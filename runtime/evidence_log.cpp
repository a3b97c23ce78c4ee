#include "runtime/evidence_log.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "runtime/evidence_chain.hpp"
#include "runtime/evidence_file.hpp"
#include "runtime/evidence_json.hpp"

namespace cutover {
namespace {

constexpr std::chrono::milliseconds longest_wait{100};
constexpr std::size_t most_waiting = 1'000;

std::filesystem::path created(const std::filesystem::path& state_folder) {
    namespace fs = std::filesystem;
    std::error_code failure;
    if (fs::create_directories(state_folder, failure)) {
        fs::permissions(state_folder, fs::perms::owner_all, failure);
    }
    if (failure) {
        throw Error(
            Recovery::none,
            fmt::format(
                "state folder {} cannot be created: {}; choose another with --state",
                state_folder.string(), failure.message()));
    }
    return state_folder;
}

/// Where the chain ends now.
struct Tip {
    std::uint64_t number = 0;
    std::string hash{};
};

/// Checks the last record against the one before it; the whole chain is read_evidence()'s to check.
Tip tip_of(SqliteFile& file, const std::string& first) {
    SqliteStatement last(
        file,
        "SELECT number, run, at, kind, payload, hash, coalesce((SELECT hash FROM evidence AS e2 "
        "WHERE e2.number = e1.number - 1), '') FROM evidence AS e1 ORDER BY number DESC LIMIT 1");
    if (!last.step()) {
        return {0, first};
    }
    const StoredRecord record = stored(last);
    const std::string hash(last.text(5));
    const std::string before = record.number == 1 ? first : std::string(last.text(6));
    if (chain_hash(before, record) != hash) {
        throw Error(
            Recovery::none, ExitCode::usage,
            fmt::format(
                "evidence file {}: record {} does not fit the one before it, so the file was "
                "changed or damaged; move it away (a new one costs a new verification, never a "
                "row)",
                file.path(), record.number));
    }
    return {record.number, hash};
}

bool must_be_on_disk_at_once(const EvidenceEntry& entry) {
    return std::holds_alternative<RunStarted>(entry) ||
           std::holds_alternative<CopyFinished>(entry) || std::holds_alternative<RunEnded>(entry) ||
           std::holds_alternative<VerificationFinished>(entry);
}

}  // namespace

EvidenceLog::EvidenceLog(
    const std::filesystem::path& state_folder, const std::string& task, WallClock clock)
    : file_(evidence_file(created(state_folder)), SqliteFile::Access::read_write),
      clock_(std::move(clock)),
      first_hash_(first_hash(task)) {
    if (!holds_tables(file_)) {
        create_tables(file_, task);
    }
    check_meta(file_, task);
    file_.execute("PRAGMA synchronous = FULL");
    static_cast<void>(tip_of(file_, first_hash_));
}

void EvidenceLog::add(const EvidenceEntry& entry) {
    const auto now = clock_();
    if (waiting_.empty()) {
        oldest_waiting_ = now;
    }
    waiting_.push_back({to_rfc3339(now), std::string(kind_of(entry)), to_json(entry)});
    const auto waited = now - oldest_waiting_;
    if (must_be_on_disk_at_once(entry) || waiting_.size() >= most_waiting ||
        waited >= longest_wait || waited < decltype(waited)::zero()) {
        flush();
    }
}

void EvidenceLog::flush() {
    if (!waiting_.empty()) {
        write_waiting();
        waiting_.clear();
    }
}

void EvidenceLog::write_waiting() {
    WriteTransaction transaction(file_);
    Tip tip = tip_of(file_, first_hash_);
    SqliteStatement insert(file_, "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)");
    std::uint64_t run = run_;
    for (const Waiting& entry : waiting_) {
        ++tip.number;
        run = entry.kind == kind_of(RunStarted()) ? tip.number : run;
        tip.hash = chain_hash(tip.hash, {tip.number, run, entry.at, entry.kind, entry.payload});
        insert.bind(0, tip.number).bind(1, run).bind(2, entry.at).bind(3, entry.kind);
        insert.bind(4, entry.payload).bind(5, tip.hash);
        insert.step();
    }
    transaction.commit();
    run_ = run;
}

}  // namespace cutover
