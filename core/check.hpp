#pragma once

#include <string>
#include <vector>

namespace cutover {

enum class CheckStatus { pass, warn, fail, ignored };

[[nodiscard]] constexpr const char* to_text(CheckStatus status) {
    switch (status) {
        case CheckStatus::pass: return "pass";
        case CheckStatus::warn: return "warn";
        case CheckStatus::fail: return "fail";
        case CheckStatus::ignored: return "ignored";
    }
    return "fail";
}

/// What one named precheck said.
struct CheckResult {
    std::string id{};     ///< Stable, e.g. "binlog.format"; the key for `ignore_checks`.
    std::string title{};  ///< A short sentence of what should be so.
    CheckStatus status = CheckStatus::fail;
    std::string found{};           ///< What is so.
    std::string why{};             ///< What goes wrong where it is not so.
    std::string fix{};             ///< The statement or setting that mends it.
    std::string ignored_reason{};  ///< The task's own words, where ignored.
};

}  // namespace cutover
