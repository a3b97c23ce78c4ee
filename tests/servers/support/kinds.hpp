#pragma once

#include <string>
#include <vector>

namespace cutover::test {

enum class ServerKind { mariadb, mysql56 };

/// A source and a destination.
struct PairOfKinds {
    const char* name = "";
    ServerKind source = ServerKind::mariadb;
    ServerKind destination = ServerKind::mariadb;
};

/// `./test.sh --without-mysql56` (CUTOVER_WITHOUT_MYSQL56=1) leaves MySQL 5.6 out; nothing else
/// does: without the flag a server that is missing is a failure.
[[nodiscard]] bool is_left_out(ServerKind kind);

/// The kinds that tests run on, and the pairs that every main path is tested on.
extern const std::vector<ServerKind> both_kinds;
extern const std::vector<PairOfKinds> pairs_of_kinds;

/// Tests with this in their names need MySQL 5.6 and nothing else, and are left out whole.
inline constexpr const char* needs_mysql56 = "Mysql56";

/// What --without-mysql56 leaves out of this program, a line each; empty without the flag.
[[nodiscard]] std::string left_out();

}  // namespace cutover::test
