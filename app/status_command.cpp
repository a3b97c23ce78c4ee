#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/state_folder.hpp"
#include "app/status_output.hpp"
#include "app/task_run.hpp"
#include "core/evidence_fold.hpp"
#include "core/source_log.hpp"
#include "mysql/mysql_database.hpp"
#include "mysql/source_log.hpp"
#include "runtime/clock.hpp"
#include "runtime/evidence_reader.hpp"
#include "runtime/load_look.hpp"

namespace cutover {
namespace {

using Time = std::chrono::steady_clock::time_point;

/// Since when the log of the source is needed: that snapshot's run began before it.
std::optional<std::int64_t> copy_began(const Status& status) {
    for (const RunOnRecord& run : status.evidence.runs) {
        for (const SnapshotTaken& snapshot : run.snapshots) {
            const std::string& position = snapshot.facts.position;
            if (snapshot.of_source && !position.empty() &&
                status.progress->first_position.rfind(position, 0) == 0) {
                return std::chrono::duration_cast<std::chrono::seconds>(
                           run.began.time_since_epoch())
                    .count();
            }
        }
    }
    return std::nullopt;
}

/// Looks at both servers and at the evidence, as often as it is asked to; keeps the sessions.
class StatusLook {
  public:
    StatusLook(const TaskFile& file, const Options& options, Log& log)
        : file_(file), options_(options), log_(log), clock_(real_clock()) {}

    [[nodiscard]] Status look() {
        Status status;
        status.task = file_.task.name;
        status.task_file = options_.task_file;
        status.now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
        const auto folder = state_folder(options_.state_folder, file_.path, file_.task.name);
        status.run = run_holding(folder);
        status.verification = verification_holding(folder);
        status.evidence.chain = read_evidence(
            folder, file_.task.name,
            [&](const EvidenceRecord& record) { fold(status.evidence, record); });
        code_ = ExitCode::yes;
        try {
            read_progress(status);
            read_source(status);
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& error) {
            store_.reset();
            rendezvous_.reset();
            destination_.reset();
            status.destination_error = error.what();
            code_ = error.exit_code();
        }
        return status;
    }

    /// Rates need two looks.
    [[nodiscard]] bool wants_another_look() const { return last_ && !has_rates_; }

    void wait(std::chrono::milliseconds time) const { clock_.sleep(time); }

    [[nodiscard]] ExitCode code() const { return code_; }

  private:
    struct Applied {
        Time at{};
        AppliedProgress progress{};
    };

    void read_progress(Status& status) {
        if (!store_) {
            destination_ = open_database(file_.task.destination, SessionRole::writing);
            store_ = destination_->progress(file_.task.name);
            rendezvous_ = destination_->rendezvous(file_.task.name);
        }
        status.progress = store_->load();
        if (status.progress) {
            status.tables = store_->load_tables();
            status.applied = store_->applied();
            status.awaited = awaited_decision(*store_);
            note_who_holds_it(status);
            add_copys_end(status);
        }
        if (status.applied) {
            learn_rates(status);
        }
    }

    void note_who_holds_it(Status& status) {
        const std::optional<RendezvousState> state = rendezvous_->state();
        if (state && state->is_caller_there && state->standing) {
            status.held = fmt::format(
                "it stands at {} for a moment, for a verification ({})",
                printable(to_text(*state->standing)), printable(state->caller));
        }
    }

    /// Nothing is on record before the first change: it stands where the copy was made.
    static void add_copys_end(Status& status) {
        const std::optional<LogPlace> copied = parse_log_place(status.progress->first_position);
        if (!status.applied && status.progress->phase == Phase::following && copied) {
            status.applied = AppliedProgress{.place = *copied};
            status.applied->logged_at = static_cast<std::uint32_t>(copy_began(status).value_or(0));
        }
    }

    void learn_rates(Status& status) {
        const Applied now{clock_.now(), *status.applied};
        has_rates_ = last_ && now.at > last_->at &&
                     now.progress.transactions >= last_->progress.transactions &&
                     now.progress.rows >= last_->progress.rows;
        if (has_rates_) {
            const double seconds = std::chrono::duration<double>(now.at - last_->at).count();
            const auto rate = [seconds](std::uint64_t count) {
                return static_cast<double>(count) / seconds;
            };
            status.rates = ApplyRates{
                rate(now.progress.transactions - last_->progress.transactions),
                rate(now.progress.rows - last_->progress.rows)};
        }
        last_ = now;
    }

    /// Where a source does not answer, the lag is not known.
    void read_source(Status& status) {
        const bool follows = file_.task.types.incremental && status.progress &&
                             status.progress->phase <= Phase::following;
        if (!status.applied && !follows) {
            return;
        }
        try {
            if (!source_) {
                source_ = open_database(file_.task.source, SessionRole::read_only);
            }
            status.source_position = source_->position();
            if (follows) {
                read_log(status);
            }
        } catch (const Interrupted&) {
            throw;
        } catch (const Error& error) {
            source_.reset();
            log_.warning(fmt::format("the lag is not known: {}", error.what()));
        }
    }

    void read_log(Status& status) {
        constexpr std::uint64_t log_readers = 1;
        const ServerFacts& facts = source_->facts();
        const SourceLog log = read_source_log(file_.task.source, facts);
        if (status.run.is_of("migrate") && status.held.empty()) {
            status.held = first_reason_to_wait(
                {busy_source(*source_, file_.task.limits.max_source_threads_running),
                 late_replicas(*destination_, file_.task.limits.max_replica_lag)},
                log_readers);
        }
        const std::optional<LogPlace> needed =
            status.applied ? std::optional(status.applied->place)
                           : parse_log_place(status.progress->first_position);
        const std::optional<LogPlace> end = parse_log_place(status.source_position);
        if (needed && end && log.files) {
            status.backlog_bytes = bytes_between(*log.files, *needed, *end);
        }
        const std::optional<std::int64_t> began = copy_began(status);
        const std::optional<std::int64_t> age = status.applied ? lag_seconds(status)
                                                : began        ? std::optional(status.now - *began)
                                                               : std::nullopt;
        status.log_alarm =
            log_alarm(facts, {.age_seconds = age.value_or(0), .bytes = status.backlog_bytes});
    }

    const TaskFile& file_;
    const Options& options_;
    Log& log_;
    Clock clock_;
    std::unique_ptr<Database> source_{};
    std::unique_ptr<Database> destination_{};
    std::unique_ptr<ProgressStore> store_{};
    std::unique_ptr<Rendezvous> rendezvous_{};
    std::optional<Applied> last_{};
    bool has_rates_ = false;
    ExitCode code_ = ExitCode::yes;
};

/// From the top left corner, each line's old rest and what stood below taken away.
void draw(const std::string& text) {
    std::string drawn = "\x1b[H";
    for (const char c : text) {
        drawn += c == '\n' ? "\x1b[K\n" : std::string(1, c);
    }
    fmt::print("{}\x1b[J", drawn);
}

void show_again(const Options& options, const Status& status) {
    if (options.json) {
        fmt::print("{}", status_json(status, true));
    } else if (isatty(STDOUT_FILENO) == 1) {
        draw(status_text(status));
    } else {
        fmt::print("{}", status_line(status));
    }
    (void)std::fflush(stdout);
}

/// A signal is how it ends, so it ends well.
ExitCode watch(StatusLook& looking, const Options& options) {
    if (!options.json && isatty(STDOUT_FILENO) == 1) {
        fmt::print("\x1b[2J");
    }
    try {
        for (;;) {
            show_again(options, looking.look());
            looking.wait(std::chrono::seconds(1));
        }
    } catch (const Interrupted&) {
        return looking.code();
    }
}

}  // namespace

ExitCode run_status(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    StatusLook looking(file, options, log);
    if (options.status.watch) {
        return watch(looking, options);
    }
    Status status = looking.look();
    if (looking.wants_another_look()) {
        looking.wait(std::chrono::milliseconds(500));
        status = looking.look();
    }
    fmt::print("{}", options.json ? status_json(status) : status_text(status));
    return looking.code();
}

}  // namespace cutover
