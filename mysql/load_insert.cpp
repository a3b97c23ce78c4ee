/// LOAD DATA LOCAL without a file. The server asks for the "file" that the statement names, and
/// the handler below answers with rows rendered as it asks, a piece at a time. A server that asks
/// for anything at any other time gets nothing: the library refuses local data except while
/// write() runs, and then the handler never looks at the name.
#include <algorithm>
#include <cstring>
#include <exception>

#include <mysql.h>

#include "core/error.hpp"
#include "core/value_text.hpp"
#include "mysql/client_library.hpp"
#include "mysql/insert_path.hpp"
#include "mysql/statements.hpp"

namespace cutover {
namespace {

/// Renders rows as lines, little more than asked for at a time: neither a row nor a value is ever
/// rendered as a whole where it is large.
class Lines {
  public:
    Lines(const RowTarget& target, const RowBlock& block, const RowRange& rows)
        : target_(target), block_(block), row_(rows.first), end_(rows.first + rows.count) {}

    /// Fills `buffer`; returns how much, 0 at the end.
    std::size_t read(char* buffer, std::size_t size) {
        while (text_.size() - at_ < size && row_ < end_) {
            text_.erase(0, at_);
            at_ = 0;
            render_some();
        }
        const std::size_t taken = std::min(size, text_.size() - at_);
        std::memcpy(buffer, text_.data() + at_, taken);
        at_ += taken;
        return taken;
    }

  private:
    /// Goes on to the end of the row, or of a piece of a value.
    void render_some() {
        while (column_ < target_.columns.size()) {
            const WriteColumn& column = target_.columns[column_];
            const CellColumn& cells = block_.columns()[column.block_column];
            if (!is_number(cells.form) && cells.bytes_of(row_).size() > piece_bytes) {
                const std::string_view rest = cells.bytes_of(row_).substr(in_value_);
                append_load_bytes(text_, rest.substr(0, piece_bytes));
                in_value_ += piece_bytes;
                if (rest.size() > piece_bytes) {
                    return;
                }
                in_value_ = 0;
            } else {
                append_load_value(text_, column, cells, row_);
            }
            ++column_;
            text_ += column_ == target_.columns.size() ? '\n' : '\t';
        }
        column_ = 0;
        ++row_;
    }

    static constexpr std::size_t piece_bytes = 256U << 10U;

    const RowTarget& target_;
    const RowBlock& block_;
    std::size_t row_;
    std::size_t end_;
    std::size_t column_ = 0;
    std::size_t in_value_ = 0;  ///< How much of a large value is rendered.
    std::string text_{};
    std::size_t at_ = 0;
};

extern "C" {

int cutover_load_init(void** state, const char* /*file*/, void* lines) {
    *state = lines;
    return 0;
}

/// No exception may pass through the library; -1 ends the statement with an error.
int cutover_load_read(void* state, char* buffer, unsigned size) {
    try {
        return static_cast<int>(static_cast<Lines*>(state)->read(buffer, size));
    } catch (const std::exception&) {
        return -1;
    }
}

void cutover_load_end(void* /*state*/) {}

int cutover_load_error(void* /*state*/, char* message, unsigned size) {
    constexpr std::string_view text = "out of memory while rendering rows";
    const std::size_t length = std::min<std::size_t>(text.size(), size - 1);
    std::memcpy(message, text.data(), length);
    message[length] = '\0';
    return 1;
}

}  // extern "C"

/// Local data is allowed from construction to destruction, and comes from `lines` alone.
class LocalData {
  public:
    LocalData(ClientConnection* handle, Lines& lines) : handle_(handle) {
        mysql_set_local_infile_handler(
            handle, cutover_load_init, cutover_load_read, cutover_load_end, cutover_load_error,
            &lines);
        allow_local_data(handle);
    }

    ~LocalData() {
        refuse_local_files(handle_);
        mysql_set_local_infile_default(handle_);
    }

    LocalData(const LocalData&) = delete;
    LocalData& operator=(const LocalData&) = delete;

  private:
    ClientConnection* handle_;
};

class LoadInsert final : public InsertPath {
  public:
    explicit LoadInsert(Session& session) : session_(session) {}

    std::uint64_t write(
        const RowTarget& target, const RowBlock& block, const RowRange& rows) override {
        std::vector<CellForm> forms;
        for (const WriteColumn& column : target.columns) {
            forms.push_back(block.columns()[column.block_column].form);
        }
        Lines lines(target, block, rows);
        const LocalData allowed(session_.handle(), lines);
        return session_.execute(load_data(target, forms), writing_purpose(target));
    }

    [[nodiscard]] std::uint64_t packet_bytes(
        const RowTarget& /*target*/,
        const RowBlock& /*block*/,
        std::size_t /*row*/) const override {
        return 0;
    }

  private:
    Session& session_;
};

}  // namespace

std::unique_ptr<InsertPath> make_load_insert(Session& session) {
    return std::make_unique<LoadInsert>(session);
}

}  // namespace cutover
