#include "migrate/rendezvous_host.hpp"

#include <chrono>

#include "core/error.hpp"

namespace cutover {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{50};
constexpr std::chrono::seconds after_a_loss{2};
constexpr milliseconds while_standing{1};
constexpr std::chrono::seconds longest_stand{5};

}  // namespace

RendezvousHost::RendezvousHost(Migration& migration)
    : clock_(migration.request.clock),
      rendezvous_(migration.destination.rendezvous(migration.request.task.name)),
      watcher_([this](const std::stop_token& stopping) { watch(stopping); }) {}

RendezvousHost::~RendezvousHost() = default;

/// Nobody is told of a loss here: whoever follows meets it, too, and says so.
void RendezvousHost::watch(const std::stop_token& stopping) {
    std::mutex sleeping;
    while (!stopping.stop_requested()) {
        milliseconds pause = between_looks;
        try {
            const std::scoped_lock lock(mutex_);
            if (called_ == 0) {
                const std::optional<RendezvousState> state = rendezvous_->state();
                is_unclaimed_ = state && !state->is_applier_there;
                const bool calls = state && state->is_caller_there && state->number != answered_;
                called_ = calls ? state->number : 0;
            }
        } catch (const Error&) {
            pause = after_a_loss;
        }
        std::unique_lock lock(sleeping);
        stopping_.wait_for(lock, stopping, pause, [] { return false; });
    }
}

bool RendezvousHost::is_due(const LogPlace& place) const {
    return called_ != 0 && (!goal_ || has_reached(place, *goal_) || stands_at(place, *goal_));
}

void RendezvousHost::stand(const LogPlace& place) {
    try {
        const auto until = clock_.now() + longest_stand;
        {
            const std::scoped_lock lock(mutex_);
            rendezvous_->stand(called_, place);
        }
        while (!may_go_on(place)) {
            if (clock_.now() > until) {
                const std::scoped_lock lock(mutex_);
                rendezvous_->walk_on(called_, true);
                forget_call();
                return;
            }
            clock_.sleep(while_standing);
        }
    } catch (const Interrupted&) {
        throw;  // the task's lock ends with the run, by which the verification sees it
    } catch (const Error&) {
        const std::scoped_lock lock(mutex_);
        forget_call();  // the verification sees that nobody stands, and calls again
    }
}

/// Either it was let go, or it has another place to stand at.
bool RendezvousHost::may_go_on(const LogPlace& place) {
    const std::scoped_lock lock(mutex_);
    const std::optional<RendezvousState> state = rendezvous_->state();
    if (!state || state->number != called_ || !state->is_caller_there) {
        rendezvous_->walk_on(called_, true);
        forget_call();
        return true;
    }
    if (!state->goal || goal_) {
        return false;
    }
    goal_ = state->goal;
    if (is_due(place)) {
        return false;  // nothing was written since
    }
    rendezvous_->walk_on(called_, false);
    return true;
}

void RendezvousHost::forget_call() noexcept {
    answered_ = called_;
    called_ = 0;
    goal_.reset();
}

}  // namespace cutover
