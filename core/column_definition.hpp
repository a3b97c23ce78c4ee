#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cell_form.hpp"

namespace cutover {

enum class Generated { no, virtual_column, stored };

struct ColumnDefinition {
    std::string name{};
    std::string data_type{};    ///< information_schema DATA_TYPE, lower case: "bigint", "enum".
    std::string column_type{};  ///< COLUMN_TYPE: "bigint(20) unsigned".
    bool is_unsigned = false;
    bool nullable = true;
    bool invisible = false;
    bool auto_increment = false;
    Generated generated = Generated::no;
    std::uint64_t length = 0;        ///< CHARACTER_MAXIMUM_LENGTH, in characters; BINARY: in bytes.
    std::uint64_t length_bytes = 0;  ///< CHARACTER_OCTET_LENGTH.
    unsigned precision = 0;          ///< Of DECIMAL; of BIT its width.
    unsigned scale = 0;
    unsigned fraction_digits = 0;                ///< Of temporal types, 0 to 6.
    std::string character_set{};                 ///< Empty where the type has none.
    std::string collation{};                     ///< Empty where the type has none.
    std::vector<std::string> members{};          ///< Of ENUM and SET, in order, as UTF-8.
    std::optional<std::string> default_value{};  ///< COLUMN_DEFAULT as the server prints it.

    friend bool operator==(const ColumnDefinition&, const ColumnDefinition&) = default;
};

/// The form in which values of the column are read, compared and written; nothing for a type
/// that this version does not know (refused in precheck by name).
[[nodiscard]] std::optional<CellForm> form_of(const ColumnDefinition& column);

}  // namespace cutover
