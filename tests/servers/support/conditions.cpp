#include "tests/servers/support/conditions.hpp"

namespace cutover::test {
namespace {

constexpr const char* all_types = R"("types": ["schema", "full", "incremental"], )";

std::string tables(bool are_mapped) {
    std::string text;
    for (const ConditionCase& condition : condition_cases) {
        text += std::string(text.empty() ? "" : ", ") + "\"" + condition.table +
                R"(": {"where": ")" + condition.where + "\"" +
                (are_mapped ? std::string(", ") + condition.mapping : "") + "}";
    }
    return text;
}

}  // namespace

std::string objects_by_condition() {
    return std::string(all_types) + R"("objects": {"copy": {"tables": {)" + tables(false) + "}}}";
}

std::string objects_by_mapping() {
    return std::string(all_types) + R"("objects": {"copy": {"rename": "copied", "tables": {)" +
           tables(true) +
           R"(, "ledger": {"rename": "journal", "columns": {"n": {"rename": "entry"}}}}}})";
}

}  // namespace cutover::test
