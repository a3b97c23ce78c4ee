#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "binlog/row_decoder.hpp"

namespace cutover {

/// Whether the value of a column, as decoded from a log, is what another reader says it is, in the
/// notation of the fixtures' expected files ("hex", "epoch", "enum", ...). Empty where it is;
/// otherwise the two.
[[nodiscard]] std::string difference_from(
    const nlohmann::json& expected,
    const LogColumn& logged,
    const CellColumn& cells,
    std::size_t row);

}  // namespace cutover
