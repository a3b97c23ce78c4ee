#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/gathering.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// A row of `cutover`.`gathering` for each shard, and a named lock, which ends with the shard's
/// session: the server itself tells when one is gone.
class MysqlGathering final : public Gathering {
  public:
    /// Opens no session yet. `task` is the task's name.
    MysqlGathering(Endpoint destination, std::string task);

    [[nodiscard]] bool sit_down(std::uint32_t number, std::uint32_t of) override;
    void say(const GatheringWord& word) override;
    [[nodiscard]] std::vector<GatheringSeat> seats() override;
    void stand_up() noexcept override;

  private:
    [[nodiscard]] Session& session();
    [[nodiscard]] std::string lock_of(const std::string& number) const;  ///< As an expression.

    Endpoint destination_;
    std::string task_;
    std::string task_id_{};  ///< Decimal.
    std::uint32_t number_ = 0;
    std::uint32_t of_ = 0;
    std::optional<Session> session_{};  ///< Lost, it is not replaced: the seat went with it.
};

}  // namespace cutover
