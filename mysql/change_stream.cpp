#include "mysql/change_stream.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "binlog/event_reader.hpp"
#include "core/character_text.hpp"
#include "core/error.hpp"
#include "mysql/log_dump.hpp"
#include "mysql/log_reach.hpp"
#include "mysql/log_reread.hpp"
#include "mysql/logged_session.hpp"
#include "mysql/row_change_decoder.hpp"
#include "mysql/stream_place.hpp"

namespace cutover {
namespace {

/// Servers write X'67',X'62',1, or with small letters; blanks are not among it.
std::string plain_xid(std::string_view xid) {
    std::string plain(xid);
    std::transform(plain.begin(), plain.end(), plain.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    plain.erase(std::remove(plain.begin(), plain.end(), ' '), plain.end());
    return plain;
}

class MysqlChangeStream final : public ChangeStream {
  public:
    MysqlChangeStream(const Endpoint& source, const ServerFacts& facts, ChangeRequest request)
        : source_(display(source)),
          endpoint_(source),
          facts_(facts),
          server_id_(request.server_id),
          sessions_(source, facts),
          place_(facts.flavour, request.from),
          dump_(source, facts, request.from, request.server_id),
          marks_(require_reach(source, facts, request)),
          rows_(std::move(request.columns)) {
        if (marks_.server != dump_.identity()) {
            throw Error(
                Recovery::retry_session,
                fmt::format("another server than a moment ago answers at {}", source_));
        }
    }

    void read(const ChangeSink& sink) override {
        const Bytes bytes = next();
        bool is_event = false;
        try {
            reader_.read(bytes, [&](const Event& event) {
                is_event = true;
                take(event, sink);
            });
        } catch (const DamagedLog& damage) {
            is_event ? refuse(damage) : read_again_or_refuse(damage);
        }
    }

    const LogPlace& place() const override { return place_.complete(); }

    const LogMarks& marks() const override { return marks_; }

  private:
    [[noreturn]] void refuse(const DamagedLog& damage) const {
        throw Error(
            damage.recovery(), damage.exit_code(),
            fmt::format(
                "the binary log of {} cannot be followed behind {}: {}; the first available "
                "position is {}",
                source_, place_.text(), damage.what(), first_available(endpoint_)));
    }

    /// Bytes that are no event may have been one before they were sent.
    [[noreturn]] void read_again_or_refuse(const DamagedLog& damage) const {
        const DamagedEvent event{.from = place_.complete(), .behind = place_.here()};
        if (!arrives_whole(endpoint_, facts_, event, server_id_)) {
            refuse(damage);
        }
        throw Error(
            Recovery::retry_session,
            fmt::format(
                "the binary log of {} was damaged on its way here, behind {}: {}", source_,
                place_.text(), damage.what()));
    }

    Bytes next() {
        try {
            return dump_.next();
        } catch (const ServerError& error) {
            if (error.exit_code() != ExitCode::log_gone) {
                throw;
            }
            throw Error(
                error.recovery(), error.exit_code(),
                fmt::format(
                    "{}; read up to {}, the first available position is {}", error.what(),
                    place_.text(), first_available(endpoint_)));
        }
    }

    void take(const Event& event, const ChangeSink& sink) {
        place_.arrive(event);
        if (std::holds_alternative<FormatDescription>(event.body)) {
            marks_.add({place_.file(), event.header.timestamp, event.header.server_id});
        }
        Change change;
        change.logged_at = event.header.timestamp;
        change.server_id = event.header.server_id;
        if (const auto* const query = std::get_if<QueryEvent>(&event.body)) {
            change.thread_id = query->thread_id;
        }
        const auto hand_on = [&](auto body) {
            change.body = std::move(body);
            sink(change);
        };
        if (const auto* const rows = std::get_if<RowsEvent>(&event.body)) {
            if (const RowsChanged* const changed = rows_.decode(*rows)) {
                hand_on(*changed);
            }
        } else if (const auto* const query = std::get_if<QueryEvent>(&event.body)) {
            take_query(*query, hand_on);
        } else if (const auto* const gtid = std::get_if<MariadbGtidEvent>(&event.body)) {
            if (!gtid->is_standalone) {
                begin(hand_on);
            }
        } else if (std::holds_alternative<XidEvent>(event.body)) {
            commit(hand_on);
        } else if (const auto* const prepared = std::get_if<XaPrepareEvent>(&event.body)) {
            take_prepared(*prepared, hand_on);
        } else {
            refuse(event);
        }
    }

    template<typename HandOn>
    void take_query(const QueryEvent& query, const HandOn& hand_on) {
        constexpr std::string_view xa_commit = "XA COMMIT ";
        constexpr std::string_view xa_rollback = "XA ROLLBACK ";
        const std::string_view sql = query.sql;
        if (sql == "BEGIN" || sql.rfind("XA START ", 0) == 0) {
            begin(hand_on);
        } else if (sql == "COMMIT") {
            commit(hand_on);
        } else if (sql.rfind("XA END ", 0) == 0) {
            return;  // XA PREPARE follows
        } else if (sql.rfind(xa_commit, 0) == 0) {
            decide({plain_xid(sql.substr(xa_commit.size())), true}, hand_on);
        } else if (sql.rfind(xa_rollback, 0) == 0) {
            decide({plain_xid(sql.substr(xa_rollback.size())), false}, hand_on);
        } else {
            if (!in_transaction_) {
                place_.end_group();
            }
            hand_on(statement_of(query));
            if (query.sql == "ROLLBACK") {
                in_transaction_ = false;
                place_.end_group();
            }
        }
    }

    /// The first half of a transaction is a group of its own, and so is the second.
    template<typename HandOn>
    void take_prepared(const XaPrepareEvent& prepared, const HandOn& hand_on) {
        if (prepared.one_phase) {
            commit(hand_on);
            return;
        }
        hand_on(TransactionPrepared{plain_xid(prepared.xid)});
        in_transaction_ = false;
        place_.end_group();
    }

    template<typename HandOn>
    void decide(PreparedDecided decided, const HandOn& hand_on) {
        hand_on(std::move(decided));
        commit(hand_on);
    }

    StatementExecuted statement_of(const QueryEvent& query) const {
        StatementExecuted statement;
        statement.database = query.database;
        statement.in_transaction = in_transaction_;
        statement.session = sessions_.named(query.session);
        const std::string& client = statement.session.character_set_client;
        const std::optional<DecodedText> text = decode_text(query.sql, client);
        statement.is_unreadable = !text || text->bytes_used != query.sql.size();
        statement.sql = statement.is_unreadable ? std::string(query.sql) : text->utf8;
        return statement;
    }

    /// MariaDB's GTIDs begin a transaction, and old versions log a BEGIN besides.
    template<typename HandOn>
    void begin(const HandOn& hand_on) {
        if (!in_transaction_) {
            in_transaction_ = true;
            hand_on(TransactionBegun{});
        }
    }

    template<typename HandOn>
    void commit(const HandOn& hand_on) {
        in_transaction_ = false;
        place_.end_group();
        hand_on(TransactionCommitted{});
    }

    /// What says that rows changed in a way that nobody can follow.
    void refuse(const Event& event) const {
        if (const auto* const incident = std::get_if<IncidentEvent>(&event.body)) {
            throw DamagedLog(fmt::format(
                "the source has lost events itself (incident {}: {})", incident->number,
                incident->message));
        }
        if (std::holds_alternative<StatementEvent>(event.body)) {
            throw DamagedLog(fmt::format(
                "{}: rows were changed by a statement; set binlog_format=ROW on the source",
                to_text(event.header.type)));
        }
    }

    std::string source_;
    Endpoint endpoint_;
    ServerFacts facts_;
    std::uint32_t server_id_;
    LoggedSessions sessions_;
    StreamPlace place_;
    LogDump dump_;
    LogMarks marks_;
    RowChangeDecoder rows_;
    EventReader reader_{};
    bool in_transaction_ = false;
};

}  // namespace

std::unique_ptr<ChangeStream> open_change_stream(
    const Endpoint& source, const ServerFacts& facts, ChangeRequest request) {
    return std::make_unique<MysqlChangeStream>(source, facts, std::move(request));
}

}  // namespace cutover
