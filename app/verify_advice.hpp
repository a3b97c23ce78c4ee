#pragma once

#include <string>

#include "core/discrepancy.hpp"

namespace cutover {

/// What a verification was asked for, as far as advice needs it.
struct VerifyCircumstances {
    std::string task_file{};   ///< As it was given, for the next command.
    std::string repair_sql{};  ///< The file that was written; empty: none.
    bool sampled = false;
    bool is_shard = false;
};

/// What to do about a verdict, in one sentence; about EQUAL nothing: empty.
[[nodiscard]] std::string advice_on(
    const TableComparison& table, const VerifyCircumstances& circumstances);
[[nodiscard]] std::string advice_on(
    const ObjectComparison& object, const VerifyCircumstances& circumstances);

}  // namespace cutover
