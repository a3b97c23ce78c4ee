/// The HTML report in a real browser: hostile names and values stay text, nothing runs, and the
/// page shows something at the width of a laptop and of a phone.
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "report/render_html.hpp"
#include "report/render_junit.hpp"
#include "tests/fakes/sample_case.hpp"
#include "tests/servers/support/programs.hpp"

namespace cutover::test::report_browser_test {
namespace {

namespace fs = std::filesystem;

/// Pages and pictures stay here after the test, to be looked at.
fs::path output_folder() {
    fs::path folder(CUTOVER_BROWSER_OUTPUT);
    fs::create_directories(folder);
    return folder;
}

std::string write_page(const std::string& name, const Certificate& certificate) {
    const fs::path file = output_folder() / (name + ".html");
    std::ofstream(file, std::ios::binary) << render_html(certificate);
    return file.string();
}

/// Runs the browser with a profile of its own, without the network.
ProgramRun browse(const std::vector<std::string>& arguments, const std::string& page) {
    const TemporaryFolder profile;
    std::vector<std::string> command{
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile.path().string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.push_back("file://" + page);
    return run_program(command);
}

/// Every tag's name and every attribute's name of a document as the browser writes it: there,
/// text holds no '<', and a quote inside an attribute's value is written &quot;.
std::set<std::string> names_in_tags(const std::string& dom) {
    std::set<std::string> names;
    for (std::size_t at = dom.find('<'); at != std::string::npos; at = dom.find('<', at)) {
        bool quoted = false;
        std::string name;
        for (++at; at < dom.size() && (quoted || dom[at] != '>'); ++at) {
            const bool ends = dom[at] == ' ' || dom[at] == '=' || dom[at] == '"';
            if (!quoted && ends) {
                names.insert(std::exchange(name, {}));
            } else if (!quoted) {
                name += dom[at];
            }
            quoted = quoted != (dom[at] == '"');
        }
        names.insert(name);
    }
    return names;
}

TEST(ReportInBrowser, HostileTextsStayText) {
    const std::string page = write_page("hostile", certificate_of(hostile_story()));
    const ProgramRun run = browse({"--dump-dom"}, page);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const std::string& dom = run.out;
    EXPECT_NE(dom.find("<title>NOT READY"), std::string::npos) << "a script changed the title";
    // What the browser made of the same page without anything hostile is all there may be.
    const ProgramRun plain =
        browse({"--dump-dom"}, write_page("not-ready", certificate_of(damaged_story())));
    auto allowed = names_in_tags(plain.out);
    EXPECT_EQ(allowed.count("bdi"), 1U) << "the tags were not read at all";
    EXPECT_EQ(allowed.count("script"), 0U);
    for (const std::string& name : names_in_tags(dom)) {
        EXPECT_EQ(allowed.count(name), 1U) << name;
    }
    for (const char* const text :
         {"&lt;/script&gt;&lt;script&gt;document.title='owned'&lt;/script&gt;", "\\u{202E}",
          "\\x07", R"(no UTF-8: \xFF\xFE\xC0\xAF)", "&amp;lt;b&amp;gt;", "]]&gt;",
          "\xE2\x98\x83"}) {
        EXPECT_NE(dom.find(text), std::string::npos) << text;
    }
}

TEST(ReportInBrowser, JUnitIsXmlWhateverTheNames) {
    const fs::path file = output_folder() / "hostile.xml";
    std::ofstream(file, std::ios::binary) << render_junit(certificate_of(hostile_story()));
    const ProgramRun run = browse({"--dump-dom"}, file.string());
    ASSERT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.out.find("parsererror"), std::string::npos) << run.out.substr(0, 2000);
    EXPECT_NE(run.out.find("source.still"), std::string::npos) << "the browser shows no XML";
}

struct View {
    const char* name;
    int width;
    int height;
    bool dark;
};

const View views[] = {
    {"laptop", 1280, 3000, false},
    {"laptop-dark", 1280, 3000, true},
    {"phone", 390, 5200, false},
    {"phone-dark", 390, 5200, true},
};

std::string file_bytes(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Big-endian, at its place in the PNG's header (RFC 2083, 11.2.1).
unsigned png_number(const std::string& png, std::size_t at) {
    unsigned number = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        number = number * 256 + static_cast<unsigned char>(png.at(i));
    }
    return number;
}

/// A page of one colour compresses to almost nothing; text does not.
constexpr std::size_t blank_png_bytes = 40'000;

TEST(ReportInBrowser, EveryViewShowsThePage) {
    const std::pair<const char*, Certificate> certificates[] = {
        {"ready", certificate_of(good_story())},
        {"not-ready", certificate_of(damaged_story())},
        {"watched", certificate_of(watched_story(40))},
        {"carried", certificate_of(carried_story())},
        {"no-evidence", certificate_of({})},
        {"hostile", certificate_of(hostile_story())}};
    for (const auto& [name, certificate] : certificates) {
        const std::string page = write_page(name, certificate);
        for (const View& view : views) {
            SCOPED_TRACE(std::string(name) + " " + view.name);
            const fs::path picture =
                output_folder() / (std::string(name) + "-" + view.name + ".png");
            fs::remove(picture);
            std::vector<std::string> arguments{
                "--screenshot=" + picture.string(),
                "--window-size=" + std::to_string(view.width) + "," + std::to_string(view.height)};
            if (view.dark) {
                arguments.emplace_back("--blink-settings=preferredColorScheme=0");
            }
            const ProgramRun run = browse(arguments, page);
            ASSERT_EQ(run.exit_code, 0) << run.err;
            const std::string png = file_bytes(picture);
            ASSERT_GT(png.size(), 24U) << run.err;
            EXPECT_EQ(png_number(png, 16), static_cast<unsigned>(view.width));
            EXPECT_EQ(png_number(png, 20), static_cast<unsigned>(view.height));
            EXPECT_GT(png.size(), blank_png_bytes);
        }
    }
}

}  // namespace
}  // namespace cutover::test::report_browser_test
