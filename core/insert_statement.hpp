#pragma once

#include <string>

#include "core/row_source.hpp"

namespace cutover {

/// INSERT without its rows: "INSERT INTO ... (...) VALUES ", which follow as "(...),(...)".
[[nodiscard]] std::string insert_text(const RowTarget& target);

/// How a value bound or written as bytes is turned into what the column takes; "?" stands for it.
[[nodiscard]] std::string value_expression(const WriteColumn& column);

}  // namespace cutover
