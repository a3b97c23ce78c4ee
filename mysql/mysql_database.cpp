#include "mysql/mysql_database.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/error.hpp"
#include "mysql/catalog_reader.hpp"
#include "mysql/change_stream.hpp"
#include "mysql/ddl_sessions.hpp"
#include "mysql/gathering.hpp"
#include "mysql/log_position.hpp"
#include "mysql/progress_store.hpp"
#include "mysql/rendezvous.hpp"
#include "mysql/replicas.hpp"
#include "mysql/replications.hpp"
#include "mysql/row_conditions.hpp"
#include "mysql/server_info.hpp"
#include "mysql/server_questions.hpp"
#include "mysql/snapshot.hpp"
#include "mysql/source_log.hpp"

namespace cutover {
namespace {

constexpr std::array<std::string_view, 5> system_databases{
    "information_schema", "mysql", "ndbinfo", "performance_schema", "sys"};

bool is_system_database(const std::string& name) {
    return std::find(system_databases.begin(), system_databases.end(), name) !=
           system_databases.end();
}

class MysqlDatabase final : public Database {
  public:
    MysqlDatabase(const Endpoint& endpoint, SessionRole role, std::shared_ptr<LargeRows> large_rows)
        : endpoint_(endpoint),
          role_(role),
          large_rows_(std::move(large_rows)),
          ddl_(endpoint, role),
          replicas_(endpoint) {}

    const ServerFacts& facts() override {
        const std::lock_guard lock(facts_mutex_);
        if (!facts_) {
            facts_ = with_session([](Session& session) { return read_server_facts(session); });
        }
        return *facts_;
    }

    std::vector<std::string> databases() override {
        return with_session([](Session& session) {
            const TextRows rows = session.query(
                "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME",
                "listing databases");
            std::vector<std::string> names;
            for (const auto& row : rows.rows) {
                const std::string name = row.at(0).value_or(std::string());
                if (!is_system_database(name)) {
                    names.push_back(name);
                }
            }
            return names;
        });
    }

    Catalog catalog(const std::vector<std::string>& databases) override {
        const ServerFacts& server = facts();
        return read_catalog([&] { return Session(endpoint_, role_); }, server, databases);
    }

    Catalog definitions(const std::set<TableName>& names) override {
        const ServerFacts& server = facts();
        return read_definitions([&] { return Session(endpoint_, role_); }, server, names);
    }

    std::unique_ptr<PreparedSnapshot> prepare_snapshot(
        std::size_t lanes, const std::vector<TableName>& tables) override {
        return std::make_unique<MysqlPreparedSnapshot>(
            WaitingSessions(endpoint_, facts(), lanes, tables), large_rows_);
    }

    std::string position() override {
        const ServerFacts& server = facts();
        return with_session([&](Session& session) {
            const LogPosition position = read_log_position(session, server);
            return position.file_and_offset.empty() ? position.gtid_set : position.file_and_offset;
        });
    }

    std::unique_ptr<ChangeStream> changes(const ChangeRequest& request) override {
        return open_change_stream(endpoint_, facts(), request);
    }

    std::unique_ptr<RowConditions> row_conditions() override {
        return std::make_unique<MysqlRowConditions>(endpoint_);
    }

    std::string refusal_of(const RowSource& source) override {
        return with_session([&](Session& session) { return cutover::refusal_of(session, source); });
    }

    std::optional<std::uint64_t> widest_row(const WidthQuestion& asked) override {
        const ServerFacts& server = facts();
        return with_session(
            [&](Session& session) { return cutover::widest_row(session, server, asked); });
    }

    /// Any thread, so with a session of its own, which is lost as soon as it fails.
    std::uint64_t threads_running() override {
        const std::lock_guard lock(load_mutex_);
        if (!load_session_) {
            load_session_.emplace(endpoint_, SessionRole::read_only);
        }
        try {
            return cutover::threads_running(*load_session_);
        } catch (const Error&) {
            load_session_.reset();
            throw;
        }
    }

    /// Any thread, as above.
    std::optional<std::vector<Replica>> replicas() override {
        const ServerFacts& server = facts();
        const std::lock_guard lock(replicas_mutex_);
        return replicas_.ask(server);
    }

    std::optional<std::vector<Replication>> replications() override {
        const ServerFacts& server = facts();
        return with_session([&](Session& session) { return read_replications(session, server); });
    }

    std::optional<std::vector<LogFile>> log_files() override {
        return with_session([](Session& session) { return cutover::log_files(session); });
    }

    /// Any thread: facts() was called before by whoever planned the statement.
    void execute_ddl(const DdlStatement& statement) override { ddl_.execute(statement, *facts_); }

    std::unique_ptr<ProgressStore> progress(const std::string& task) override {
        return std::make_unique<MysqlProgressStore>(endpoint_, task);
    }

    std::unique_ptr<Rendezvous> rendezvous(const std::string& task) override {
        return std::make_unique<MysqlRendezvous>(endpoint_, task);
    }

    std::unique_ptr<Gathering> gathering(const std::string& task) override {
        return std::make_unique<MysqlGathering>(endpoint_, task);
    }

  private:
    /// Drops the session where the work fails in a way that costs it.
    template<typename Work>
    std::invoke_result_t<Work, Session&> with_session(const Work& work) {
        if (!session_) {
            session_.emplace(endpoint_, role_);
        }
        try {
            return work(*session_);
        } catch (const Error& error) {
            if (error.recovery() == Recovery::retry_session) {
                session_.reset();
            }
            throw;
        }
    }

    Endpoint endpoint_;
    SessionRole role_;
    std::shared_ptr<LargeRows> large_rows_;
    DdlSessions ddl_;
    std::optional<Session> session_{};
    std::mutex facts_mutex_{};  ///< execute_ddl() asks for the facts from any thread.
    std::optional<ServerFacts> facts_{};
    std::mutex load_mutex_{};
    std::optional<Session> load_session_{};
    std::mutex replicas_mutex_{};
    Replicas replicas_;
};

}  // namespace

std::unique_ptr<Database> open_database(
    const Endpoint& endpoint, SessionRole role, std::shared_ptr<LargeRows> large_rows) {
    return std::make_unique<MysqlDatabase>(endpoint, role, std::move(large_rows));
}

}  // namespace cutover
