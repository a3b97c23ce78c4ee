/// Two accounts that may nothing, and a person who pastes what precheck says until it passes: with
/// exactly these grants the whole job runs and is proven.
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/copy_fixture.hpp"
#include "tests/servers/support/pair_name.hpp"

namespace cutover::test::granted_account_test {
namespace {

using nlohmann::json;

const char* const shop = R"(
    DROP DATABASE IF EXISTS granted;
    CREATE DATABASE granted CHARACTER SET utf8 COLLATE utf8_general_ci; USE granted;
    CREATE TABLE parent (id INT PRIMARY KEY, note TEXT) ENGINE=InnoDB;
    CREATE TABLE child (id INT PRIMARY KEY, parent INT, KEY (parent),
        CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent (id)) ENGINE=InnoDB;
    INSERT INTO parent VALUES (1, 'one'), (2, NULL); INSERT INTO child VALUES (1, 1), (2, NULL);
    CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM parent;
    CREATE SQL SECURITY INVOKER VIEW w AS SELECT id FROM v;
    CREATE TRIGGER tr BEFORE INSERT ON parent FOR EACH ROW SET @a = 1;
    CREATE PROCEDURE p() SQL SECURITY INVOKER SELECT COUNT(*) FROM parent;
    CREATE FUNCTION f() RETURNS INT DETERMINISTIC SQL SECURITY INVOKER RETURN 1;
    CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
)";

class GrantedAccount : public testing::TestWithParam<PairOfKinds> {
  protected:
    GrantedAccount() {
        const char* const account =
            "GRANT USAGE ON *.* TO mover@localhost IDENTIFIED BY 'pa$$word'; "
            "SET GLOBAL log_bin_trust_function_creators = 0";
        source.execute(
            std::string("SET GLOBAL log_bin_trust_function_creators = 1;") + shop + account);
        destination.execute(
            std::string("DROP DATABASE IF EXISTS granted; DROP DATABASE IF EXISTS cutover;") +
            account);
        std::filesystem::permissions(
            folder.write("password", "pa$$word"), std::filesystem::perms::owner_read);
    }

    void TearDown() override {
        for (PrivateServer* server : {&source, &destination}) {
            server->execute(
                "DROP DATABASE IF EXISTS granted; DROP USER mover@localhost; "
                "SET GLOBAL log_bin_trust_function_creators = 0");
        }
    }

    [[nodiscard]] std::string task_file() const {
        const auto endpoint = [&](const PrivateServer& server) {
            return json{
                {"socket", server.endpoint().socket},
                {"user", "mover"},
                {"password_file", (folder.path() / "password").string()}};
        };
        return folder.write(
            "task.json",
            json{
                {"name", "granted"},
                {"types", {"schema", "full"}},
                {"objects", {{"granted", json::object()}}},
                {"source", endpoint(source)},
                {"destination", endpoint(destination)}}
                .dump());
    }

    /// Pastes the fixes of failed checks, as root: the statements among their lines.
    [[nodiscard]] std::size_t paste_fixes(const json& checks) const {
        std::size_t pasted = 0;
        for (const json& check : checks) {
            if (check.at("status") != "fail") {
                continue;
            }
            const std::string id = check.at("id");
            const PrivateServer& server = id.rfind("source.", 0) == 0 ? source : destination;
            SCOPED_TRACE(id);
            std::istringstream lines(check.at("fix").get<std::string>());
            for (std::string line; std::getline(lines, line);) {
                if (!line.empty() && line.back() == ';') {
                    SCOPED_TRACE(line);
                    EXPECT_NO_THROW(server.execute(line));
                    ++pasted;
                }
            }
        }
        return pasted;
    }

    PrivateServer& source = PrivateServer::shared(GetParam().source, 0);
    PrivateServer& destination = PrivateServer::shared(GetParam().destination, 1);
    TemporaryFolder folder{};
};

TEST_P(GrantedAccount, WhatPrecheckAsksForIsEnoughForTheWholeJob) {
    const std::string task = task_file();
    ProgramRun check = run_cutover({"precheck", task, "--json"});
    ASSERT_EQ(check.exit_code, 6) << check.out << check.err;
    std::size_t pasted = 0;
    for (int round = 0; round < 5 && check.exit_code != 0; ++round) {
        pasted += paste_fixes(json::parse(check.out).at("checks"));
        check = run_cutover({"precheck", task, "--json"});
    }
    ASSERT_EQ(check.exit_code, 0) << check.out << check.err;
    EXPECT_GE(pasted, 15U);
    const ProgramRun migration = run_cutover({"migrate", task});
    ASSERT_EQ(migration.exit_code, 0) << migration.out << migration.err;
    const ProgramRun verification = run_cutover({"verify", task});
    EXPECT_EQ(verification.exit_code, 0) << verification.out << verification.err;
    EXPECT_EQ(contents(destination, "granted"), contents(source, "granted"));
    const std::string grants = destination.sql("SHOW GRANTS FOR mover@localhost") +
                               source.sql("SHOW GRANTS FOR mover@localhost");
    EXPECT_EQ(grants.find("ALL PRIVILEGES"), std::string::npos) << grants;
    EXPECT_EQ(grants.find("SUPER"), std::string::npos) << grants;
}

INSTANTIATE_TEST_SUITE_P(OnEveryPair, GrantedAccount, testing::ValuesIn(pairs_of_kinds), pair_name);

}  // namespace
}  // namespace cutover::test::granted_account_test
