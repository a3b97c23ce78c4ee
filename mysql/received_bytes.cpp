/// libmariadb calls back for every piece it reads from a connection (ma_pvio_register_callback in
/// its libmariadb/ma_pvio.c, exported and in no header). It is told the handle and nothing else, so
/// who wants to look says so for its thread.
#include "mysql/received_bytes.hpp"

#include <utility>

#include <mysql.h>

#ifdef MARIADB_PACKAGE_VERSION_ID
extern "C" int ma_pvio_register_callback(
    my_bool add, void (*callback)(int is_write, MYSQL*, const unsigned char*, std::size_t));
#endif

namespace cutover {
namespace {

thread_local ReceivedBytes* innermost = nullptr;

#ifdef MARIADB_PACKAGE_VERSION_ID

extern "C" void cutover_received(
    int is_write, MYSQL* connection, const unsigned char* bytes, std::size_t count) {
    constexpr std::size_t most = std::size_t{1} << 40U;  // a failed read comes as -1
    if (is_write == 0 && count <= most) {
        ReceivedBytes::show(connection, {bytes, count});
    }
}

#endif

}  // namespace

void ReceivedBytes::install() {
#ifdef MARIADB_PACKAGE_VERSION_ID
    ma_pvio_register_callback(1, cutover_received);
#endif
}

ReceivedBytes::ReceivedBytes(ClientConnection* connection, Show show)
    : connection_(connection), show_(std::move(show)), outer_(std::exchange(innermost, this)) {}

ReceivedBytes::~ReceivedBytes() {
    ReceivedBytes** at = &innermost;
    while (*at != this) {
        at = &(*at)->outer_;
    }
    *at = outer_;
}

void ReceivedBytes::show(ClientConnection* connection, std::span<const unsigned char> bytes) {
    for (ReceivedBytes* one = innermost; one != nullptr; one = one->outer_) {
        if (one->connection_ == connection) {
            one->show_(bytes);
            return;
        }
    }
}

}  // namespace cutover
