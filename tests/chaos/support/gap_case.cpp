#include "tests/chaos/support/gap_case.hpp"

#include <chrono>
#include <fstream>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/support/counts.hpp"

namespace cutover::test {
namespace {

std::vector<std::string> arguments_of(ServerKind kind, PlacedBy placed_by) {
    return kind == ServerKind::mysql56 && placed_by == PlacedBy::file
               ? std::vector<std::string>{"--gtid-mode=OFF", "--skip-enforce-gtid-consistency"}
               : std::vector<std::string>{};
}

/// A server numbers its files on from the highest that it finds in the folder.
std::unique_ptr<PrivateServer> make_source(ServerKind kind, PlacedBy placed_by, int first_file) {
    auto source = std::make_unique<PrivateServer>(kind, arguments_of(kind, placed_by));
    if (first_file > 0) {
        source->kill();
        std::ofstream(source->folder() / "data" / fmt::format("binlog.{:06}", first_file - 1));
        source->start();
    }
    return source;
}

std::string first_word(const std::string& text) {
    return text.substr(0, text.find('\t'));
}

}  // namespace

const char* to_text(PlacedBy placed_by) {
    return placed_by == PlacedBy::file ? "file" : "GTIDs";
}

GapCase::GapCase(const PairOfKinds& pair, PlacedBy placed_by, int first_file)
    : placed_by_(placed_by),
      kind_(pair.source),
      source_(make_source(pair.source, placed_by, first_file)),
      servers_(*source_, PrivateServer::shared(pair.destination, 1)),
      follow_(servers_) {
    if (placed_by_ == PlacedBy::file && first_file == 0) {
        source_->execute("RESET MASTER");  // a log without one GTID, and so is the place
    }
    follow_.catch_up();
    write(10);
    next_file();
    write(10);
    catch_up();
}

void GapCase::write(int transactions) const {
    source_->execute(random_transactions(static_cast<unsigned>(transactions), transactions));
}

void GapCase::catch_up() {
    follow_.catch_up();
    look_where_it_stands();
}

std::string GapCase::place_now() const {
    std::string place = servers_.destination.sql("SELECT place FROM `cutover`.applied");
    place.pop_back();
    return place;
}

void GapCase::look_where_it_stands() {
    applied_ = place_now();
    transactions_ = servers_.destination.sql("SELECT transactions FROM `cutover`.applied");
}

std::string GapCase::file(int further) const {
    const std::string name = applied_.substr(0, applied_.find(':'));
    const std::size_t dot = name.find('.');
    return fmt::format("{}.{:06}", name.substr(0, dot), std::stoi(name.substr(dot + 1)) + further);
}

std::string GapCase::first_file() const {
    return first_word(source_->sql("SHOW BINARY LOGS"));
}

std::string GapCase::last_file() const {
    return first_word(source_->sql("SHOW MASTER STATUS"));
}

std::vector<std::string> GapCase::arguments() const {
    return arguments_of(kind_, placed_by_);
}

void GapCase::replace_source(std::unique_ptr<PrivateServer> server) {
    source_->kill();
    server->kill();
    server->set_port(source_->port());
    server->start();
    gone_ = std::exchange(source_, std::move(server));
}

void GapCase::let_a_second_pass() {
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
}

void GapCase::expect_stops(CutoverProcess& run) const {
    EXPECT_EQ(run.wait(), 7) << run.output();
    const std::string said = run.output();
    const bool names_the_place =
        said.find(applied_) != std::string::npos || said.find(place_now()) != std::string::npos;
    EXPECT_TRUE(names_the_place) << "applied: " << applied_ << '\n' << said;
    const std::string available = first_file() + ":4";
    EXPECT_NE(said.find(available), std::string::npos) << available << '\n' << said;
    EXPECT_EQ(
        servers_.destination.sql("SELECT transactions FROM `cutover`.applied"), transactions_);
    count_chaos(1, "log gaps stopped");
}

}  // namespace cutover::test
