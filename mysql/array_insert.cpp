/// Array binding: one prepared INSERT, executed with a whole block of values column by column
/// (COM_STMT_BULK_EXECUTE). Numbers and NULL flags are sent from the block where they lie; for
/// bytes the library wants an array of pointers and one of lengths, for dates one of structures.
#include <bit>
#include <optional>

#include <mysql.h>

#include "core/error.hpp"
#include "mysql/insert_path.hpp"
#include "mysql/prepared_statement.hpp"
#include "mysql/statements.hpp"
#include "mysql/wire_time.hpp"

namespace cutover {

#ifdef MARIADB_PACKAGE_VERSION_ID

namespace {

/// What one column needs beside the block's own arrays; kept from block to block.
struct ColumnArrays {
    std::vector<void*> pointers{};
    std::vector<unsigned long> lengths{};
    std::vector<MYSQL_TIME> times{};
    std::vector<float> floats{};
};

/// The library only reads what it sends, but its structure serves both directions.
template<typename Value>
void* sent(const Value* values) {
    return const_cast<Value*>(values);  // NOLINT(*-const-cast): see above
}

void bind_bytes(MYSQL_BIND& bind, ColumnArrays& arrays, const CellColumn& cells, RowRange rows) {
    for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) {
        const std::string_view value = cells.bytes_of(row);
        arrays.pointers.push_back(sent(value.data()));
        arrays.lengths.push_back(value.size());
    }
    bind.buffer_type = cells.form == CellForm::decimal ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
    bind.buffer = arrays.pointers.data();
    bind.length = arrays.lengths.data();
}

void bind_times(MYSQL_BIND& bind, ColumnArrays& arrays, const CellColumn& cells, RowRange rows) {
    const bool is_date = cells.form == CellForm::date;
    arrays.times.reserve(rows.count);  // pointers into it must stay valid
    for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) {
        const std::uint64_t number = cells.numbers[row];
        arrays.times.push_back(is_date ? to_wire_datetime(number) : to_wire_time(number));
        arrays.pointers.push_back(&arrays.times.back());
    }
    bind.buffer_type = is_date ? MYSQL_TYPE_DATETIME : MYSQL_TYPE_TIME;
    bind.buffer = arrays.pointers.data();
}

void bind_floats(MYSQL_BIND& bind, ColumnArrays& arrays, const CellColumn& cells, RowRange rows) {
    for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) {
        arrays.floats.push_back(
            std::bit_cast<float>(static_cast<std::uint32_t>(cells.numbers[row])));
    }
    bind.buffer_type = MYSQL_TYPE_FLOAT;
    bind.buffer = arrays.floats.data();
}

MYSQL_BIND bind_column(ColumnArrays& arrays, const CellColumn& cells, const RowRange& rows) {
    MYSQL_BIND bind{};
    static_assert(STMT_INDICATOR_NONE == 0 && STMT_INDICATOR_NULL == 1, "as CellColumn::is_null");
    bind.u.indicator = static_cast<char*>(sent(cells.is_null.data() + rows.first));
    switch (cells.form) {
        case CellForm::real32: bind_floats(bind, arrays, cells, rows); break;
        case CellForm::date:
        case CellForm::time: bind_times(bind, arrays, cells, rows); break;
        case CellForm::real64:
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = sent(cells.numbers.data() + rows.first);
            break;
        default:
            if (!is_number(cells.form)) {
                bind_bytes(bind, arrays, cells, rows);
                break;
            }
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.is_unsigned = cells.form == CellForm::integer ? 0 : 1;
            bind.buffer = sent(cells.numbers.data() + rows.first);
            break;
    }
    return bind;
}

class ArrayInsert final : public InsertPath {
  public:
    explicit ArrayInsert(Session& session) : session_(session) {}

    std::uint64_t write(
        const RowTarget& target, const RowBlock& block, const RowRange& rows) override {
        prepare(target);
        std::vector<MYSQL_BIND> binds;
        for (std::size_t i = 0; i < target.columns.size(); ++i) {
            ColumnArrays& arrays = arrays_[i];
            arrays.pointers.clear();
            arrays.lengths.clear();
            arrays.times.clear();
            arrays.floats.clear();
            binds.push_back(
                bind_column(arrays, block.columns()[target.columns[i].block_column], rows));
        }
        MYSQL_STMT* const handle = statement_->handle();
        const auto count = static_cast<unsigned>(rows.count);
        statement_->check(
            static_cast<int>(mysql_stmt_attr_set(handle, STMT_ATTR_ARRAY_SIZE, &count)));
        statement_->check(static_cast<int>(mysql_stmt_bind_param(handle, binds.data())));
        statement_->check(mysql_stmt_execute(handle));
        return mysql_stmt_affected_rows(handle);
    }

    [[nodiscard]] std::uint64_t packet_bytes(
        const RowTarget& target, const RowBlock& block, std::size_t row) const override {
        constexpr std::uint64_t most_of_a_number = 13;  // TIME with its length
        constexpr std::uint64_t around_a_value = 10;    // indicator and length
        std::uint64_t bytes = 0;
        for (const WriteColumn& column : target.columns) {
            const CellColumn& cells = block.columns()[column.block_column];
            bytes += around_a_value +
                     (is_number(cells.form) ? most_of_a_number : cells.bytes_of(row).size());
        }
        return bytes;
    }

  private:
    void prepare(const RowTarget& target) {
        if (prepared_for_ == target) {
            return;
        }
        prepared_for_.reset();
        statement_.reset();
        statement_ = std::make_unique<PreparedStatement>(
            session_, insert_bound(target), writing_purpose(target));
        arrays_.resize(target.columns.size());
        prepared_for_ = target;
    }

    Session& session_;
    std::optional<RowTarget> prepared_for_{};
    std::unique_ptr<PreparedStatement> statement_{};
    std::vector<ColumnArrays> arrays_{};
};

}  // namespace

std::unique_ptr<InsertPath> make_array_insert(Session& session) {
    return std::make_unique<ArrayInsert>(session);
}

#else

std::unique_ptr<InsertPath> make_array_insert(Session& /*session*/) {
    return nullptr;
}

#endif

}  // namespace cutover
