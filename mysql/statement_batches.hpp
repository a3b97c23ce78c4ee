#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// One of many small statements, and what to do with its answer.
struct BatchedStatement {
    std::string sql{};      ///< One statement that gives one result, without its semicolon.
    std::string purpose{};  ///< Completes "while ...".
    std::function<void(const TextRows&)> take{};
    std::function<void(const ServerError&)> refused{};  ///< The server refused this one alone.
};

using StatementBatch = std::vector<BatchedStatement>;

/// A session that sends a batch in one message, so that many statements cost one round trip.
/// Not thread-safe.
class BatchSession {
  public:
    /// Where the server does not take several statements in one message, or `several` is false,
    /// they go one by one.
    explicit BatchSession(Session session, bool several = true);

    /// For statements outside of batches, while no batch is under way.
    [[nodiscard]] Session& session() { return session_; }

    /// Hands the batch to the server without waiting; false where it is empty.
    bool send(StatementBatch batch);

    /// Takes the answers to the batch sent last; what is returned hands them to the statements'
    /// `take` or `refused`. To be called once after each send(). Throws where the session is lost
    /// or a lock was not to be had, and is of no use then.
    [[nodiscard]] std::function<void()> receive();

  private:
    struct Answer {
        TextRows rows{};
        std::optional<ServerError> refusal{};
    };

    void send_from(std::size_t first);
    bool collect(std::vector<Answer>& answers);
    Answer ask_alone(const BatchedStatement& statement);

    Session session_;
    bool several_;
    StatementBatch batch_{};
};

/// Runs batches until `next` gives an empty one, on all sessions at the same time, but on the
/// caller's thread alone: while it takes the answers of one batch, the servers work on others.
void run_batches(std::vector<BatchSession>& sessions, const std::function<StatementBatch()>& next);

}  // namespace cutover
