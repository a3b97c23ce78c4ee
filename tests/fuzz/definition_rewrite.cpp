/// Any bytes as the definition of a view, trigger, routine, event or sequence.
#include "core/definition_rewrite.hpp"

#include <string>

#include "core/definition_normal_form.hpp"
#include "core/reference_rewrite.hpp"
#include "tests/fuzz/sql_fixture.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

void definition_rewrite(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const SqlDialect dialect = dialect_of(bytes.front());
    CodeObject object{.name = {"shop", "v"}};
    object.kind = static_cast<ObjectKind>((static_cast<unsigned char>(bytes.front()) >> 2U) % 6U);
    object.create_statement = std::string(bytes.substr(1));
    object.sql_mode = dialect.ansi_quotes ? "ANSI_QUOTES" : "";
    object.sql_mode += dialect.no_backslash_escapes ? ",NO_BACKSLASH_ESCAPES" : "";
    object.table = "orders";
    const ServerFacts server = sparse_server();
    const std::string rewritten = rewrite_code(object, hostile_mapping(), server);
    require(rewritten == rewrite_code(object, hostile_mapping(), server), "not the same twice");
    static_cast<void>(definer_of(object.create_statement, dialect));
    static_cast<void>(sql_security_of(object));
    static_cast<void>(is_enabled(object));
    static_cast<void>(referenced_tables(object.create_statement, dialect, "shop"));
    static_cast<void>(server_sql_mode(object.create_statement, server));
    require(
        !first_difference(normal_form(object), normal_form(object)).has_value(),
        "an object differs from itself");
    object.create_statement = rewritten;
    static_cast<void>(normal_form(object));
}

}  // namespace cutover::fuzz
