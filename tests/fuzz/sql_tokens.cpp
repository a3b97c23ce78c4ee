/// Any bytes as SQL: the tokens give the text back, and what is read off them ends.
#include "core/sql_tokens.hpp"

#include <string>

#include "core/expression_form.hpp"
#include "tests/fuzz/sql_fixture.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

void sql_tokens(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const SqlDialect dialect = dialect_of(bytes.front());
    const std::string sql(bytes.substr(1));
    std::string together;
    for (const SqlToken& token : tokenize(sql, dialect)) {
        require(!token.text.empty(), "a token of nothing");
        together += token.text;
        static_cast<void>(name_of(token));
        static_cast<void>(value_of(token, dialect));
    }
    require(together == sql, "the tokens are not the text");
    static_cast<void>(expression_form(meaningful_tokens(sql, dialect)));
}

}  // namespace cutover::fuzz
