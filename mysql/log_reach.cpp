#include "mysql/log_reach.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "binlog/event_reader.hpp"
#include "core/error.hpp"
#include "core/gtid_set.hpp"
#include "core/mariadb_gtid.hpp"
#include "core/names.hpp"
#include "mysql/log_dump.hpp"
#include "mysql/server_info.hpp"

namespace cutover {
namespace {

constexpr std::string_view looking_back = "looking how far the binary log reaches back";

std::string cell(const TextRows& rows, std::size_t row, std::size_t column) {
    return rows.rows.at(row).at(column).value_or(std::string());
}

std::optional<std::string> first_file(Session& session) {
    const TextRows logs = session.query("SHOW BINARY LOGS", looking_back);
    return logs.rows.empty() ? std::nullopt : std::optional(cell(logs, 0, 0));
}

/// The file that the place is in, as the server has it now.
struct FileNow {
    std::optional<LogFileMark> mark{};
    std::string refusal{};  ///< Why there is none.
};

/// A reader with the number of one that reads would throw that one out.
std::uint32_t beside(std::uint32_t server_id) {
    return server_id ^ 1U;
}

/// What the file says of itself, which is sent before anything else of it.
LogFileMark mark_of(LogDump& dump, const std::string& file) {
    std::optional<LogFileMark> mark;
    EventReader reader;
    while (!mark) {
        reader.read(dump.next(), [&](const Event& event) {
            if (std::holds_alternative<FormatDescription>(event.body)) {
                mark = {file, event.header.timestamp, event.header.server_id};
            }
        });
    }
    return *mark;
}

/// Asks for the file as a replica would, at the place: the server sees whether it is there, and
/// reaches so far, and first says when the file was begun.
FileNow file_now(const Endpoint& source, const ServerFacts& facts, const ChangeRequest& request) {
    constexpr std::uint64_t wrap = 1ULL << 32U;
    constexpr std::uint64_t first_event = 4;
    LogPlace at{.file = request.from.file, .offset = request.from.offset};
    if (at.offset >= wrap) {
        at.offset = first_event;  // what a replica asks by has no more bits
    }
    FileNow now;
    try {
        LogDump dump(source, facts, at, beside(request.server_id));
        now.mark = mark_of(dump, at.file);
    } catch (const ServerError& error) {
        if (error.exit_code() != ExitCode::log_gone) {
            throw;
        }
        now.refusal = error.what();
    }
    return now;
}

class ReachCheck {
  public:
    ReachCheck(const Endpoint& source, const ServerFacts& facts, const ChangeRequest& request)
        : source_(source),
          facts_(facts),
          request_(request),
          session_(source, SessionRole::read_only),
          identity_(read_identity(session_)),
          is_same_server_(request.known.server.empty() || request.known.server == identity_),
          by_gtids_(reads_by_gtids(facts, request.from)) {}

    LogMarks marks() {
        if (!is_same_server_ && !by_gtids_) {
            refuse(fmt::format(
                "another server answers there ({} instead of {}), and without GTIDs nobody can "
                "tell where its log goes on",
                printable(identity_), printable(request_.known.server)));
        }
        if (by_gtids_) {
            facts_.flavour == Flavour::mysql ? require_mysql_gtids() : require_mariadb_gtids();
        }
        const FileNow now = request_.from.file.empty() ? FileNow{} : file_now();
        now.mark ? require_same_file(*now.mark) : require_purged(now.refusal);
        LogMarks marks = is_same_server_ ? request_.known : LogMarks{};
        marks.server = identity_;
        if (now.mark) {
            marks.add(*now.mark);
        }
        return marks;
    }

  private:
    [[nodiscard]] FileNow file_now() const { return cutover::file_now(source_, facts_, request_); }

    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(
            Recovery::none, ExitCode::log_gone,
            fmt::format(
                "the binary log of {} does not go on from where it was read: {}; the last applied "
                "position is {}, the first available one is {}; copy the task anew with --restart",
                session_.endpoint(), why, printable(to_text(request_.from)),
                first_available(source_)));
    }

    std::string value_of(std::string_view variable) {
        return cell(
            session_.query(fmt::format("SELECT @@GLOBAL.{}", variable), looking_back), 0, 0);
    }

    GtidSet set_of(std::string_view variable) {
        return parse_gtid_set(value_of(variable)).value_or(GtidSet());
    }

    void require_mysql_gtids() {
        const GtidSet applied = parse_gtid_set(request_.from.gtids).value_or(GtidSet());
        GtidSet lacking = applied;
        lacking.subtract(set_of("gtid_executed"));
        if (!lacking.empty()) {
            refuse(fmt::format("the server never executed {}", to_text(lacking)));
        }
        const GtidSet purged = set_of("gtid_purged");
        GtidSet lost = purged;
        lost.subtract(applied);
        if (!lost.empty()) {
            refuse(fmt::format("{} is purged and not applied", to_text(lost)));
        }
        all_applied_is_purged_ = purged.contains(applied);
    }

    void require_mariadb_gtids() {
        const auto applied = parse_mariadb_position(request_.from.gtids);
        const auto state = parse_mariadb_state(value_of("gtid_binlog_state"));
        if (!applied || !state || !state->covers(*applied)) {
            refuse(fmt::format(
                "its GTIDs are {}", state ? printable(to_text(*state)) : "of another kind"));
        }
    }

    /// MariaDB's GTIDs do not tell two servers of one server_id apart, which many have from birth;
    /// a replica must have another one than its source.
    void require_same_file(const LogFileMark& now) {
        const LogFileMark* const before = request_.known.find(now.file);
        const bool is_known = before != nullptr && *before == now;
        if (is_same_server_ && before != nullptr && !is_known) {
            refuse(fmt::format(
                "its file {} was begun at another time than the one of that name that was read, so "
                "the log was reset",
                printable(now.file)));
        }
        if (!is_same_server_ && facts_.flavour == Flavour::mariadb && !is_known) {
            require_replica();
        }
    }

    void require_replica() {
        const std::vector<LogFileMark>& files = request_.known.files;
        if (files.empty() || value_of("server_id") == std::to_string(files.back().server_id)) {
            refuse(fmt::format(
                "another server answers there ({} instead of {}) under the same server_id, so its "
                "GTIDs may be others",
                printable(identity_), printable(request_.known.server)));
        }
    }

    /// The place's file is gone. Where reading is by GTIDs that is no loss, provided that it was
    /// purged, and not that the log began anew.
    void require_purged(const std::string& refusal) {
        if (!by_gtids_) {
            refuse(refusal);
        }
        if (!is_same_server_) {
            if (facts_.flavour == Flavour::mariadb) {
                require_replica();
            }
            return;
        }
        const LogPlace& from = request_.from;
        const std::optional<std::string> first = first_file(session_);
        const bool is_older =
            first && *first != from.file && has_reached({*first, 0, {}}, {from.file, 0, {}});
        if (!is_older || !all_applied_is_purged_) {
            refuse(refusal);
        }
    }

    const Endpoint& source_;
    const ServerFacts& facts_;
    const ChangeRequest& request_;
    Session session_;
    std::string identity_;
    bool is_same_server_;
    bool by_gtids_;
    bool all_applied_is_purged_ = true;  ///< Of MariaDB the server itself finds out.
};

}  // namespace

bool reads_by_gtids(const ServerFacts& facts, const LogPlace& from) {
    return !from.gtids.empty() &&
           (facts.flavour == Flavour::mariadb || facts.variable("gtid_mode") == "ON");
}

LogMarks require_reach(
    const Endpoint& source, const ServerFacts& facts, const ChangeRequest& request) {
    return ReachCheck(source, facts, request).marks();
}

std::string first_available(const Endpoint& source) noexcept {
    try {
        Session session(source, SessionRole::read_only);
        const std::optional<std::string> file = first_file(session);
        return file ? printable(*file) + ":4" : "not there, for its log is empty";
    } catch (const std::exception&) {
        return "unknown (the account may not see it, or the server is gone)";
    }
}

}  // namespace cutover
