#pragma once

#include <stdexcept>
#include <string>

namespace cutover {

/// What a caller may do about a failure.
enum class Recovery {
    retry_statement,  ///< Deadlock or lock wait: same session, new transaction.
    retry_session,    ///< The session is gone: open another and start the chunk again.
    retry_later,      ///< A server has to be mended first, as where its disk is full: minutes.
    none,             ///< Retrying cannot help; stop and tell the operator.
    in_doubt,         ///< The commit may or may not have happened. Never retry blindly.
};

[[nodiscard]] constexpr bool is_transient(Recovery recovery) {
    return recovery == Recovery::retry_statement || recovery == Recovery::retry_session;
}

/// What a script is told; the same for every command (docs/operations.md has the table).
enum class ExitCode {
    yes = 0,               ///< Done, equal, ready, all checks pass.
    no = 1,                ///< Differences, not ready, a check failed.
    usage = 2,             ///< Arguments or task file; nothing was contacted.
    could_not_finish = 3,  ///< Safe to run again as it is.
    incomplete = 4,        ///< Skipped, sampled, hot or unproven.
    interrupted = 5,       ///< Checkpoint saved; run again to resume.
    refused = 6,           ///< Login, privilege or TLS.
    log_gone = 7,          ///< The source's binary log no longer reaches the checkpoint.
    bug = 70,
};

/// A failure to do what was asked. Discrepancies are not failures; they are evidence.
/// The text says what was being done, where, and what to do; never row data, never a password.
class Error : public std::runtime_error {
  public:
    Error(Recovery recovery, const std::string& what)
        : Error(recovery, ExitCode::could_not_finish, what) {}

    Error(Recovery recovery, ExitCode exit_code, const std::string& what)
        : std::runtime_error(what), recovery_(recovery), exit_code_(exit_code) {}

    [[nodiscard]] Recovery recovery() const noexcept { return recovery_; }

    [[nodiscard]] ExitCode exit_code() const noexcept { return exit_code_; }

  private:
    Recovery recovery_;
    ExitCode exit_code_;
};

/// Rows are not as the table's definition had them: it was changed meanwhile.
class OtherDefinition : public Error {
  public:
    using Error::Error;
};

/// A failure that a server or the client library reported.
class ServerError : public Error {
  public:
    struct Report {
        unsigned code = 0;       ///< Server or client errno, e.g. 1062 or 2013.
        std::string sqlstate{};  ///< Five characters.
        /// Of error 1062: "'7' for key 'PRIMARY'". Row data: only for who has to name the row.
        std::string duplicate{};
    };

    ServerError(Recovery recovery, ExitCode exit_code, Report report, const std::string& what)
        : Error(recovery, exit_code, what), report_(std::move(report)) {}

    [[nodiscard]] unsigned code() const noexcept { return report_.code; }

    [[nodiscard]] const std::string& sqlstate() const noexcept { return report_.sqlstate; }

    [[nodiscard]] const std::string& duplicate() const noexcept { return report_.duplicate; }

  private:
    Report report_;
};

/// SIGINT or SIGTERM arrived; what is committed stays, the rest is resumed by the next run.
class Interrupted : public Error {
  public:
    Interrupted()
        : Error(
              Recovery::none,
              ExitCode::interrupted,
              "interrupted; progress is saved, run the same command again to resume") {}
};

}  // namespace cutover
