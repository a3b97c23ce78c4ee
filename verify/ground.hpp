#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "verify/table_tally.hpp"
#include "verify/verify_request.hpp"

namespace cutover {

/// What is compared with what: the plan's tables and code, by the definitions that both servers
/// have now. Not thread-safe.
class Ground {
  public:
    /// All of them outlive it.
    Ground(const VerifyRequest& request, Database& source, Database& destination)
        : request_(request), source_server_(source), destination_server_(destination) {}

    /// Reads the destination's definitions, and pairs with them each table that is asked for, and
    /// each that becomes one with it.
    void pair_tables();

    /// Reads the source's definitions again, and takes them for the plan; true where nothing that
    /// is compared was defined otherwise before. What has changed is changed().
    [[nodiscard]] bool is_still_firm();

    /// Whose definitions were others the last time; of them nothing is known that holds at one
    /// moment. By source names.
    [[nodiscard]] const std::set<TableName>& changed() const { return changed_; }

    /// Makes them UNPROVEN.
    void leave_out_what_changed();

    [[nodiscard]] std::vector<TableUnderWay>& tables() { return tables_; }

    /// Tables that the plan refuses and the destination does not have: there is nothing to compare.
    /// By source names.
    [[nodiscard]] const std::set<TableName>& left_behind() const { return left_behind_; }

    [[nodiscard]] const TaskPlan& plan() const { return newer_ ? newer_->plan : request_.plan; }

    [[nodiscard]] const Catalog& source() const {
        return newer_ ? newer_->catalog : request_.source_catalog;
    }

    [[nodiscard]] const Catalog& destination() const { return destination_; }

    /// With 10,000 tables it takes memory worth counting; when nobody asks for it again.
    void forget_destination() { destination_ = {}; }

    /// By the request's patterns.
    [[nodiscard]] bool is_asked_for(const TableName& table) const;

    /// Of the tables that can be read on both sides, the names on one.
    [[nodiscard]] std::vector<TableName> readable(TableName TablePair::*name) const;

    /// A misspelt pattern must not look like a table that is equal.
    [[nodiscard]] std::vector<std::string> patterns_without_tables() const;

  private:
    [[nodiscard]] std::vector<std::string> destination_databases() const;

    const VerifyRequest& request_;
    Database& source_server_;
    Database& destination_server_;
    std::optional<SourceGround> newer_{};  ///< Than the request's.
    Catalog destination_{};
    std::vector<TableUnderWay> tables_{};
    std::set<TableName> changed_{};
    std::set<TableName> left_behind_{};
};

/// The reason that goes with Ground::changed().
inline constexpr const char* changed_meanwhile =
    "its definition was changed each time that it was to be compared";

}  // namespace cutover
