#include "verify/shard_fit.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& todo) {
    throw Error(Recovery::none, ExitCode::usage, what + "\n  " + todo);
}

[[noreturn]] void run_again(const std::string& what, const std::string& todo) {
    throw Error(Recovery::none, ExitCode::could_not_finish, what + "\n  " + todo);
}

constexpr const char* run_all = "run all shards again, each with the same task file and flags";

std::string place_of(const ShardEvidence& shard) {
    return printable(shard.folder);
}

Shard shard_of(const ShardEvidence& shard) {
    const auto found = parse_part(shard.name).shard;
    if (!found) {
        refuse(
            fmt::format("{} holds no shard of a verification", place_of(shard)),
            "give the folders that cutover verify TASK.json --shard I/N --state DIR wrote to");
    }
    return *found;
}

void check_numbers(const std::vector<ShardEvidence>& shards) {
    if (shards.empty()) {
        refuse("no shard's folder was given", "cutover merge TASK.json SHARD_DIR...");
    }
    const Shard first = shard_of(shards.front());
    std::map<std::uint32_t, const ShardEvidence*> by_number;
    for (const ShardEvidence& evidence : shards) {
        const Shard shard = shard_of(evidence);
        if (shard.of != first.of) {
            refuse(
                fmt::format(
                    "{} holds {}, but {} holds {}", place_of(shards.front()), to_text(first),
                    place_of(evidence), to_text(shard)),
                "give the folders of one verification's shards");
        }
        const auto [other, is_new] = by_number.try_emplace(shard.number, &evidence);
        if (!is_new) {
            refuse(
                fmt::format(
                    "{} is there twice: in {} and {}", to_text(shard), place_of(*other->second),
                    place_of(evidence)),
                "give each shard's folder once");
        }
    }
    for (std::uint32_t number = 1; number <= first.of; ++number) {
        if (!by_number.contains(number)) {
            refuse(
                fmt::format("{} is missing", to_text(Shard{number, first.of})),
                "give its folder, too, once it has run to its end");
        }
    }
}

void check_end(const ShardEvidence& shard) {
    if (!shard.finished || !shard.source || !shard.destination) {
        run_again(
            fmt::format("{} in {} did not finish", to_text(shard_of(shard)), place_of(shard)),
            "run it again: it goes on where it stopped");
    }
}

/// Of a destination that is followed: the place of the source's log that it has come to.
std::string position_of(const SnapshotTaken& snapshot) {
    const SnapshotFacts& facts = snapshot.facts;
    if (!snapshot.applied.empty()) {
        return snapshot.applied;
    }
    return facts.position.empty() ? facts.gtid_set : facts.position;
}

/// A shard that another one held the source for may know its position alone.
bool is_of_one_moment(const SnapshotTaken& one, const SnapshotTaken& other) {
    const bool is_held = one.facts.means == SnapshotMeans::held_by_another ||
                         other.facts.means == SnapshotMeans::held_by_another;
    return position_of(one) == position_of(other) &&
           (is_held || !one.applied.empty() || one.facts.gtid_set == other.facts.gtid_set);
}

void check_moment(
    const ShardEvidence& first,
    const ShardEvidence& shard,
    const SnapshotTaken& one,
    const SnapshotTaken& other) {
    const char* const side = one.of_source ? "source" : "destination";
    for (const SnapshotTaken* const snapshot : {&one, &other}) {
        if (position_of(*snapshot).empty() || snapshot->facts.means == SnapshotMeans::none) {
            run_again(
                fmt::format(
                    "the {} keeps no binary log, or allowed no shared snapshot, so nothing shows "
                    "that the shards saw one moment of it",
                    side),
                "give it a binary log and the account what precheck names, or verify without "
                "--shard");
        }
    }
    if (!is_of_one_moment(one, other)) {
        run_again(
            fmt::format(
                "the shards saw different moments of the {}: {} {}, {} {}", side,
                to_text(shard_of(first)), printable(position_of(one)), to_text(shard_of(shard)),
                printable(position_of(other))),
            "run all shards again at the same time: each waits for the others. Where nobody "
            "follows "
            "the source, keep writes off both servers meanwhile");
    }
}

void check_same(const ShardEvidence& first, const ShardEvidence& shard) {
    const auto names = fmt::format("{} and {}", place_of(first), place_of(shard));
    if (first.start.source.identity != shard.start.source.identity ||
        first.start.destination.identity != shard.start.destination.identity) {
        run_again("the shards reached different servers: " + names, run_all);
    }
    check_moment(first, shard, *first.source, *shard.source);
    check_moment(first, shard, *first.destination, *shard.destination);
    const bool same_tables = std::equal(
        first.tables.begin(), first.tables.end(), shard.tables.begin(), shard.tables.end(),
        [](const auto& one, const auto& other) { return one.first == other.first; });
    if (parse_part(first.name).verification != parse_part(shard.name).verification ||
        !same_tables) {
        run_again("the shards compared other tables, or by other rules: " + names, run_all);
    }
}

}  // namespace

void check_that_shards_fit(
    const std::vector<ShardEvidence>& shards, const std::string& fingerprint) {
    check_numbers(shards);
    for (const ShardEvidence& shard : shards) {
        if (shard.start.fingerprint != fingerprint) {
            refuse(
                fmt::format(
                    "{} in {} compared by a task file that means something else",
                    to_text(shard_of(shard)), place_of(shard)),
                "give the task file that the shards ran with, or run them again");
        }
        check_end(shard);
        check_same(shards.front(), shard);
    }
}

void check_that_chunks_meet(
    const TableName& table, const std::vector<const ChunkCompared*>& chunks) {
    const auto fail = [&table](const std::string& what) {
        run_again(
            fmt::format("{}: {}", display(table), what),
            "the shards cut it differently, or one of them is not whole; run all shards again");
    };
    std::optional<KeyTuple> reached;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const Chunk& chunk = chunks[i]->chunk;
        if (chunk.chunk_index < i) {
            fail(fmt::format("chunk {} is there twice", chunk.chunk_index));
        }
        if (chunk.chunk_index > i) {
            fail(fmt::format("chunk {} is missing", i));
        }
        if (chunk.after != reached || (i > 0 && !reached)) {
            fail(fmt::format("chunk {} does not begin where the one before it ends", i));
        }
        reached = chunk.up_to;
    }
    if (chunks.empty() || reached) {
        fail(fmt::format("chunk {} is missing", chunks.size()));
    }
}

}  // namespace cutover
