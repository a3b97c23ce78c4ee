#include "mysql/bound_columns.hpp"

#include <algorithm>
#include <type_traits>

#include <mysql.h>

#include "mysql/wire_time.hpp"

namespace cutover {
namespace {

using Flag = std::remove_pointer_t<decltype(MYSQL_BIND::is_null)>;

constexpr std::size_t usual_bytes = 256;
constexpr unsigned bit_type = MYSQL_TYPE_BIT;

std::uint64_t from_bits(const std::vector<char>& bytes, std::size_t length) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < std::min(length, bytes.size()); ++i) {
        number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
    }
    return number;
}

}  // namespace

struct BoundColumns::Column {
    CellForm form = CellForm::integer;
    bool is_bit = false;
    std::uint64_t number = 0;
    MYSQL_TIME time{};
    std::vector<char> bytes{};
    unsigned long length = 0;
    Flag is_null = 0;
    Flag is_truncated = 0;

    void bind(MYSQL_BIND& into) {
        into.is_null = &is_null;
        into.length = &length;
        into.error = &is_truncated;
        if (form == CellForm::date || form == CellForm::time) {
            into.buffer_type = form == CellForm::date ? MYSQL_TYPE_DATETIME : MYSQL_TYPE_TIME;
            into.buffer = &time;
        } else if (is_number(form) && !is_bit) {
            into.buffer_type = form == CellForm::real32   ? MYSQL_TYPE_FLOAT
                               : form == CellForm::real64 ? MYSQL_TYPE_DOUBLE
                                                          : MYSQL_TYPE_LONGLONG;
            into.is_unsigned = form == CellForm::integer ? 0 : 1;
            into.buffer = &number;
        } else {
            bytes.resize(std::max(bytes.size(), usual_bytes));
            into.buffer_type = MYSQL_TYPE_BLOB;
            into.buffer = bytes.data();
            into.buffer_length = bytes.size();
        }
    }

    void append(CellColumn& cells) const {
        if (is_null != 0) {
            cells.add_null();
        } else if (form == CellForm::date) {
            cells.add_number(from_wire_datetime(time));
        } else if (form == CellForm::time) {
            cells.add_number(from_wire_time(time));
        } else if (is_bit) {
            cells.add_number(from_bits(bytes, length));
        } else if (form == CellForm::real32) {
            cells.add_number(number & 0xFFFFFFFFU);
        } else if (is_number(form)) {
            cells.add_number(number);
        } else {
            cells.add_bytes({bytes.data(), length});
        }
    }
};

/// The binds point into the columns; neither vector grows once made.
struct BoundColumns::Columns {
    std::vector<Column> columns{};
    std::vector<MYSQL_BIND> binds{};
};

BoundColumns::BoundColumns(
    const std::vector<ReadColumn>& columns, const std::vector<WireColumn>& wire)
    : columns_(std::make_unique<Columns>()) {
    const BinaryRowDecoder checks_that_types_fit(columns, wire);
    columns_->columns.resize(columns.size());
    columns_->binds.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns_->columns[i].form = columns[i].form;
        columns_->columns[i].is_bit = wire[i].type == bit_type;
        columns_->columns[i].bind(columns_->binds[i]);
    }
}

BoundColumns::~BoundColumns() = default;

MYSQL_BIND* BoundColumns::binds() {
    return columns_->binds.data();
}

void BoundColumns::fetch_again(
    const PreparedStatement& statement, Columns& columns, unsigned index) {
    Column& column = columns.columns[index];
    column.bytes.resize(column.length);
    MYSQL_BIND& bind = columns.binds[index];
    column.bind(bind);
    statement.check(mysql_stmt_fetch_column(statement.handle(), &bind, index, 0));
}

std::size_t BoundColumns::append(const PreparedStatement& statement, RowBlock& block) {
    std::size_t bytes = 0;
    bool has_grown = false;
    for (std::size_t i = 0; i < columns_->columns.size(); ++i) {
        Column& column = columns_->columns[i];
        const bool is_longer =
            !is_number(column.form) && column.is_null == 0 && column.length > column.bytes.size();
        if (is_longer) {
            fetch_again(statement, *columns_, static_cast<unsigned>(i));
            has_grown = true;
        }
        column.append(block.columns()[i]);
        bytes += is_number(column.form) ? sizeof column.number : column.length;
    }
    if (has_grown) {
        statement.check(
            static_cast<int>(mysql_stmt_bind_result(statement.handle(), columns_->binds.data())));
    }
    return bytes;
}

}  // namespace cutover
