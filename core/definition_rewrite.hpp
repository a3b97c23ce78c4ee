#pragma once

#include <string>
#include <string_view>

#include "core/catalog.hpp"
#include "core/name_mapping.hpp"
#include "core/server_facts.hpp"
#include "core/sql_tokens.hpp"
#include "core/token_edit.hpp"

namespace cutover {

/// The DEFINER clause of a CREATE statement as "user@host"; "" where it has none.
[[nodiscard]] std::string definer_of(std::string_view create_statement, const SqlDialect& dialect);

/// The CREATE statement of a view, trigger, routine, event or sequence as it is to be run on the
/// destination. On tokens, never by text replacement, and everything that is not named here stays
/// to the letter:
/// - names become what `names` says; the object's own name is qualified;
/// - DEFINER goes: the account that migrates becomes the definer; views, procedures and functions
///   get SQL SECURITY INVOKER (features.md M3);
/// - events are created DISABLE, so that nothing runs on two servers at once;
/// - character sets and collations are spelt as `destination` knows them (utf8, utf8mb3).
/// A statement that was logged will do as well: clauses may be missing, and it may be an ALTER.
/// Then a view's unqualified names are looked for in `session_database`; empty: in its own. The
/// object must be readable.
[[nodiscard]] std::string rewrite_code(
    const CodeObject& object,
    const NameMapping& names,
    const ServerFacts& destination,
    const std::string& session_database = {});

/// Character sets and collations in server_spelling(), wherever the text names one.
void respell_character_sets(TokenEdit& edit, const ServerFacts& server);

/// utf8 and utf8mb3, utf8_bin and utf8mb3_bin are one thing: the spelling that the server knows,
/// or the text itself where it knows neither. Also of introducers such as _utf8.
[[nodiscard]] std::string server_spelling(
    std::string_view character_set_or_collation, const ServerFacts& server);

/// The modes of an object's sql_mode that the server still has; NO_AUTO_CREATE_USER, which MySQL 8
/// dropped, changed nothing but GRANT. Others are kept, so the server refuses what it lacks.
[[nodiscard]] std::string server_sql_mode(std::string_view sql_mode, const ServerFacts& server);

}  // namespace cutover
