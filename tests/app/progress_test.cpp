#include "app/progress.hpp"

#include <cstdio>
#include <memory>

#include <gtest/gtest.h>

namespace cutover::progress_test {
namespace {

struct FractionCase {
    const char* name = "";
    Headway headway{};
    double expected = 0;
};

const FractionCase fraction_cases[] = {
    {"nothing known", {}, 0},
    {"rows alone", {.rows = 25, .estimated_rows = 100}, 0.25},
    {"more rows than estimated", {.rows = 500, .estimated_rows = 100}, 0.99},
    {"rows between the chunks' bounds",
     {.rows = 45, .estimated_rows = 100, .chunks = 10, .chunks_done = 4},
     0.45},
    {"chunks are the lower bound",
     {.rows = 1, .estimated_rows = 100, .chunks = 10, .chunks_done = 4},
     0.4},
    {"chunks are the upper bound",
     {.rows = 99, .estimated_rows = 100, .chunks = 10, .chunks_done = 4, .workers = 2},
     0.6},
    {"resumed",
     {.rows = 0, .estimated_rows = 100, .chunks = 10, .chunks_done = 5, .chunks_before = 5},
     0.5},
    {"last chunk under way",
     {.rows = 900, .estimated_rows = 100, .chunks = 10, .chunks_done = 9},
     0.99},
    {"the share is known", {.rows = 1, .estimated_rows = 100, .share = 0.7}, 0.7},
    {"the share never says done by itself", {.share = 1.0}, 0.99},
    {"done", {.rows = 100, .estimated_rows = 100, .chunks = 10, .chunks_done = 10}, 1},
};

TEST(Progress, ChunksBoundWhatRowsGuess) {
    for (const FractionCase& test : fraction_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_NEAR(fraction_of(test.headway), test.expected, 1e-9);
    }
}

/// What is written to a stream that is no terminal.
class ProgressOutput : public testing::Test {
  protected:
    Clock clock() {
        return {.now = [this] { return now; }, .sleep = [](std::chrono::milliseconds) {}};
    }

    std::string written() {
        std::rewind(stream());
        std::string text(4096, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), stream()));
        return text;
    }

    [[nodiscard]] std::FILE* stream() const { return file_.get(); }

    std::chrono::steady_clock::time_point now{};

  private:
    struct Close {
        void operator()(std::FILE* file) const { (void)std::fclose(file); }
    };

    std::unique_ptr<std::FILE, Close> file_{std::tmpfile()};
};

TEST_F(ProgressOutput, PlainLinesComeEveryFewSeconds) {
    Log log(stream(), {});
    Progress progress(log, ProgressStyle::automatic, clock());
    progress.begin("copying", {.estimated_rows = 10'000, .chunks = 10});
    for (int second = 0; second < 11; ++second) {
        now += std::chrono::seconds(1);
        progress.add(100, 1U << 20U);
    }
    EXPECT_EQ(
        written(),
        "copying   5 %  500 rows  5.00 MiB  100 rows/s  1.00 MiB/s  1 min 35 s left\n"
        "copying  10 %  1,000 rows  10.0 MiB  100 rows/s  1.00 MiB/s  1 min 30 s left\n");
}

TEST_F(ProgressOutput, JsonIsOneObjectALine) {
    Log log(stream(), {});
    Progress progress(log, ProgressStyle::json, clock());
    progress.begin("copying", {.estimated_rows = 1000, .chunks = 4});
    now += std::chrono::seconds(1);
    progress.add(100, 1000);
    EXPECT_EQ(
        written(),
        "{\"progress\":\"copying\",\"percent\":10.0,\"rows\":100,\"bytes\":1000,"
        "\"rows_per_second\":100,\"bytes_per_second\":1000,\"chunks\":4,\"chunks_done\":0,"
        "\"seconds_left\":null,\"held\":null}\n");
}

TEST_F(ProgressOutput, TheLastLineOfAFinishedRunSaysAHundredPercent) {
    for (const bool terminal : {false, true}) {
        SCOPED_TRACE(terminal);
        const std::size_t before = written().size();
        Log log(stream(), {.is_terminal = terminal});
        Progress progress(log, ProgressStyle::automatic, clock());
        progress.begin("comparing", {.estimated_rows = 1000});
        now += std::chrono::seconds(4);
        progress.add_share(0.999);
        progress.add(2000, 4096);
        progress.finish();
        progress.end();
        const std::string all = written().substr(before);
        const std::string last =
            "comparing 100 %  2,000 rows  4.00 KiB  500 rows/s  1.00 KiB/s  in 4.0 s\n";
        EXPECT_TRUE(all.ends_with(last)) << all;
        EXPECT_EQ(all.find("100 %"), all.rfind("100 %")) << all;
    }
}

TEST_F(ProgressOutput, ARunThatStopsDoesNotSayAHundredPercent) {
    Log log(stream(), {});
    Progress progress(log, ProgressStyle::json, clock());
    progress.begin("comparing", {.estimated_rows = 1000});
    progress.add_share(0.5);
    progress.end();
    EXPECT_NE(written().find("\"percent\":50.0"), std::string::npos) << written();
}

TEST_F(ProgressOutput, NoneIsSilent) {
    Log log(stream(), {});
    Progress progress(log, ProgressStyle::none, clock());
    progress.begin("copying", {.estimated_rows = 1000, .chunks = 4});
    now += std::chrono::minutes(10);
    progress.add(100, 1000);
    progress.add_chunk();
    progress.end();
    EXPECT_EQ(written(), "");
}

TEST_F(ProgressOutput, ATerminalsLineIsDrawnOverAndStaysBelowMessages) {
    {
        Log log(stream(), {.is_terminal = true});
        log.draw("10 %");
        log.info("hello");
        log.draw("20 %");
    }
    EXPECT_EQ(written(), "10 %\r\x1b[Khello\n10 %\r\x1b[K20 %\r\x1b[K");
}

TEST_F(ProgressOutput, MessagesHaveALevelAndAFormat) {
    Log text(stream(), {.level = LogLevel::warning});
    text.info("not shown");
    text.warning("shown");
    Log json(stream(), {.level = LogLevel::debug, .format = LogFormat::json});
    json.write(LogLevel::debug, "a \"quote\" and \xFF");
    const std::string all = written();
    EXPECT_EQ(all.substr(0, all.find('\n') + 1), "warning: shown\n");
    EXPECT_NE(
        all.find(R"("level":"debug","message":"a \"quote\" and )"
                 "\xEF\xBF\xBD"
                 R"("})"),
        std::string::npos)
        << all;
}

TEST_F(ProgressOutput, AWaitForABusySourceIsSaid) {
    Log log(stream(), {});
    Progress progress(log, ProgressStyle::plain, clock());
    progress.begin("copying", {.estimated_rows = 100});
    progress.hold("40 threads run on the source");
    now += std::chrono::seconds(6);
    progress.hold("41 threads run on the source");
    progress.hold("");
    const std::string text = written();
    EXPECT_NE(text.find("reading waits: 40 threads run on the source\n"), std::string::npos)
        << text;
    EXPECT_NE(text.find("copying   0 %  0 rows  0 B  reading waits: 41 threads"), std::string::npos)
        << text;
    EXPECT_NE(text.find("reading goes on\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace cutover::progress_test
