#include "core/foreign_key_action.hpp"

#include <string>

namespace cutover {
namespace {

bool acts_on_rows(const std::string& rule) {
    return rule == "CASCADE" || rule == "SET NULL" || rule == "SET DEFAULT";
}

}  // namespace

bool changes_rows(const ForeignKey& key) {
    return acts_on_rows(key.on_delete) || acts_on_rows(key.on_update);
}

}  // namespace cutover
