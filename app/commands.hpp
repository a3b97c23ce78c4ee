#pragma once

#include "app/log.hpp"
#include "app/options.hpp"
#include "core/error.hpp"

namespace cutover {

/// Each command of the contract. Results go to stdout, all else to the log. What cannot be done
/// is thrown as an Error.
[[nodiscard]] ExitCode run_init(const Options& options);
[[nodiscard]] ExitCode run_precheck(const Options& options, Log& log);
[[nodiscard]] ExitCode run_migrate(const Options& options, Log& log);
[[nodiscard]] ExitCode run_verify(const Options& options, Log& log);
[[nodiscard]] ExitCode run_merge(const Options& options, Log& log);
[[nodiscard]] ExitCode run_report(const Options& options, Log& log);
[[nodiscard]] ExitCode run_status(const Options& options, Log& log);
[[nodiscard]] ExitCode run_resolve(const Options& options, Log& log);
[[nodiscard]] ExitCode run_selftest(const Options& options, Log& log);

/// The command that the options name, with errors turned into one message and an exit code.
[[nodiscard]] ExitCode run(const Options& options);

}  // namespace cutover
