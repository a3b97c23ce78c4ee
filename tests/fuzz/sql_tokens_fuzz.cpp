/// Any bytes as SQL: the tokens give the text back, and everything built on them ends.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/create_table.hpp"
#include "core/definition_normal_form.hpp"
#include "core/definition_rewrite.hpp"
#include "core/expression_form.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

void check(const std::uint8_t* data, std::size_t size) {
    const SqlDialect dialect{
        .ansi_quotes = (data[0] & 1U) != 0, .no_backslash_escapes = (data[0] & 2U) != 0};
    const std::string sql(data + 1, data + size);
    std::string together;
    for (const SqlToken& token : tokenize(sql, dialect)) {
        if (token.text.empty()) {
            std::abort();
        }
        together += token.text;
        static_cast<void>(name_of(token));
        static_cast<void>(value_of(token, dialect));
    }
    if (together != sql) {
        std::abort();
    }
    static_cast<void>(expression_form(meaningful_tokens(sql, dialect)));
    TableDefinition table;
    table.create_statement = sql;
    static_cast<void>(read_create_statement(table));
    static_cast<void>(normal_form(table));
    CodeObject object;
    object.kind = static_cast<ObjectKind>(data[0] % 6);
    object.create_statement = sql;
    static_cast<void>(rewrite_code(object, {}, {}));
    static_cast<void>(normal_form(object));
}

}  // namespace
}  // namespace cutover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 0) {
        cutover::check(data, size);
    }
    return 0;
}
