#pragma once

#include <string>
#include <string_view>

#include "core/name_mapping.hpp"
#include "core/server_facts.hpp"
#include "core/sql_tokens.hpp"

namespace cutover::fuzz {

/// The first byte of an input chooses how the rest is read.
[[nodiscard]] inline SqlDialect dialect_of(char choice) {
    const auto bits = static_cast<unsigned char>(choice);
    return {.ansi_quotes = (bits & 1U) != 0, .no_backslash_escapes = (bits & 2U) != 0};
}

/// Renames `shop` and what the seeds have in it, to a name that needs quoting.
[[nodiscard]] NameMapping hostile_mapping();

/// Knows some character sets in one spelling only, so that they have to be translated.
[[nodiscard]] ServerFacts sparse_server();

}  // namespace cutover::fuzz
