#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/cause.hpp"

namespace cutover {

/// What may have made one value of another, as far as the two tell.
struct ValueCause {
    CauseKind kind = CauseKind::unexplained;
    std::string detail{};  ///< As Cause has it.

    friend bool operator==(const ValueCause&, const ValueCause&) = default;
};

/// Of two different texts in UTF-8. Nothing where no cause fits; where several do, the one that
/// asks for the most coincidence.
[[nodiscard]] std::optional<ValueCause> text_cause(
    std::string_view source, std::string_view destination);

/// Of two different values of bytes.
[[nodiscard]] std::optional<ValueCause> bytes_cause(
    std::string_view source, std::string_view destination);

}  // namespace cutover
