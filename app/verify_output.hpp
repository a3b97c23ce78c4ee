#pragma once

#include <string>

#include "app/options.hpp"
#include "verify/verify.hpp"

namespace cutover {

/// A verification on stdout, as text or as the contract's JSON. Endpoints are for the text.
void print_verification(
    const Options& options,
    const VerifyReport& report,
    const std::string& source,
    const std::string& destination);

}  // namespace cutover
