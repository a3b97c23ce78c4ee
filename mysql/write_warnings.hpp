#pragma once

#include <cstdint>
#include <string>

#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "mysql/insert_path.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Asks what the write just made warned about, and throws where a warning means that something
/// else was stored than was sent: cut off, out of range, converted, or left out. The session lets
/// odd values in (sql_mode), so these are warnings where they would be errors elsewhere.
///
/// Let through are duplicates that keep_existing leaves out, one warning for each ENUM error value
/// (stored as it should be, but never silently), and warnings that are about no value of ours.
void check_write_warnings(
    Session& session, const RowTarget& target, const RowBlock& block, const RowRange& rows);

/// The same of a statement that applies logged rows, of which `enum_errors` values are to warn.
void check_change_warnings(Session& session, const std::string& purpose, std::uint64_t enum_errors);

/// Warnings beyond the server's default of 64 must not get lost. Once for each writing session.
void keep_all_warnings(Session& session);

}  // namespace cutover
