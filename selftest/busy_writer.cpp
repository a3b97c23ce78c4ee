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
        Side side{
            of_source ? servers.write_source() : servers.write_destination(),
            quoted_name(TableName{databases.busy_name(of_source), "busy"})};
        side.server->run(
            "CREATE TABLE IF NOT EXISTS " + side.table +
                " (id INT PRIMARY KEY, n INT) ENGINE=InnoDB",
            purpose);
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
}

void BusyWriter::write(const std::stop_token& stopped) {
    try {
        for (unsigned n = 0; !stopped.stop_requested(); ++n) {
            const std::string id = std::to_string(n % 100);
            for (const Side& side : sides_) {
                side.server->run(
                    "REPLACE INTO " + side.table + " VALUES (" + id + ", " + std::to_string(n) +
                        ")",
                    purpose);
            }
            std::this_thread::sleep_for(between_writes);
        }
    } catch (...) {
        failure_ = std::current_exception();
    }
}

}  // namespace cutover
