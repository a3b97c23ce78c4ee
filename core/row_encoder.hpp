#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/json_canonical.hpp"
#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// How FLOAT and DOUBLE are compared (docs/formats.md, "canonical row").
struct FloatRule {
    /// `ulp` is no equivalence ("near" is not transitive), so no digest can have it: rows are
    /// encoded exactly, and rows that differ are forgiven one by one (verify/ulp_rule.hpp).
    enum class Mode { exact, dts, ulp };

    Mode mode = Mode::exact;
    unsigned float_digits = 38;       ///< dts: both sides as ROUND(column, digits).
    unsigned double_digits = 308;     ///< dts.
    unsigned ulps = 1;                ///< ulp: so many representable values apart; 1 to 1,000,000.
    bool fold_negative_zero = false;  ///< One of the two servers cannot store -0.0 (MariaDB).

    friend bool operator==(const FloatRule&, const FloatRule&) = default;

    /// True where values of the form may differ exactly and agree row by row.
    [[nodiscard]] bool forgives(CellForm form) const {
        return mode == Mode::ulp && (form == CellForm::real32 || form == CellForm::real64);
    }
};

/// Turns a row into its canonical form: type-tagged, length-prefixed, NULL its own tag, so that
/// different rows have different forms. docs/formats.md has the grammar.
/// Not thread-safe: it reuses one buffer.
class RowEncoder {
  public:
    RowEncoder(const std::vector<ReadColumn>& columns, FloatRule floats);

    /// Valid until the next call.
    [[nodiscard]] std::span<const char> encode(const RowBlock& block, std::size_t row);

    [[nodiscard]] Digest digest(const RowBlock& block, std::size_t row) {
        const Digest digest = row_digest(encode(block, row));
        if (buffer_.size() > most_bytes_kept) {
            give_back_memory();
        }
        return digest;
    }

    /// The canonical form of one value alone; what narrowing to columns compares.
    [[nodiscard]] std::span<const char> encode_cell(
        const RowBlock& block, std::size_t row, std::size_t column);

  private:
    /// What encoding a column's value needs, worked out once.
    struct Plan {
        CellForm form = CellForm::integer;
        unsigned char tag = 0;
        unsigned char fraction_digits = 0;
        bool fold_negative_zero = false;
        double power = 0;                    ///< dts: 10^digits; 0: the bits as they are.
        std::size_t width = 0;               ///< BINARY(n).
        std::vector<std::string> members{};  ///< Each with its length in front.
    };

    static Plan plan(const ReadColumn& column, const FloatRule& floats);

    /// Each writes at `at`, may move the buffer to make room, and returns where the next one goes.
    char* put_cell(char* at, const Plan& plan, const CellColumn& cells, std::size_t row);
    char* put_real(char* at, const Plan& plan, std::uint64_t bits) const;
    char* put_text(char* at, unsigned char tag, std::string_view text, std::size_t width);
    char* put_decimal(char* at, std::string_view text);
    char* put_json(char* at, std::string_view text);
    char* put_member(char* at, const Plan& plan, std::uint64_t number);
    char* put_set(char* at, const Plan& plan, std::uint64_t bits);
    char* room(char* at, std::size_t bytes);
    char* grown(std::size_t used, std::size_t bytes);
    void give_back_memory();

    /// A row of many megabytes must not cost its memory for the rest of the run.
    static constexpr std::size_t most_bytes_kept = 2U << 20U;

    std::vector<Plan> plans_{};
    std::vector<char> buffer_{};
    std::size_t fixed_bytes_ = 0;  ///< Always free behind what room() was asked for.
    JsonCanonical json_{};
    std::vector<char> json_form_{};
};

}  // namespace cutover
