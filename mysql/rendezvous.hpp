#pragma once

#include <optional>
#include <string>

#include "core/rendezvous.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// The row of a task in `cutover`.`rendezvous`, and two named locks: the verifier's, which ends
/// with its session, so that the server itself tells when it is gone, and the one that whoever runs
/// the task holds anyway (progress_store.hpp).
class MysqlRendezvous final : public Rendezvous {
  public:
    /// Opens no session yet. `task` is the task's name.
    MysqlRendezvous(Endpoint destination, std::string task);

    [[nodiscard]] std::optional<RendezvousState> state() override;
    [[nodiscard]] bool call() override;
    void go_on_to(const LogPlace& goal) override;
    void mark() override;
    void leave() noexcept override;
    void stand(std::uint64_t number, const LogPlace& place) override;
    void walk_on(std::uint64_t number, bool for_good) override;

  private:
    /// Opens the session where there is none. False where the task was never run.
    bool find_task();
    void execute(const std::string& sql);
    void answer(std::uint64_t number, const std::string& standing);

    Endpoint destination_;
    std::string task_;
    std::string lock_;       ///< Of the verifier, as a literal.
    std::string task_id_{};  ///< Decimal; empty until it is known.
    std::optional<Session> session_{};
    bool has_called_ = false;
};

}  // namespace cutover
