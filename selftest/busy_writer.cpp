#include "selftest/busy_writer.hpp"

#include <chrono>

#include "core/names.hpp"

namespace cutover {
namespace {

constexpr std::chrono::milliseconds between_writes{1};
constexpr const char* purpose = "writing beside a verification of the selftest";

}  // namespace

BusyWriter::BusyWriter(const SelftestServers& servers, const ScratchDatabases& databases) {
    for (const bool of_source : {true, false}) {
        const std::string compared =
            of_source ? databases.source_name() : databases.destination_name();
        Side side{
            of_source ? servers.write_source() : servers.write_destination(),
            {quoted_name(TableName{databases.busy_name(of_source), "busy"}),
             quoted_name(TableName{compared, "busy"})}};
        for (const std::string& table : side.tables) {
            side.server->run(
                "CREATE TABLE IF NOT EXISTS " + table +
                    " (id INT PRIMARY KEY, n INT) ENGINE=InnoDB",
                purpose);
        }
        sides_.push_back(std::move(side));
    }
    thread_ = std::jthread([this](const std::stop_token& stopped) { write(stopped); });
}

void BusyWriter::stop() {
    thread_.request_stop();
    thread_.join();
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    for (const Side& side : sides_) {
        side.server->run("DROP TABLE " + side.tables.back(), purpose);
    }
}

void BusyWriter::write(const std::stop_token& stopped) {
    try {
        for (unsigned n = 0; !stopped.stop_requested(); ++n) {
            const std::string row = std::to_string(n % 100) + ", " + std::to_string(n);
            for (const Side& side : sides_) {
                for (const std::string& table : side.tables) {
                    side.server->run("REPLACE INTO " + table + " VALUES (" + row + ")", purpose);
                }
            }
            std::this_thread::sleep_for(between_writes);
        }
    } catch (...) {
        failure_ = std::current_exception();
    }
}

}  // namespace cutover
