#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/row_encoder.hpp"
#include "core/task.hpp"
#include "verify/shard.hpp"

namespace cutover {

enum class Command {
    help,
    version,
    init,
    precheck,
    migrate,
    verify,
    merge,
    report,
    status,
    resolve,
    selftest
};

enum class LogLevel { error, warning, info, debug };
enum class LogFormat { text, json };
enum class ProgressStyle { automatic, plain, json, none };
enum class ColorChoice { automatic, always, never };

struct MigrateOptions {
    std::optional<MigrationTypes> types{};  ///< Absent: the task's own.
    bool until_caught_up = false;           ///< Of incremental; else it follows until a signal.
    bool dry_run = false;
    bool restart = false;
    bool yes = false;  ///< Does not ask.
};

struct VerifyOptions {
    std::vector<std::string> tables{};            ///< Globs on database.table; empty: all.
    std::optional<FloatRule::Mode> float_mode{};  ///< Absent: the task's own.
    unsigned float_ulps = 0;                      ///< With mode ulp.
    std::string repair_sql{};                     ///< File to write; empty: none.
    std::uint64_t max_discrepancies = 100;        ///< Listed; all are counted.
    std::optional<unsigned> workers{};            ///< 1 to 64.
    double sample_percent = 100;                  ///< Above 0, at most 100.
    std::optional<Shard> shard{};                 ///< Absent: everything.
    bool all = false;                             ///< Lists what is equal, too; also of `merge`.
    bool recheck = false;                         ///< Reads again what differs.
    bool prefilter = false;                       ///< Reads only what servers digest otherwise.
    bool since_last = false;                      ///< Reads only what has changed since.
    unsigned slice_seconds = 900;                 ///< Of a snapshot while the source is followed.
    unsigned patience_seconds = 60;               ///< Of that; 1 to 86,400.
};

struct ReportOptions {
    std::string html{};  ///< Files to write; empty: not that one.
    std::string json{};
    std::string junit{};
};

struct StatusOptions {
    bool watch = false;  ///< Looks again every second until a signal.
};

/// What becomes of the statement at which the task stands; neither: it is only shown.
struct ResolveOptions {
    std::string done{};  ///< Made by hand on the destination; a reason for the record.
    std::string skip{};  ///< Not needed there; likewise.
};

/// What is asked of a selftest (selftest/selftest.hpp says what its parts mean).
struct SelftestOptions {
    std::vector<std::string> kinds{};     ///< Globs; empty: all.
    std::uint64_t rounds = 1;             ///< 1 to 10,000.
    std::uint64_t equal_runs = 4;         ///< 0 to 10,000.
    std::optional<std::uint64_t> seed{};  ///< Absent: any.
    bool peers = false;
    bool keep = false;
};

/// The command line as plain data.
struct Options {
    Command command = Command::help;
    std::string help{};          ///< Of `help`: the text to print.
    bool help_was_asked = true;  ///< False: there were no arguments, which is a usage error.
    std::string task_file{};
    std::vector<std::string> overrides{};  ///< --set, as given.
    std::string state_folder{};            ///< Empty: the default.
    bool json = false;
    LogLevel log_level = LogLevel::info;
    LogFormat log_format = LogFormat::text;
    ProgressStyle progress = ProgressStyle::automatic;
    ColorChoice color = ColorChoice::automatic;
    MigrateOptions migrate{};
    VerifyOptions verify{};
    std::vector<std::string> shard_folders{};  ///< Of `merge`.
    ReportOptions report{};
    StatusOptions status{};
    ResolveOptions resolve{};
    SelftestOptions selftest{};
};

}  // namespace cutover
