#include "mysql/lost_writers.hpp"

#include <random>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {

std::string LostWriters::mark(Session& session) {
    std::random_device random;
    std::string name = fmt::format("cutover.{:08x}{:08x}{:08x}", random(), random(), random());
    const TextRows locked =
        session.query("SELECT GET_LOCK(?, 0)", "marking a session that writes", {name});
    if (locked.rows.at(0).at(0) != "1") {
        throw Error(
            Recovery::retry_session,
            "the destination did not give a session the name by which it is known again");
    }
    return name;
}

void LostWriters::add(std::string mark) {
    const std::scoped_lock lock(mutex_);
    marks_.push_back(std::move(mark));
}

void LostWriters::end_all(Session& session) {
    constexpr unsigned no_such_thread = 1094;
    const std::scoped_lock lock(mutex_);
    for (; !marks_.empty(); marks_.pop_back()) {
        const TextRows found =
            session.query("SELECT IS_USED_LOCK(?)", "looking for a lost session", {marks_.back()});
        const auto& holder = found.rows.at(0).at(0);
        if (!holder) {
            continue;
        }
        try {
            session.execute("KILL " + *holder, "ending a lost session");
        } catch (const ServerError& error) {
            if (error.code() != no_such_thread) {
                throw;
            }
        }
    }
}

}  // namespace cutover
