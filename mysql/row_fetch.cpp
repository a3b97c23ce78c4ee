/// Rows come as packets of the binary protocol. The documented way to take them, MYSQL_BIND, walks
/// every row column by column through function pointers into buffers that must be as large as the
/// largest value, or be asked for again. The raw way takes the packet itself from the library's
/// receive buffer and decodes it where it lies. docs/performance.md has what both cost.
///
/// A result that is left half-read blocks the session, so it is drained; one that is too long for
/// that (a keyless table is one chunk) has its connection shut down instead: every later call on
/// the session then fails with 2013, which is Recovery::retry_session.
#include "mysql/row_fetch.hpp"

#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <mysql.h>
#include <sys/socket.h>

#include "core/error.hpp"
#include "mysql/binary_row.hpp"
#include "mysql/bound_columns.hpp"
#include "mysql/client_library.hpp"
#include "mysql/large_rows.hpp"
#include "mysql/prepared_statement.hpp"

namespace cutover {
namespace {

/// Rows that are read and thrown away to keep a session that was left half-way.
constexpr std::size_t most_rows_drained = 200'000;

using ResultMetadata = std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)>;

std::vector<WireColumn> wire_columns(const PreparedStatement& statement) {
    const ResultMetadata metadata(
        mysql_stmt_result_metadata(statement.handle()), mysql_free_result);
    if (!metadata) {
        statement.fail();
    }
    std::vector<WireColumn> columns;
    const MYSQL_FIELD* const fields = mysql_fetch_fields(metadata.get());
    for (unsigned i = 0; i < mysql_num_fields(metadata.get()); ++i) {
        columns.push_back(
            {.type = static_cast<unsigned>(fields[i].type),
             .is_unsigned = (fields[i].flags & UNSIGNED_FLAG) != 0});
    }
    return columns;
}

bool is_full(const RowBlock& block, const BlockLimit& limit, std::size_t bytes) {
    return block.rows() >= limit.rows || bytes >= limit.bytes;
}

/// A statement that was executed, and the place of its large rows in the queue.
struct Executed {
    std::unique_ptr<LargeRowTurn> turn{};  ///< Null where nobody waits for anybody.
    std::shared_ptr<PreparedStatement> statement{};
};

/// As it was prepared before, or now. Where it fails it is not kept: what state it is in is not
/// known then. The one before is closed first: closing takes what is pending on the session.
std::shared_ptr<PreparedStatement> execute_kept(
    Session& session, const Statement& statement, std::string_view purpose, KeptStatement* kept) {
    KeptStatement before = kept == nullptr ? KeptStatement{} : std::exchange(*kept, {});
    std::shared_ptr<PreparedStatement> prepared = std::move(before.statement);
    if (!prepared || before.sql != statement.sql) {
        prepared.reset();
        prepared =
            std::make_shared<PreparedStatement>(session, statement.sql, std::string(purpose));
    }
    prepared->execute(statement.parameters);
    if (kept != nullptr) {
        *kept = {statement.sql, prepared};
    }
    return prepared;
}

/// What both ways share: the statement, and leaving it in order.
class OneResult : public RowFetch {
  public:
    OneResult(Session& session, Executed executed)
        : connection_(session.handle()),
          turn_(std::move(executed.turn)),
          statement_(std::move(executed.statement)) {}

  protected:
    [[nodiscard]] const PreparedStatement& statement() const { return *statement_; }

    [[nodiscard]] ClientConnection* connection() const { return connection_; }

    [[nodiscard]] bool ended() const { return ended_; }

    void set_ended() { ended_ = true; }

    void begin_block() {
        if (turn_) {
            turn_->give_back();
        }
    }

    /// Of a row that is in the block now; true where the block must end with it.
    bool took(std::size_t row_bytes) {
        if (!turn_ || !turn_->took(row_bytes)) {
            return false;
        }
        shrink_receive_buffer(connection_);
        return true;
    }

    /// To be called by destructors of classes below, with a way to take one row: false at the end.
    template<typename TakeRow>
    void drain(TakeRow take_row) noexcept {
        std::size_t rows = 0;
        while (!ended_ && rows < most_rows_drained && take_row()) {
            ++rows;
        }
        if (rows == most_rows_drained) {
            ::shutdown(socket_of(connection_), SHUT_RDWR);
        }
        if (turn_) {
            shrink_receive_buffer(connection_);
        }
    }

  private:
    ClientConnection* connection_;
    std::unique_ptr<LargeRowTurn> turn_;
    std::shared_ptr<PreparedStatement> statement_;
    bool ended_ = false;
};

#ifdef MARIADB_PACKAGE_VERSION_ID

/// Older libmariadb gives no length with the packet; it is then not safe to decode.
template<typename Methods>
constexpr bool gives_length = std::is_invocable_v<
    decltype(std::declval<Methods>().db_stmt_fetch),
    MYSQL_STMT*,
    unsigned char**,
    unsigned long*>;

using ClientMethods = std::remove_pointer_t<decltype(MYSQL::methods)>;
constexpr bool has_raw_packets = gives_length<ClientMethods>;

/// A template, so that a library whose `Methods` give no length compiles: there it is never made.
template<typename Methods>
class RawFetch final : public OneResult {
  public:
    RawFetch(Session& session, Executed executed, const std::vector<ReadColumn>& columns)
        : OneResult(session, std::move(executed)), decoder_(columns, wire_columns(statement())) {
        MYSQL_STMT* const handle = statement().handle();
        handle->default_rset_handler(handle);  // what the first mysql_stmt_fetch() does
        handle->state = MYSQL_STMT_USER_FETCHING;
    }

    ~RawFetch() override {
        drain([this] {
            std::span<const unsigned char> packet;
            return take(packet) == 0;
        });
    }

    RawFetch(const RawFetch&) = delete;
    RawFetch& operator=(const RawFetch&) = delete;

    bool fill(RowBlock& block, const BlockLimit& limit) override {
        begin_block();
        std::size_t bytes = 0;
        while (!ended() && !is_full(block, limit, bytes)) {
            std::span<const unsigned char> packet;
            const int status = take(packet);
            if (status == 0) {
                decoder_.append(packet, block);
                bytes += packet.size();
                if (took(packet.size())) {
                    break;
                }
            } else if (status != MYSQL_NO_DATA) {
                statement().fail();
            }
        }
        return !ended();
    }

  private:
    int take(std::span<const unsigned char>& packet) {
        MYSQL_STMT* const handle = statement().handle();
        unsigned char* row = nullptr;
        unsigned long length = 0;
        Methods& methods = *connection()->methods;
        const int status = methods.db_stmt_fetch(handle, &row, &length);
        if (status == 0) {
            packet = {row, length};
            return 0;
        }
        set_ended();
        handle->state = MYSQL_STMT_FETCH_DONE;
        connection()->status = MYSQL_STATUS_READY;
        return status;
    }

    BinaryRowDecoder decoder_;
};

/// Null where the library has no raw packets.
template<typename Methods>
std::unique_ptr<RowFetch> raw_fetch(
    Session& session, Executed& executed, const std::vector<ReadColumn>& columns) {
    if constexpr (gives_length<Methods>) {
        return std::make_unique<RawFetch<Methods>>(session, std::move(executed), columns);
    }
    return nullptr;
}

#else
constexpr bool has_raw_packets = false;
#endif

class BoundFetch final : public OneResult {
  public:
    BoundFetch(Session& session, Executed executed, const std::vector<ReadColumn>& columns)
        : OneResult(session, std::move(executed)), columns_(columns, wire_columns(statement())) {
        statement().check(
            static_cast<int>(mysql_stmt_bind_result(statement().handle(), columns_.binds())));
    }

    ~BoundFetch() override {
        drain([this] { return is_row(mysql_stmt_fetch(statement().handle())); });
    }

    BoundFetch(const BoundFetch&) = delete;
    BoundFetch& operator=(const BoundFetch&) = delete;

    bool fill(RowBlock& block, const BlockLimit& limit) override {
        begin_block();
        std::size_t bytes = 0;
        while (!ended() && !is_full(block, limit, bytes)) {
            const int status = mysql_stmt_fetch(statement().handle());
            if (is_row(status)) {
                const std::size_t row_bytes = columns_.append(statement(), block);
                bytes += row_bytes;
                if (took(row_bytes)) {
                    break;
                }
                continue;
            }
            set_ended();
            if (status != MYSQL_NO_DATA) {
                statement().fail();
            }
        }
        return !ended();
    }

  private:
    /// "Truncated" says that a value is longer than its buffer; it is then asked for again.
    static bool is_row(int status) { return status == 0 || status == MYSQL_DATA_TRUNCATED; }

    BoundColumns columns_;
};

}  // namespace

FetchMeans fastest_fetch() {
    return has_raw_packets ? FetchMeans::raw_packets : FetchMeans::bound;
}

std::unique_ptr<RowFetch> RowFetch::execute(
    Session& session,
    const Statement& statement,
    const std::vector<ReadColumn>& columns,
    std::string_view purpose,
    const FetchOptions& options) {
    Executed executed;
    if (options.large_rows != nullptr) {
        executed.turn = std::make_unique<LargeRowTurn>(session.handle(), *options.large_rows);
    }
    executed.statement = execute_kept(session, statement, purpose, options.kept);
#ifdef MARIADB_PACKAGE_VERSION_ID
    if (has_raw_packets && options.means == FetchMeans::raw_packets) {
        return raw_fetch<ClientMethods>(session, executed, columns);
    }
#endif
    return std::make_unique<BoundFetch>(session, std::move(executed), columns);
}

}  // namespace cutover
