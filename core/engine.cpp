#include "core/engine.hpp"

#include <set>

#include "core/sql_tokens.hpp"

namespace cutover {

bool has_snapshots(const std::string& engine) {
    static const std::set<std::string> transactional{"innodb", "rocksdb", "tokudb", "ndbcluster"};
    return transactional.contains(ascii_lower(engine));
}

}  // namespace cutover
