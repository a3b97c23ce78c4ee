#pragma once

#include <optional>
#include <string>

#include "core/log_place.hpp"
#include "migrate/migration.hpp"

namespace cutover {

/// Follows the source's binary log from where the destination stands and applies it, a source's
/// transaction as one of the destination, its place in the log committed with the rows. That place
/// is all that resuming needs: whatever is lost on the way, a connection, a server, this process,
/// the next try reads on from what the destination says is committed, so that no row is left out
/// or applied twice.
///
/// Where the copy was interrupted and went on at a later moment, chunks are of several moments
/// P0 < P1 < ...; the log is read from P0. Up to the last of them a row of a table with a key is
/// written by its key, whatever is there: each key that changed in between has its last change in
/// the log, and ends as that says; the others are the same at every moment. A table without a key
/// was copied at one moment, and what the log has before it is passed over. From then on every
/// change must find exactly what the log says.
///
/// `copied_at` is the moment that the copied rows are of. With `until` it returns as soon as all up
/// to there is applied; without it on SIGINT or SIGTERM, between two transactions. With `until` a
/// signal throws Interrupted. Throws ExitCode::log_gone where the log does not go on from there.
void follow_source(
    Migration& migration, const LogPlace& copied_at, const std::optional<LogPlace>& until);

}  // namespace cutover
