#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/names.hpp"

namespace cutover {

/// How a server reads the names in its grants.
struct GrantRules {
    bool wildcards = true;  ///< `%` and `_` in a database's name; off with MySQL 8 partial_revokes.
    bool fold_case = false;  ///< lower_case_table_names is not 0.
};

/// What an account may do, as SHOW GRANTS of its own session prints it: MySQL and MariaDB list
/// there what the active roles give, too. Privileges are named as GRANT spells them, in upper case.
/// A grant on some columns of a table does not count as one on the table.
class Grants {
  public:
    explicit Grants(const std::vector<std::string>& lines, GrantRules rules = {});

    [[nodiscard]] bool global(std::string_view privilege) const;
    [[nodiscard]] bool on_database(std::string_view privilege, std::string_view database) const;
    [[nodiscard]] bool on_table(std::string_view privilege, const TableName& table) const;

    /// What to write before `.*` in a GRANT for this database, unquoted. Where a pattern covers it
    /// already, that pattern: of several matching ones a server obeys only the most specific, so a
    /// grant on the plain name would take away what the pattern gives.
    [[nodiscard]] std::string pattern_to_extend(std::string_view database) const;

    /// True where roles are granted; whether active or not.
    [[nodiscard]] bool has_roles() const { return has_roles_; }

  private:
    using Privileges = std::set<std::string, std::less<>>;

    struct DatabaseEntry {
        std::string grantee{};  ///< As printed: the account or one of its roles.
        std::string pattern{};
        Privileges privileges{};
    };

    void read(const std::string& line);
    [[nodiscard]] TableName folded_name(const TableName& name) const;
    [[nodiscard]] bool matches(const DatabaseEntry& entry, std::string_view database) const;
    [[nodiscard]] std::vector<const DatabaseEntry*> entries_for(std::string_view database) const;
    [[nodiscard]] bool revoked(std::string_view privilege, std::string_view database) const;

    GrantRules rules_;
    Privileges global_{};
    std::vector<DatabaseEntry> databases_{};
    std::vector<DatabaseEntry> revoked_{};      ///< MySQL 8, partial_revokes.
    std::map<TableName, Privileges> tables_{};  ///< Names as folded_name() has them.
    bool has_roles_ = false;
};

}  // namespace cutover
