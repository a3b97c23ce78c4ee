#include "core/row_source.hpp"

namespace cutover {

std::vector<CellForm> forms_of(const RowSource& source) {
    std::vector<CellForm> forms;
    forms.reserve(source.columns.size());
    for (const ReadColumn& column : source.columns) {
        forms.push_back(column.form);
    }
    return forms;
}

}  // namespace cutover
