#include "core/column_references.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace cutover {
namespace {

using Tokens = std::vector<SqlToken>;

/// The number of names that dots join from here on; 0 in the middle of such a chain, and where the
/// chain is a function that is called.
std::size_t chain_length(const Tokens& tokens, std::size_t at) {
    if (!is_name(tokens[at]) || (at > 0 && is_symbol(tokens[at - 1], "."))) {
        return 0;
    }
    std::size_t names = 1;
    std::size_t end = at + 1;
    while (end + 1 < tokens.size() && is_symbol(tokens[end], ".") && is_name(tokens[end + 1])) {
        ++names;
        end += 2;
    }
    return end < tokens.size() && is_symbol(tokens[end], "(") ? 0 : names;
}

/// How a SELECT names its tables where it names their columns.
class NamedTables {
  public:
    explicit NamedTables(const Tokens& tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (chain_length(tokens, i) == 3) {
                databases_[name_of(tokens[i + 2])].insert(name_of(tokens[i]));
            }
        }
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            // `a`.`b` is a table of FROM, not a column, where b is known as a table.
            if (chain_length(tokens, i) == 2 && !databases_.contains(name_of(tokens[i + 2]))) {
                without_database_.insert(name_of(tokens[i]));
            }
        }
    }

    [[nodiscard]] bool needs_database(const std::string& table) const {
        const auto found = databases_.find(table);
        return (found != databases_.end() && found->second.size() > 1) ||
               without_database_.contains(table);
    }

  private:
    std::map<std::string, std::set<std::string>> databases_{};
    std::set<std::string> without_database_{};
};

}  // namespace

std::vector<SqlToken> without_databases_of_columns(const std::vector<SqlToken>& select) {
    const NamedTables tables(select);
    Tokens kept;
    for (std::size_t i = 0; i < select.size(); ++i) {
        if (chain_length(select, i) == 3 && !tables.needs_database(name_of(select[i + 2]))) {
            i += 2;  // to the table
        }
        kept.push_back(select[i]);
    }
    return kept;
}

}  // namespace cutover
