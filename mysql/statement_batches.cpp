/// A catalog of 10,000 tables is 10,000 SHOW CREATE statements. Sent one by one, each costs a round
/// trip and wakes two processes; over a network of a millisecond that alone is ten seconds. So a
/// batch goes as one message of several statements.
///
/// The server stops at the first statement that fails, and says nothing of those behind it. That
/// one is asked again by itself, so that what it answers is about it alone, and the rest is sent
/// anew. Where it succeeds by itself, it was the message of several that was refused (a proxy that
/// does not take them): from then on statements go one by one.
#include "mysql/statement_batches.hpp"

#include <deque>
#include <memory>
#include <utility>

#include <mysql.h>

#include "mysql/client_library.hpp"
#include "mysql/server_error.hpp"
#include "mysql/text_statement.hpp"

namespace cutover {

BatchSession::BatchSession(Session session, bool several)
    : session_(std::move(session)),
      several_(several && set_several_statements(session_.handle(), true)) {}

bool BatchSession::send(StatementBatch batch) {
    batch_ = std::move(batch);
    if (!batch_.empty()) {
        send_from(0);
    }
    return !batch_.empty();
}

void BatchSession::send_from(std::size_t first) {
    std::string message = batch_.at(first).sql;
    for (std::size_t i = first + 1; several_ && i < batch_.size(); ++i) {
        message += ';';
        message += batch_[i].sql;
    }
    if (mysql_send_query(session_.handle(), message.data(), message.size()) != 0) {
        throw_failure(session_.handle(), session_.endpoint(), batch_[first].purpose);
    }
}

std::function<void()> BatchSession::receive() {
    std::vector<Answer> answers;
    while (answers.size() < batch_.size()) {
        if (!collect(answers)) {
            answers.push_back(ask_alone(batch_[answers.size()]));
        }
        if (answers.size() < batch_.size()) {
            send_from(answers.size());
        }
    }
    return [batch = std::exchange(batch_, {}), answers = std::move(answers)] {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (answers[i].refusal) {
                batch[i].refused(*answers[i].refusal);
            } else {
                batch[i].take(answers[i].rows);
            }
        }
    };
}

/// Takes what the last message was answered; false where a statement of it failed.
bool BatchSession::collect(std::vector<Answer>& answers) {
    ClientConnection* const handle = session_.handle();
    int status = mysql_read_query_result(handle) == 0 ? 0 : 1;
    for (; status == 0; status = mysql_next_result(handle)) {
        if (answers.size() == batch_.size()) {
            throw Error(Recovery::none, ExitCode::bug, "a statement of a batch gave two results");
        }
        try {
            const std::string& purpose = batch_[answers.size()].purpose;
            answers.push_back(
                {take_rows(handle, {.endpoint = session_.endpoint(), .purpose = purpose}), {}});
        } catch (const ServerError&) {
            return false;  // it failed half-way through its rows
        }
    }
    return status < 0;
}

BatchSession::Answer BatchSession::ask_alone(const BatchedStatement& statement) {
    if (meaning_of(mysql_errno(session_.handle())).recovery != Recovery::none) {
        throw_failure(session_.handle(), session_.endpoint(), statement.purpose);
    }
    try {
        Answer answer{session_.query(statement.sql, statement.purpose), {}};
        several_ = false;
        return answer;
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::none) {
            throw;
        }
        return {{}, error};
    }
}

void run_batches(std::vector<BatchSession>& sessions, const std::function<StatementBatch()>& next) {
    std::deque<BatchSession*> at_work;
    for (BatchSession& session : sessions) {
        if (session.send(next())) {
            at_work.push_back(&session);
        }
    }
    while (!at_work.empty()) {
        BatchSession* const session = at_work.front();
        at_work.pop_front();
        const std::function<void()> deliver = session->receive();
        if (session->send(next())) {
            at_work.push_back(session);
        }
        deliver();
    }
}

}  // namespace cutover
