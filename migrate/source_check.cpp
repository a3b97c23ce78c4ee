#include "migrate/source_check.hpp"

#include <fmt/format.h>

#include "migrate/definition_hash.hpp"
#include "migrate/source_lanes.hpp"

namespace cutover {
namespace {

std::string listed(const std::vector<std::string>& items) {
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t i = 0; i < items.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + items[i];
    }
    return items.size() > most ? text + fmt::format(" and {} more", items.size() - most) : text;
}

}  // namespace

void require_same_definitions(
    const Migration& migration, const std::vector<TableProgress>& recorded, const Catalog& source) {
    const MigrateRequest& request = migration.request;
    std::vector<TableName> planned;
    for (const TableDefinition& table : source.tables) {
        if (find_rule(request.task.objects, table.name)) {
            planned.push_back(table.name);
        }
    }
    const std::vector<std::string> changes = changed_definitions(recorded, planned, source);
    if (!changes.empty()) {
        throw Error(
            Recovery::none,
            fmt::format(
                "definitions on the source changed while it was copied: {}; what was copied stays "
                "on the destination as it was. Keep definitions as they are and begin anew with "
                "--restart",
                listed(changes)));
    }
}

void record_copy_finished(
    Migration& migration, const std::vector<TableProgress>& tables, const std::string& position) {
    const std::string now = migration.retried([&] { return migration.source.position(); });
    CopyFinished finished{
        .position_before = position,
        .position_after = now,
        .source_moved = same_moment(position, now) == SameMoment::no,
        .tables = tables.size(),
        .seconds = migration.report.seconds};
    for (const TableProgress& table : tables) {
        for (const ChunkProgress& chunk : table.chunks) {
            finished.rows += chunk.source.rows;
        }
    }
    if (finished.source_moved && !migration.request.types.incremental) {
        migration.observer.notice(fmt::format(
            "the source was written to while it was copied (its log stood at {}, now at {}): the "
            "destination holds the earlier moment",
            position, now));
    }
    migration.report.source_moved = finished.source_moved;
    migration.evidence.add(finished);
}

}  // namespace cutover
