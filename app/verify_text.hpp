#pragma once

#include <string>

#include "app/verify_advice.hpp"
#include "verify/verify.hpp"

namespace cutover {

struct VerifyTextOptions {
    VerifyCircumstances circumstances{};
    std::string source{};  ///< Endpoints.
    std::string destination{};
    bool colour = false;
    bool all = false;  ///< Each equal table and definition has a line, too.
};

/// A verification for a terminal of 80 columns. Severity rises to the last lines, where the eye is
/// when the command ends: what is equal as counts, what was skipped and not proven, what differs
/// with its rows, and the verdict. Names and values cannot move the cursor.
[[nodiscard]] std::string verify_text(const VerifyReport& report, const VerifyTextOptions& options);

}  // namespace cutover
