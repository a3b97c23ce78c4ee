#include "runtime/load_look.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {

LoadLook busy_source(ServerQuestions& source, unsigned limit) {
    if (limit == 0) {
        return nullptr;
    }
    return [&source, limit](std::uint64_t readers) {
        const std::uint64_t running = source.threads_running();
        const std::uint64_t others = running - std::min(running, readers);
        return others <= limit
                   ? std::string()
                   : fmt::format(
                         "{} threads run on the source, limits.max_source_threads_running is {}",
                         others, limit);
    };
}

LoadLook late_replicas(ServerQuestions& destination, std::chrono::seconds limit) {
    if (limit.count() == 0) {
        return nullptr;
    }
    return [&destination, limit](std::uint64_t /*readers*/) {
        const auto replicas = destination.replicas().value_or(std::vector<Replica>());
        const Replica* last = nullptr;
        for (const Replica& replica : replicas) {
            if (replica.behind > limit && (last == nullptr || replica.behind > last->behind)) {
                last = &replica;
            }
        }
        return last == nullptr
                   ? std::string()
                   : fmt::format(
                         "the destination's replica {} is {} s behind, limits.max_replica_lag is "
                         "{} s",
                         last->name, last->behind->count(), limit.count());
    };
}

std::string first_reason_to_wait(const std::vector<LoadLook>& looks, std::uint64_t readers) {
    for (const LoadLook& look : looks) {
        try {
            std::string why = look ? look(readers) : std::string();
            if (!why.empty()) {
                return why;
            }
        } catch (const Interrupted&) {
            throw;
        } catch (const Error&) {
            continue;
        }
    }
    return {};
}

}  // namespace cutover
