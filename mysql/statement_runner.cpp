#include "mysql/statement_runner.hpp"

#include "mysql/session.hpp"

namespace cutover {
namespace {

class MysqlStatementRunner final : public StatementRunner {
  public:
    explicit MysqlStatementRunner(const Endpoint& endpoint)
        : session_(endpoint, SessionRole::writing) {}

    void run(const std::string& sql, const std::string& purpose) override {
        session_.execute(sql, purpose);
    }

    Rows ask(const std::string& sql, const std::string& purpose) override {
        return session_.query(sql, purpose).rows;
    }

  private:
    Session session_;
};

}  // namespace

std::unique_ptr<StatementRunner> open_statement_runner(const Endpoint& endpoint) {
    return std::make_unique<MysqlStatementRunner>(endpoint);
}

}  // namespace cutover
