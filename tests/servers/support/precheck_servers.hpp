#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "migrate/precheck.hpp"
#include "mysql/catalog_reader.hpp"
#include "mysql/server_info.hpp"
#include "mysql/source_log.hpp"
#include "tests/servers/support/precheck_sample.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// Two real servers with the sample on the source and an account `pc` on both; everything is taken
/// away again at the end. Facts are read as `pc`, catalogs as root, so that a missing privilege
/// shows in its own check only.
class PrecheckServers {
  public:
    explicit PrecheckServers(const PairOfKinds& pair, const std::string& more_sql = {})
        : source_(PrivateServer::shared(pair.source, 0)),
          destination_(PrivateServer::shared(pair.destination, 1)) {
        source_.execute(
            "CREATE USER pc@localhost; SET GLOBAL log_bin_trust_function_creators = 1;" +
            std::string(precheck_sample) + more_sql);
        destination_.execute("CREATE USER pc@localhost");
    }

    ~PrecheckServers() {
        for (PrivateServer* server : {&source_, &destination_}) {
            server->execute(
                "DROP DATABASE IF EXISTS pc_1; DROP DATABASE IF EXISTS pc_2; DROP USER "
                "pc@localhost; SET GLOBAL log_bin_trust_function_creators = 0");
        }
    }

    PrecheckServers(const PrecheckServers&) = delete;
    PrecheckServers& operator=(const PrecheckServers&) = delete;

    [[nodiscard]] PrivateServer& source() { return source_; }

    [[nodiscard]] PrivateServer& destination() { return destination_; }

    [[nodiscard]] std::vector<CheckResult> check() {
        const ServerFacts from = facts(source_);
        const ServerFacts to = facts(destination_);
        if (!here_) {
            here_ = catalog(source_, {"pc_1"});
        }
        const TaskPlan plan = make_plan(task, *here_, from, to);
        std::vector<std::string> names;
        for (const DatabasePlan& database : plan.databases) {
            names.push_back(database.destination);
        }
        const Catalog there = catalog(destination_, names);
        const SourceLog log = read_source_log(endpoint_of(source_), from);
        return run_prechecks(
            {task, from, to, *here_, there, plan, capacity, {}, progress, log, std::nullopt});
    }

    [[nodiscard]] CheckResult result(const std::string& id) { return precheck_result(check(), id); }

    /// For the next case on the same servers; the source's schema stays, and is read only once.
    void clean_destination() {
        destination_.execute(
            "DROP DATABASE IF EXISTS pc_1; REVOKE ALL PRIVILEGES, GRANT OPTION FROM pc@localhost");
        task = precheck_task();
    }

    Task task = precheck_task();
    CapacityFacts capacity{};
    std::optional<TaskProgress> progress{};

  private:
    static Endpoint endpoint_of(const PrivateServer& server) {
        Endpoint endpoint = server.endpoint();
        endpoint.user = "pc";
        return endpoint;
    }

    static ServerFacts facts(const PrivateServer& server) {
        Session session(endpoint_of(server), SessionRole::read_only);
        return read_server_facts(session);
    }

    static Catalog catalog(const PrivateServer& server, const std::vector<std::string>& names) {
        Session session(server.endpoint(), SessionRole::read_only);
        return read_catalog(
            [&] { return Session(server.endpoint(), SessionRole::read_only); },
            read_server_facts(session), names);
    }

    PrivateServer& source_;
    PrivateServer& destination_;
    std::optional<Catalog> here_{};
};

}  // namespace cutover::test
