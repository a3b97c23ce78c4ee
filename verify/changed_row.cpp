#include "verify/changed_row.hpp"

#include <algorithm>
#include <cstring>

#include "core/ulp_distance.hpp"

namespace cutover {
namespace {

CellRef cell_of(const RowSource& source, RowRef row, std::size_t column) {
    return {source.columns.at(column), row.block.columns().at(column), row.row};
}

/// Adds a value and its column to what a row's digest is made of.
void append(std::vector<char>& form, std::size_t column, const Digest& value) {
    const std::uint64_t parts[] = {column, value.low, value.high};
    const auto at = form.size();
    form.resize(at + sizeof parts);
    std::memcpy(form.data() + at, parts, sizeof parts);
}

}  // namespace

RowLook::RowLook(const TablePair& pair)
    : pair_(&pair),
      here_(pair.source.columns, pair.rule),
      there_(pair.destination.columns, pair.rule) {}

bool RowLook::differs(std::size_t column, RowRef source, RowRef destination) {
    const auto left = here_.encode_cell(source.block, source.row, column);
    const auto right = there_.encode_cell(destination.block, destination.row, column);
    if (std::equal(left.begin(), left.end(), right.begin(), right.end())) {
        return false;
    }
    const CellRef here = cell_of(pair_->source, source, column);
    const CellRef there = cell_of(pair_->destination, destination, column);
    return !pair_->rule.forgives(here.column.form) || here.is_null() || there.is_null() ||
           ulp_distance(here.column.form, here.number(), there.number()) > pair_->rule.ulps;
}

std::vector<std::size_t> RowLook::differing(RowRef source, RowRef destination) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < pair_->source.columns.size(); ++i) {
        if (differs(i, source, destination)) {
            columns.push_back(i);
        }
    }
    return columns;
}

ChangedRow RowLook::look(RowRef source, RowRef destination) {
    ChangedRow row;
    const std::vector<std::size_t> columns = differing(source, destination);
    std::vector<Digest> left;
    std::vector<Digest> right;
    std::vector<char> here;
    std::vector<char> there;
    for (const std::size_t i : columns) {
        const CellRef from = cell_of(pair_->source, source, i);
        const CellRef to = cell_of(pair_->destination, destination, i);
        row.cells.push_back({pair_->source.columns[i].name, cell_cause(from, to)});
        row.telling = row.telling || (is_telling(from) && is_telling(to));
        // Without the tag: VARCHAR and VARBINARY exchange values, too.
        left.push_back(row_digest(here_.encode_cell(source.block, source.row, i).subspan(1)));
        right.push_back(
            row_digest(there_.encode_cell(destination.block, destination.row, i).subspan(1)));
        append(here, i, left.back());
        append(there, i, right.back());
    }
    row.source = row_digest(here);
    row.destination = row_digest(there);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (std::size_t j = i + 1; j < columns.size(); ++j) {
            if (left[i] == right[j] && left[j] == right[i]) {
                row.exchanged.emplace_back(row.cells[i].column, row.cells[j].column);
            }
        }
    }
    return row;
}

}  // namespace cutover
