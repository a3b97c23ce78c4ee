#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test {

/// By `nullable`, a table cannot be cut, and yet it tells which row it was that changed.
enum class KeyKind { none, nullable, primary };

/// Ten rows with such a key. The source's fifth is "new" at first, the destination's
/// "old".
struct RecheckCase {
    explicit RecheckCase(KeyKind key) {
        servers.add_plain(10, key == KeyKind::primary ? 1 : 0);
        if (key == KeyKind::nullable) {
            for (MemoryDatabase* const side : {&servers.source, &servers.destination}) {
                side->table({"shop", "t"}).definition.keys = {
                    {.name = "id", .type = "BTREE", .unique = true, .parts = {{.column = "id"}}}};
            }
        }
        servers.request.recheck = std::chrono::seconds(8);
        servers.request.clock = {
            [this] { return std::chrono::steady_clock::time_point(passed); },
            [this](std::chrono::milliseconds pause) {
                passed += pause;
                write(passed);
            }};
        here("new");
        there("old");
    }

    void here(const std::string& name) { servers.rows_here().at(4).at(1) = text_cell(name); }

    /// The first rows' names of before; fewer with time.
    void late(std::size_t rows) {
        for (std::size_t i = 0; i < 5; ++i) {
            servers.rows_there().at(i).at(1) =
                i < rows ? text_cell("old") : servers.rows_here().at(i).at(1);
        }
    }

    void there(const std::string& name) { servers.rows_there().at(4).at(1) = text_cell(name); }

    TableComparison run() { return servers.run().tables.at(0); }

    /// The destination replicates by itself, so far behind as `behind` says; nothing: not at all.
    void replicates(
        std::function<std::optional<std::chrono::seconds>(std::chrono::milliseconds passed)>
            behind) {
        servers.destination.follows = [this, behind = std::move(behind)] {
            const std::optional<std::chrono::seconds> lag = behind(passed);
            return std::vector<Replication>{
                {.name = "from a:3306", .behind = std::chrono::seconds(0)},
                {.name = "from b:3306",
                 .behind = lag,
                 .why_standing = lag ? "" : "its SQL thread does not run"}};
        };
    }

    /// To something else than the table.
    void write_to_log(MemoryDatabase& server) const {
        server.server().position = "binlog.000001:" + std::to_string(1000 + passed.count());
    }

    TwoServers servers{};
    std::chrono::milliseconds passed{0};
    /// Before each look.
    std::function<void(std::chrono::milliseconds passed)> write = [](std::chrono::milliseconds) {};
};

}  // namespace cutover::test
