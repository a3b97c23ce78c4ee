#include "tests/servers/support/since_last_case.hpp"

#include <csignal>
#include <variant>

#include <gtest/gtest.h>

#include "runtime/evidence_reader.hpp"
#include "tests/servers/support/comes_true.hpp"

namespace cutover::test {
namespace {

/// By whichever verification.
int chunks_on_record(const FollowCase& follow, const std::string& name) {
    int chunks = 0;
    (void)read_evidence(follow.state(), "copy", [&](const EvidenceRecord& record) {
        const auto* const compared = std::get_if<ChunkCompared>(&record.entry);
        chunks += compared != nullptr && compared->source.table == name ? 1 : 0;
    });
    return chunks;
}

}  // namespace

CopiedCase::CopiedCase(const PairOfKinds& pair, const std::string& more) : servers(pair) {
    change("USE `copy`; " + more);
}

CopiedCase::CopiedCase(PrivateServer& from, PrivateServer& to) : servers(from, to) {
    follow.catch_up();
}

void CopiedCase::change(const std::string& statements) const {
    source.execute(statements);
    follow.catch_up();
}

VerifiedCase::VerifiedCase(const PairOfKinds& pair, const std::string& more)
    : CopiedCase(pair, more) {
    static_cast<void>(verify_outcome(follow));
}

VerifiedCase::VerifiedCase(PrivateServer& from, PrivateServer& to) : CopiedCase(from, to) {
    static_cast<void>(verify_outcome(follow));
}

Json verify_outcome(const FollowCase& follow, const std::vector<std::string>& more, int exit_code) {
    std::vector<std::string> arguments{"--json", "--progress", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun run = follow.run("verify", arguments);
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return Json::parse(run.out, nullptr, false);
}

Json since_last(const FollowCase& follow, int exit_code) {
    return verify_outcome(follow, {"--since-last"}, exit_code);
}

const Json& table(const Json& outcome, const std::string& name) {
    for (const Json& one : outcome["tables"]) {
        if (one["source"] == "copy." + name) {
            return one;
        }
    }
    ADD_FAILURE() << name << " is not in " << outcome.dump();
    return outcome;
}

void expect_what_reading_all_says(const FollowCase& follow, const Json& carried, int exit_code) {
    const Json whole = verify_outcome(follow, {}, exit_code);
    EXPECT_EQ(carried["tables"].size(), whole["tables"].size());
    for (std::size_t i = 0; i < whole["tables"].size(); ++i) {
        const Json& a = carried["tables"][i];
        const Json& b = whole["tables"][i];
        EXPECT_EQ(a["verdict"], b["verdict"]) << a.dump();
        EXPECT_EQ(a["source_rows"], b["source_rows"]) << a.dump();
        if (!a["digest"].is_null()) {
            EXPECT_EQ(a["digest"], b["digest"]) << a.dump();
        }
    }
}

void expect_noted(const Json& outcome, const std::string& words) {
    const std::string notes = outcome["notes"].dump();
    EXPECT_NE(notes.find(words), std::string::npos) << notes;
}

void kill_a_verification_after(
    const FollowCase& follow, const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--set", "/limits/rows_per_second=120"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const TemporaryFolder folder;
    const int before = chunks_on_record(follow, name);
    CutoverProcess slow = follow.start_verify(folder.path() / "output", {}, arguments);
    EXPECT_TRUE(comes_true([&] { return chunks_on_record(follow, name) > before; }))
        << slow.output();
    slow.signal(SIGKILL);
    EXPECT_EQ(slow.wait(), 128 + SIGKILL) << slow.output();
}

void expect_found_and_said(const FollowCase& follow, const std::string& words) {
    const ProgramRun run = follow.run("verify", {"--since-last", "--progress", "none"});
    EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
    EXPECT_NE(run.err.find(words), std::string::npos) << run.err;
}

}  // namespace cutover::test
