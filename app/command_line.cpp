#include "app/command_line.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/help.hpp"
#include "app/nearest.hpp"
#include "core/error.hpp"
#include "core/names.hpp"
#include "core/ulp_distance.hpp"

namespace cutover {
namespace {

const std::map<std::string, Command> commands{
    {"init", Command::init},       {"precheck", Command::precheck}, {"migrate", Command::migrate},
    {"verify", Command::verify},   {"report", Command::report},     {"status", Command::status},
    {"resolve", Command::resolve}, {"selftest", Command::selftest}, {"merge", Command::merge}};

[[noreturn]] void refuse(const std::string& what, const std::string& todo) {
    throw Error(Recovery::none, ExitCode::usage, what + "\n  " + todo);
}

std::string see_help(const std::string& command) {
    return command.empty() ? "see: cutover --help" : "see: cutover " + command + " --help";
}

std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
    const std::string meant = nearest(word, known);
    return meant.empty() ? "" : "did you mean " + meant + "? ";
}

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        parts.push_back(list.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

/// The value as a number; refuses what is not wholly one or out of range.
template<typename Number>
Number number(const std::string& flag, const std::string& text, Number least, Number most) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [rest, failed] = std::from_chars(text.data(), end, value);
    if (failed != std::errc() || rest != end || !(value >= least && value <= most)) {
        refuse(
            fmt::format("{} must be a number from {} to {}", flag, least, most),
            "given was \"" + printable(text) + "\"");
    }
    return value;
}

template<typename Choice>
Choice choice(
    const std::string& flag, const std::string& text, const std::map<std::string, Choice>& known) {
    const auto found = known.find(text);
    if (found != known.end()) {
        return found->second;
    }
    std::vector<std::string> names;
    std::string listed;
    for (const auto& [name, value] : known) {
        names.push_back(name);
        listed += (listed.empty() ? "" : ", ") + name;
    }
    refuse(
        flag + " does not know \"" + printable(text) + "\"",
        suggestion(text, names) + "known: " + listed);
}

MigrationTypes types(const std::string& list) {
    MigrationTypes types;
    int last = 0;
    for (const std::string& name : split(list)) {
        const int type =
            choice<int>("--types", name, {{"schema", 1}, {"full", 2}, {"incremental", 3}});
        if (type <= last) {
            refuse(
                "--types names a type twice or out of order",
                "the order is schema,full,incremental");
        }
        last = type;
        types.schema = types.schema || type == 1;
        types.full = types.full || type == 2;
        types.incremental = types.incremental || type == 3;
    }
    return types;
}

using Take = std::function<void(const std::string&)>;

/// A flag with a value; given twice, the last one counts.
void add_value(CLI::App& command, const std::string& flag, const Take& take) {
    command.add_option_function<std::string>(flag, take)->take_last();
}

void add_common(CLI::App& command, Options& options) {
    command.set_help_flag();
    command.add_flag("-h,--help");
    command.add_option("task_file", options.task_file);
    command.add_option("--set", options.overrides)->allow_extra_args(false);
    command.add_option("--state", options.state_folder)->take_last();
    command.add_flag("--json", options.json);
    add_value(command, "--log-level", [&](const std::string& text) {
        options.log_level = choice<LogLevel>(
            "--log-level", text,
            {{"error", LogLevel::error},
             {"warning", LogLevel::warning},
             {"info", LogLevel::info},
             {"debug", LogLevel::debug}});
    });
    add_value(command, "--log-format", [&](const std::string& text) {
        options.log_format = choice<LogFormat>(
            "--log-format", text, {{"text", LogFormat::text}, {"json", LogFormat::json}});
    });
    add_value(command, "--progress", [&](const std::string& text) {
        options.progress = choice<ProgressStyle>(
            "--progress", text,
            {{"auto", ProgressStyle::automatic},
             {"plain", ProgressStyle::plain},
             {"json", ProgressStyle::json},
             {"none", ProgressStyle::none}});
    });
    add_value(command, "--color", [&](const std::string& text) {
        options.color = choice<ColorChoice>(
            "--color", text,
            {{"auto", ColorChoice::automatic},
             {"always", ColorChoice::always},
             {"never", ColorChoice::never}});
    });
}

void add_migrate(CLI::App& command, MigrateOptions& options) {
    add_value(command, "--types", [&](const std::string& text) { options.types = types(text); });
    add_value(command, "--until", [&](const std::string& text) {
        options.until_caught_up =
            choice<bool>("--until", text, {{"caught-up", true}, {"forever", false}});
    });
    command.add_flag("--dry-run", options.dry_run);
    command.add_flag("--restart", options.restart);
    command.add_flag("--yes", options.yes);
}

void add_verify(CLI::App& command, VerifyOptions& options) {
    add_value(command, "--tables", [&](const std::string& text) { options.tables = split(text); });
    add_value(command, "--float", [&](const std::string& text) {
        static const std::string with_ulps = "ulp:";
        options.float_mode = text.starts_with(with_ulps) ? FloatRule::Mode::ulp
                                                         : choice<FloatRule::Mode>(
                                                               "--float", text,
                                                               {{"exact", FloatRule::Mode::exact},
                                                                {"dts", FloatRule::Mode::dts},
                                                                {"ulp:N", FloatRule::Mode::ulp}});
        if (options.float_mode == FloatRule::Mode::ulp) {
            options.float_ulps = number<unsigned>(
                "the N of --float ulp:N", text.substr(with_ulps.size()), 1, most_ulps);
        }
    });
    command.add_flag("--all", options.all);
    command.add_flag("--since-last", options.since_last);
    command.add_flag("--prefilter", options.prefilter);
    command.add_flag("--recheck", options.recheck);
    add_value(command, "--patience", [&](const std::string& text) {
        options.patience_seconds = number<unsigned>("--patience", text, 1, 86'400);
        options.recheck = true;
    });
    add_value(command, "--slice", [&](const std::string& text) {
        options.slice_seconds = number<unsigned>("--slice", text, 1, 86'400);
    });
    command.add_option("--repair-sql", options.repair_sql)->take_last();
    add_value(command, "--max-discrepancies", [&](const std::string& text) {
        options.max_discrepancies =
            number<std::uint64_t>("--max-discrepancies", text, 0, 1'000'000);
    });
    add_value(command, "--workers", [&](const std::string& text) {
        options.workers = number<unsigned>("--workers", text, 1, 64);
    });
    add_value(command, "--sample", [&](const std::string& text) {
        options.sample_percent = number<double>("--sample", text, 0.0001, 100);
    });
}

void add_shard(CLI::App& command, VerifyOptions& options) {
    add_value(command, "--shard", [&](const std::string& text) {
        options.shard = parse_shard(text);
        if (!options.shard) {
            refuse(
                "--shard must be I/N, I from 1 to N, N at most 1000",
                "given was \"" + printable(text) + "\"");
        }
    });
}

void add_merge(CLI::App& command, Options& options) {
    command.add_flag("--all", options.verify.all);
    command.add_option("shard_folders", options.shard_folders);
}

void add_report(CLI::App& command, ReportOptions& options) {
    command.add_option("--html", options.html)->take_last();
    command.add_option("--json-report", options.json)->take_last();
    command.add_option("--junit", options.junit)->take_last();
}

void add_resolve(CLI::App& command, ResolveOptions& options) {
    const auto reason = [](const char* flag, std::string& kept) {
        return [flag, &kept](const std::string& text) {
            if (text.find_first_not_of(' ') == std::string::npos) {
                refuse(
                    std::string(flag) + " needs a reason",
                    "it is put on record and stands in the report");
            }
            kept = text;
        };
    };
    add_value(command, "--done", reason("--done", options.done));
    add_value(command, "--skip", reason("--skip", options.skip));
}

void add_selftest(CLI::App& command, Options& options) {
    SelftestOptions& selftest = options.selftest;
    command.add_option("--servers", options.task_file)->take_last();
    add_value(command, "--kinds", [&](const std::string& text) { selftest.kinds = split(text); });
    add_value(command, "--rounds", [&](const std::string& text) {
        selftest.rounds = number<std::uint64_t>("--rounds", text, 1, 10'000);
    });
    add_value(command, "--equal-runs", [&](const std::string& text) {
        selftest.equal_runs = number<std::uint64_t>("--equal-runs", text, 0, 10'000);
    });
    add_value(command, "--seed", [&](const std::string& text) {
        selftest.seed = number<std::uint64_t>("--seed", text, 0, ~std::uint64_t{0});
    });
    command.add_flag("--peers", selftest.peers);
    command.add_flag("--keep", selftest.keep);
}

std::vector<std::string> flags_of(const CLI::App& command) {
    std::vector<std::string> flags;
    for (const CLI::Option* const option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            flags.push_back("--" + name);
        }
    }
    return flags;
}

/// Refuses what the parser did not know, with what was probably meant.
void refuse_extras(const CLI::App& command) {
    for (const std::string& extra : command.remaining()) {
        if (extra.rfind('-', 0) == 0) {
            const std::string flag = extra.substr(0, extra.find('='));
            refuse(
                "unknown flag " + printable(flag),
                suggestion(flag, flags_of(command)) + see_help(command.get_name()));
        }
        refuse("one argument too many: \"" + printable(extra) + "\"", see_help(command.get_name()));
    }
}

void refuse_unknown_command(const std::string& word) {
    std::vector<std::string> names;
    names.reserve(commands.size());
    for (const auto& [name, command] : commands) {
        names.push_back(name);
    }
    const bool is_flag = word.rfind('-', 0) == 0;
    refuse(
        std::string(is_flag ? "unknown flag " : "unknown command ") + printable(word),
        suggestion(word, is_flag ? std::vector<std::string>{"--help", "--version"} : names) +
            see_help(""));
}

void add_flags(CLI::App& parser, Options& options) {
    add_common(parser, options);
    switch (options.command) {
        case Command::migrate: add_migrate(parser, options.migrate); break;
        case Command::verify:
            add_verify(parser, options.verify);
            add_shard(parser, options.verify);
            break;
        case Command::merge: add_merge(parser, options); break;
        case Command::report: add_report(parser, options.report); break;
        case Command::status: parser.add_flag("--watch", options.status.watch); break;
        case Command::resolve: add_resolve(parser, options.resolve); break;
        case Command::selftest: add_selftest(parser, options); break;
        default: break;
    }
}

/// Each of them proves something of the part that it reads, and --prefilter proves nothing of what
/// it does not read: what both together say nobody could tell.
void refuse_with_prefilter(const VerifyOptions& options, const std::string& name) {
    if (options.prefilter && options.shard) {
        refuse(
            "--prefilter and --shard exclude each other: cutover merge joins what shards have read",
            see_help(name));
    }
    if (options.prefilter && options.sample_percent < 100) {
        refuse(
            "--prefilter and --sample exclude each other: a sample is read to prove a part",
            see_help(name));
    }
}

/// A shard is judged by what it read at the one moment that all shards share.
void refuse_with_shard(const VerifyOptions& options, const std::string& name) {
    if (!options.shard) {
        return;
    }
    if (options.sample_percent < 100) {
        refuse("--shard and --sample exclude each other", see_help(name));
    }
    if (options.recheck) {
        refuse(
            "--shard and --recheck exclude each other: rows that are read again are of another "
            "moment than the other shards'",
            see_help(name));
    }
    if (options.since_last) {
        refuse(
            "--shard and --since-last exclude each other: a shard alone proves nothing that it "
            "could go on from",
            "after cutover merge, run cutover verify TASK.json --since-last");
    }
}

Options parse_command(const std::string& name, std::vector<std::string> arguments) {
    Options options;
    options.command = commands.at(name);
    CLI::App parser("", name);
    parser.allow_extras();
    add_flags(parser, options);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        parser.parse(arguments);
    } catch (const CLI::ParseError& error) {
        refuse(printable(error.what()), see_help(name));
    }
    refuse_extras(parser);
    if (!options.resolve.done.empty() && !options.resolve.skip.empty()) {
        refuse("--done and --skip exclude each other", see_help(name));
    }
    refuse_with_shard(options.verify, name);
    refuse_with_prefilter(options.verify, name);
    if (options.command == Command::merge && options.shard_folders.empty()) {
        refuse(
            "cutover merge needs the folders of all shards",
            "cutover merge TASK.json SHARD_DIR...");
    }
    if (options.task_file.empty() && options.command != Command::init) {
        refuse("cutover " + name + " needs a task file", "cutover " + name + " TASK.json");
    }
    return options;
}

Options help_on(const std::string& command) {
    Options options;
    options.help = help_text(command);
    return options;
}

}  // namespace

Options parse_command_line(const std::vector<std::string>& arguments) {
    const auto has = [&](const char* flag) {
        return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
    };
    const std::string first = arguments.empty() ? "help" : arguments.front();
    if (first == "help" || has("--help") || has("-h")) {
        const auto named = std::find_if(
            arguments.begin(), arguments.end(),
            [](const std::string& argument) { return commands.contains(argument); });
        Options options = help_on(named == arguments.end() ? "" : *named);
        options.help_was_asked = !arguments.empty();
        return options;
    }
    if (first == "--version") {
        Options options;
        options.command = Command::version;
        return options;
    }
    if (!commands.contains(first)) {
        refuse_unknown_command(first);
    }
    return parse_command(first, {arguments.begin() + 1, arguments.end()});
}

}  // namespace cutover
