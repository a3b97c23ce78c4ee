#include "app/command_line.hpp"

#include <gtest/gtest.h>

#include "app/help.hpp"
#include "core/error.hpp"

namespace cutover::command_line_test {
namespace {

using Arguments = std::vector<std::string>;

struct UsageCase {
    const char* name;
    Arguments arguments;
    const char* message;
};

const UsageCase usage_cases[] = {
    {"misspelt command", {"migrat", "t.json"}, "unknown command migrat\n  did you mean migrate?"},
    {"unknown command", {"zzzzzzz"}, "unknown command zzzzzzz\n  see: cutover --help"},
    {"flag before the command", {"--verison"}, "unknown flag --verison\n  did you mean --version?"},
    {"misspelt flag",
     {"verify", "t.json", "--tabels", "x"},
     "unknown flag --tabels\n  did you mean --tables?"},
    {"misspelt flag with a value",
     {"verify", "t.json", "--wrokers=4"},
     "unknown flag --wrokers\n  did you mean --workers?"},
    {"flag of another command", {"precheck", "t.json", "--dry-run"}, "unknown flag --dry-run"},
    {"no task file", {"migrate"}, "cutover migrate needs a task file\n  cutover migrate TASK.json"},
    {"two task files", {"verify", "a.json", "b.json"}, "one argument too many: \"b.json\""},
    {"value missing", {"verify", "t.json", "--tables"}, "--tables"},
    {"not a number",
     {"verify", "t.json", "--workers", "many"},
     "--workers must be a number from 1 to 64\n  given was \"many\""},
    {"number with a tail", {"verify", "t.json", "--workers", "4x"}, "from 1 to 64"},
    {"number too large", {"verify", "t.json", "--workers", "65"}, "from 1 to 64"},
    {"no sample", {"verify", "t.json", "--sample", "0"}, "--sample must be a number"},
    {"not a sample", {"verify", "t.json", "--sample", "nan"}, "--sample must be a number"},
    {"no shard", {"verify", "t.json", "--shard", "0/4"}, "--shard must be I/N"},
    {"a shard too many", {"verify", "t.json", "--shard", "5/4"}, "given was \"5/4\""},
    {"a sample of a shard",
     {"verify", "t.json", "--shard", "1/4", "--sample", "5"},
     "--shard and --sample exclude each other"},
    {"a shard that is prefiltered",
     {"verify", "t.json", "--shard", "1/4", "--prefilter"},
     "--prefilter and --shard exclude each other"},
    {"shard and recheck",
     {"verify", "t.json", "--shard", "1/2", "--recheck"},
     "--shard and --recheck exclude each other"},
    {"shard and since-last",
     {"verify", "t.json", "--shard", "1/2", "--since-last"},
     "--shard and --since-last exclude each other"},
    {"a sample that is prefiltered",
     {"verify", "t.json", "--prefilter", "--sample", "5"},
     "--prefilter and --sample exclude each other"},
    {"merge of nothing", {"merge", "t.json"}, "cutover merge needs the folders of all shards"},
    {"misspelt choice",
     {"verify", "t.json", "--float", "exakt"},
     "--float does not know \"exakt\"\n  did you mean exact? known: dts, exact, ulp:N"},
    {"ulps are not a number",
     {"verify", "t.json", "--float", "ulp:many"},
     "the N of --float ulp:N must be a number from 1 to 1000000\n  given was \"many\""},
    {"no ulps", {"verify", "t.json", "--float", "ulp:0"}, "from 1 to 1000000"},
    {"too many ulps", {"verify", "t.json", "--float", "ulp:1000001"}, "from 1 to 1000000"},
    {"ulps left out", {"verify", "t.json", "--float", "ulp"}, "known: dts, exact, ulp:N"},
    {"misspelt type", {"migrate", "t.json", "--types", "schema,fulll"}, "did you mean full?"},
    {"empty type", {"migrate", "t.json", "--types", "schema,"}, "--types does not know \"\""},
    {"types out of order", {"migrate", "t.json", "--types", "full,schema"}, "out of order"},
    {"no round", {"selftest", "t.json", "--rounds", "0"}, "--rounds must be a number from 1"},
    {"no servers", {"selftest"}, "cutover selftest needs a task file"},
    {"progress", {"status", "t.json", "--progress", "fancy"}, "known: auto, json, none, plain"},
};

TEST(CommandLine, NamesWhatIsWrongAndWhatIsNearest) {
    for (const UsageCase& test : usage_cases) {
        SCOPED_TRACE(test.name);
        try {
            (void)parse_command_line(test.arguments);
            ADD_FAILURE() << "it was accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::usage);
            EXPECT_NE(std::string(error.what()).find(test.message), std::string::npos)
                << error.what();
        }
    }
}

TEST(CommandLine, ReadsMigrate) {
    const Options options = parse_command_line(
        {"migrate", "t.json", "--types", "schema,full", "--until=caught-up", "--dry-run", "--set",
         "/limits/workers=8", "--set", "/name=x", "--state", "/tmp/s", "--json"});
    EXPECT_EQ(options.command, Command::migrate);
    EXPECT_EQ(options.task_file, "t.json");
    EXPECT_EQ(options.overrides, (Arguments{"/limits/workers=8", "/name=x"}));
    EXPECT_EQ(options.state_folder, "/tmp/s");
    EXPECT_TRUE(options.json);
    ASSERT_TRUE(options.migrate.types);
    EXPECT_TRUE(options.migrate.types->schema && options.migrate.types->full);
    EXPECT_FALSE(options.migrate.types->incremental);
    EXPECT_TRUE(options.migrate.until_caught_up);
    EXPECT_TRUE(options.migrate.dry_run);
    EXPECT_FALSE(options.migrate.restart);
}

TEST(CommandLine, ReadsVerifyAndReport) {
    const Options verify = parse_command_line(
        {"verify",
         "--tables",
         "a.*,b.c",
         "t.json",
         "--float",
         "dts",
         "--max-discrepancies",
         "7",
         "--repair-sql",
         "r.sql",
         "--workers",
         "2",
         "--sample",
         "2.5",
         "--color",
         "never",
         "--log-level",
         "debug",
         "--log-format",
         "json",
         "--progress",
         "none"});
    EXPECT_EQ(verify.task_file, "t.json");
    EXPECT_EQ(verify.verify.tables, (Arguments{"a.*", "b.c"}));
    EXPECT_EQ(verify.verify.float_mode, FloatRule::Mode::dts);
    EXPECT_EQ(verify.verify.max_discrepancies, 7U);
    EXPECT_EQ(verify.verify.repair_sql, "r.sql");
    EXPECT_EQ(verify.verify.workers, 2U);
    EXPECT_EQ(verify.verify.sample_percent, 2.5);
    EXPECT_EQ(verify.color, ColorChoice::never);
    EXPECT_EQ(verify.log_level, LogLevel::debug);
    EXPECT_EQ(verify.log_format, LogFormat::json);
    EXPECT_EQ(verify.progress, ProgressStyle::none);
    const Options near = parse_command_line({"verify", "t.json", "--float", "ulp:4"});
    EXPECT_EQ(near.verify.float_mode, FloatRule::Mode::ulp);
    EXPECT_EQ(near.verify.float_ulps, 4U);
    const Options report = parse_command_line(
        {"report", "t.json", "--html", "a", "--json-report", "b", "--junit", "c"});
    EXPECT_EQ(report.report.html + report.report.json + report.report.junit, "abc");
}

TEST(CommandLine, ReadsSelftest) {
    const Options plain = parse_command_line({"selftest", "t.json"});
    EXPECT_EQ(plain.task_file, "t.json");
    EXPECT_EQ(plain.selftest.rounds, 1U);
    EXPECT_FALSE(plain.selftest.seed);
    const Options options = parse_command_line(
        {"selftest", "--servers", "s.json", "--kinds", "text,one*", "--rounds", "33",
         "--equal-runs", "0", "--seed", "18446744073709551615", "--peers", "--keep"});
    EXPECT_EQ(options.command, Command::selftest);
    EXPECT_EQ(options.task_file, "s.json");
    EXPECT_EQ(options.selftest.kinds, (Arguments{"text", "one*"}));
    EXPECT_EQ(options.selftest.rounds, 33U);
    EXPECT_EQ(options.selftest.equal_runs, 0U);
    EXPECT_EQ(options.selftest.seed, ~std::uint64_t{0});
    EXPECT_TRUE(options.selftest.peers && options.selftest.keep);
}

TEST(CommandLine, ReadsShardsAndTheirMerge) {
    EXPECT_TRUE(parse_command_line({"verify", "t.json", "--prefilter"}).verify.prefilter);
    EXPECT_FALSE(parse_command_line({"verify", "t.json"}).verify.prefilter);
    const Options shard = parse_command_line({"verify", "t.json", "--shard", "2/4"});
    EXPECT_EQ(shard.verify.shard, (Shard{2, 4}));
    EXPECT_FALSE(parse_command_line({"verify", "t.json"}).verify.shard);
    const Options merge =
        parse_command_line({"merge", "t.json", "a", "b c", "--json", "--all", "--state", "s"});
    EXPECT_EQ(merge.command, Command::merge);
    EXPECT_EQ(merge.task_file, "t.json");
    EXPECT_EQ(merge.shard_folders, (Arguments{"a", "b c"}));
    EXPECT_EQ(merge.state_folder, "s");
    EXPECT_TRUE(merge.json && merge.verify.all);
}

TEST(CommandLine, HelpIsAlwaysAtHand) {
    const std::string overview = help_text("");
    for (const Arguments& arguments :
         {Arguments{}, Arguments{"help"}, Arguments{"--help"}, Arguments{"-h"}}) {
        EXPECT_EQ(parse_command_line(arguments).command, Command::help);
        EXPECT_EQ(parse_command_line(arguments).help, overview);
    }
    for (const Arguments& arguments :
         {Arguments{"verify", "--help"}, Arguments{"verify", "--nope", "-h"},
          Arguments{"help", "verify"}}) {
        EXPECT_EQ(parse_command_line(arguments).help, help_text("verify"));
    }
    EXPECT_EQ(parse_command_line({"--version"}).command, Command::version);
    EXPECT_EQ(parse_command_line({"init"}).command, Command::init);
}

TEST(CommandLine, HelpFits80ColumnsAndNamesEveryFlag) {
    const std::vector<std::pair<std::string, Arguments>> flags{
        {"", {"init", "precheck", "migrate", "verify", "merge", "report", "status", "selftest"}},
        {"init", {}},
        {"precheck", {}},
        {"migrate", {"--types", "--dry-run", "--restart", "--yes", "--until"}},
        {"verify",
         {"--tables", "--float", "--repair-sql", "--max-discrepancies", "--workers", "--sample",
          "--shard"}},
        {"merge", {"SHARD_DIR...", "--all"}},
        {"report", {"--html", "--json-report", "--junit"}},
        {"status", {"--watch"}},
        {"selftest",
         {"--servers", "--kinds", "--rounds", "--equal-runs", "--seed", "--peers", "--keep"}}};
    for (const auto& [command, names] : flags) {
        SCOPED_TRACE(command);
        const std::string help = help_text(command);
        for (const std::string& name : names) {
            EXPECT_NE(help.find(name), std::string::npos) << name;
        }
        for (const char* const name :
             {"--set", "--state", "--json", "--log-level", "--log-format", "--progress",
              "--color"}) {
            EXPECT_EQ(help.find(name) != std::string::npos, !command.empty()) << name;
        }
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = help.find('\n', begin)) != std::string::npos;
             begin = end + 1) {
            EXPECT_LE(end - begin, 80U) << help.substr(begin, end - begin);
        }
    }
}

}  // namespace
}  // namespace cutover::command_line_test
