#include "app/selftest_text.hpp"

#include <fmt/format.h>

#include "app/quantities.hpp"
#include "app/terminal_lines.hpp"
#include "core/names.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

constexpr const char* green = "\x1b[32m";
constexpr const char* red = "\x1b[31m";
constexpr const char* yellow = "\x1b[33m";

constexpr std::size_t label_columns = 13;

/// The kinds of one family, added up.
struct Family {
    std::string name{};
    KindTally sum{};
};

std::vector<Family> families(const SelftestReport& report) {
    std::vector<Family> all;
    for (const KindTally& tally : report.kinds) {
        if (all.empty() || all.back().name != tally.kind->family) {
            all.push_back({tally.kind->family, {.kind = tally.kind}});
        }
        KindTally& sum = all.back().sum;
        sum.tried += tally.tried;
        sum.found += tally.found;
        sum.right += tally.right;
        sum.asked_peers += tally.asked_peers;
        for (std::size_t i = 0; i < sum.peers.size(); ++i) {
            sum.peers.at(i) += tally.peers.at(i);
        }
    }
    return all;
}

/// What finds a difference in equal data, too, has found nothing.
std::string found_by(std::size_t peer, const KindTally& sum, const EqualRuns& quiet) {
    return quiet.peers.at(peer) > 0 ? "n/a" : grouped(sum.peers.at(peer));
}

std::string row(const Family& family, const EqualRuns& quiet, bool peers) {
    const KindTally& sum = family.sum;
    std::string line = fmt::format(
        "{:<23} {:>6} {:>6} {:>9}", family.name, grouped(sum.tried), grouped(sum.found),
        grouped(sum.right));
    if (peers) {
        for (std::size_t i = 0; i < sum.peers.size(); ++i) {
            line += fmt::format(" {:>10}", found_by(i, sum, quiet));
        }
    }
    return line;
}

void add_table(TerminalLines& lines, const SelftestReport& report, bool peers) {
    std::string head = fmt::format("{:<23} {:>6} {:>6} {:>9}", "", "tried", "found", "precisely");
    if (peers) {
        head += fmt::format(" {:>10} {:>10} {:>10}", "row counts", "CHECKSUM", "pt-digest");
    }
    lines.raw(head);
    for (const Family& family : families(report)) {
        if (family.sum.tried > 0) {
            lines.raw(row(family, report.quiet, peers));
        }
    }
    lines.blank();
}

void add_what_was_not_possible(TerminalLines& lines, const SelftestReport& report) {
    for (const KindTally& tally : report.kinds) {
        if (!tally.not_possible.empty()) {
            lines.prose("not here:", fmt::format("{} ({})", tally.kind->name, tally.not_possible));
        }
    }
}

void add_equal_runs(TerminalLines& lines, const SelftestReport& report, bool peers) {
    for (const auto& [runs, how] :
         {std::pair(&report.quiet, "quiet"),
          std::pair(&report.busy, "while both were written to")}) {
        if (runs->runs > 0) {
            lines.prose(
                "equal data:", fmt::format(
                                   "{} false alarms in {} runs, {}", runs->false_alarms,
                                   grouped(runs->runs), how));
        }
    }
    for (std::size_t i = 0; peers && i < all_peers.size(); ++i) {
        if (report.quiet.peers.at(i) > 0) {
            lines.prose(
                "equal data:",
                fmt::format(
                    "{}: {} false alarms in {} runs", to_text(all_peers.at(i)),
                    grouped(report.quiet.peers.at(i)), grouped(report.quiet.asked_peers)));
        }
    }
}

void add_wrong_answers(TerminalLines& lines, const SelftestReport& report) {
    constexpr std::size_t most_shown = 400;
    for (const WrongAnswer& wrong : report.wrong) {
        lines.prose(
            to_text(wrong.result.answer), fmt::format("{}, round {}", wrong.kind, wrong.round),
            red);
        for (const auto& [label, text] :
             {std::pair("seeded", &wrong.result.sql), std::pair("expected", &wrong.result.expected),
              std::pair("found", &wrong.result.found)}) {
            lines.prose(
                fmt::format("  {}", label),
                text->empty() ? "nothing" : printable(text->substr(0, most_shown)));
        }
    }
}

std::string verdict(const SelftestReport& report) {
    return fmt::format(
        "{} of {} differences found, {} with just their rows and columns; {} false alarms; seed {}",
        grouped(report.found()), grouped(report.tried()), grouped(report.located()),
        grouped(report.false_alarms()), report.seed);
}

}  // namespace

std::string selftest_text(const SelftestReport& report, const SelftestTextOptions& options) {
    TerminalLines lines(label_columns, options.colour);
    lines.prose("source:", printable(report.source));
    lines.prose("destination:", printable(report.destination));
    lines.blank();
    add_table(lines, report, options.peers);
    add_what_was_not_possible(lines, report);
    add_equal_runs(lines, report, options.peers);
    add_wrong_answers(lines, report);
    const std::string outcome = report.outcome();
    const bool sharp = outcome == "sharp";
    const bool missed = outcome == "missed";
    lines.prose(
        sharp    ? "SHARP"
        : missed ? "NOT SHARP"
                 : "INCOMPLETE",
        verdict(report),
        sharp    ? green
        : missed ? red
                 : yellow);
    return lines.text();
}

}  // namespace cutover
