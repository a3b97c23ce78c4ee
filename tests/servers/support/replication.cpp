#include "tests/servers/support/replication.hpp"

#include <string>

namespace cutover::test {

void start_replication(const PrivateServer& replica, const PrivateServer& followed) {
    replica.execute(
        "CHANGE MASTER TO master_host='127.0.0.1', master_user='root', master_port=" +
        std::to_string(followed.port()) + "; START SLAVE");
}

}  // namespace cutover::test
