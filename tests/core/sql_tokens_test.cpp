#include "core/sql_tokens.hpp"

#include <gtest/gtest.h>

namespace cutover::sql_tokens_test {
namespace {

using enum TokenKind;

struct TokenCase {
    const char* name;
    std::string sql;
    std::vector<SqlToken> expected;  // without white space
    SqlDialect dialect{};
};

const TokenCase token_cases[] = {
    {"names", "a.`b``c` $x", {{word, "a"}, {symbol, "."}, {quoted_name, "`b``c`"}, {word, "$x"}}},
    {"letters beyond ASCII", "☃ größe", {{word, "☃"}, {word, "größe"}}},
    {"a name that starts with digits",
     "1st 2e t.3",
     {{word, "1st"}, {word, "2e"}, {word, "t"}, {symbol, "."}, {word, "3"}}},
    {"numbers",
     "1 .5 1.5e-3 1e3 t.5e1",
     {{number, "1"},
      {number, ".5"},
      {number, "1.5e-3"},
      {number, "1e3"},
      {word, "t"},
      {symbol, "."},
      {word, "5e1"}}},
    {"bits",
     "0x4A x'4a' B'01' 0b1",
     {{bits, "0x4A"}, {bits, "x'4a'"}, {bits, "B'01'"}, {bits, "0b1"}}},
    {"MariaDB's executable comments, to MariaDB",
     "/*M!100100 a */ b",
     {{gate_open, "/*M!100100"}, {word, "a"}, {gate_close, "*/"}, {word, "b"}}},
    {"and to MySQL",
     "/*M!100100 ' */ /*!50100 b*/",
     {{comment, "/*M!100100 ' */"}, {gate_open, "/*!50100"}, {word, "b"}, {gate_close, "*/"}},
     {.mariadb_comments = false}},
    {"both escapes",
     R"('it''s' 'it\'s' 'a\\')",
     {{string, "'it''s'"}, {string, R"('it\'s')"}, {string, R"('a\\')"}}},
    {"no backslash escapes",
     R"('a\' 'b')",
     {{string, R"('a\')"}, {string, "'b'"}},
     {.no_backslash_escapes = true}},
    {"double quotes are a string", R"("a""b")", {{string, R"("a""b")"}}},
    {"ANSI_QUOTES makes them a name",
     R"("a""b")",
     {{quoted_name, R"("a""b")"}},
     {.ansi_quotes = true}},
    {"a backslash in a name is itself", R"(`a\` x)", {{quoted_name, R"(`a\`)"}, {word, "x"}}},
    {"introducer",
     "_latin1'x' N'y'",
     {{word, "_latin1"}, {string, "'x'"}, {word, "N"}, {string, "'y'"}}},
    {"comments",
     "a/* ; ' */b#c'\nd-- e\nf--g",
     {{word, "a"},
      {comment, "/* ; ' */"},
      {word, "b"},
      {comment, "#c'"},
      {word, "d"},
      {comment, "-- e"},
      {word, "f"},
      {symbol, "-"},
      {symbol, "-"},
      {word, "g"}}},
    {"gates",
     "/*!50003 a */ /*M!100103 b*/ /*!c*/",
     {{gate_open, "/*!50003"},
      {word, "a"},
      {gate_close, "*/"},
      {gate_open, "/*M!100103"},
      {word, "b"},
      {gate_close, "*/"},
      {gate_open, "/*!"},
      {word, "c"},
      {gate_close, "*/"}}},
    {"a comment in a gate",
     "/*!50003 a /* b */ c */ d",
     {{gate_open, "/*!50003"},
      {word, "a"},
      {comment, "/* b */"},
      {word, "c"},
      {gate_close, "*/"},
      {word, "d"}}},
    {"the end of a comment in quotes", "'*/' `*/`", {{string, "'*/'"}, {quoted_name, "`*/`"}}},
    {"no gate, no end of one",
     "2*/3",
     {{number, "2"}, {symbol, "*"}, {symbol, "/"}, {number, "3"}}},
    {"variables",
     "@a @@global.b @`c d` u@'%'",
     {{variable, "@a"},
      {variable, "@@global.b"},
      {variable, "@`c d`"},
      {word, "u"},
      {variable, "@'%'"}}},
    {"long symbols",
     "a<=>b->>c||d:=e!=f",
     {{word, "a"},
      {symbol, "<=>"},
      {word, "b"},
      {symbol, "->>"},
      {word, "c"},
      {symbol, "||"},
      {word, "d"},
      {symbol, ":="},
      {word, "e"},
      {symbol, "!="},
      {word, "f"}}},
    {"quotes that never end", "a 'b", {{word, "a"}, {broken, "'b"}}},
    {"an escape at the end", R"('a\)", {{broken, R"('a\)"}}},
    {"a comment that never ends", "/* a", {{broken, "/* a"}}},
};

TEST(Tokenize, CutsAsServersDo) {
    for (const TokenCase& test : token_cases) {
        SCOPED_TRACE(test.name);
        std::vector<SqlToken> actual = tokenize(test.sql, test.dialect);
        std::string together;
        for (const SqlToken& token : actual) {
            together += token.text;
        }
        EXPECT_EQ(together, test.sql);
        std::erase_if(actual, [](const SqlToken& token) { return token.kind == space; });
        ASSERT_EQ(actual.size(), test.expected.size());
        for (std::size_t i = 0; i < actual.size(); ++i) {
            EXPECT_EQ(actual[i].text, test.expected[i].text);
            EXPECT_EQ(actual[i].kind, test.expected[i].kind) << actual[i].text;
        }
    }
}

TEST(Tokenize, GivesTheTextBackWhereverItIsCut) {
    const std::string sql =
        "CREATE /*!50013 DEFINER=`a``b`@'%' */ VIEW \"x\" AS SELECT 'a\\'' , 1.5e3, 0x1F, @@v -- "
        "c\n";
    for (std::size_t length = 0; length <= sql.size(); ++length) {
        SCOPED_TRACE(length);
        std::string together;
        for (const SqlToken& token : tokenize(std::string_view(sql).substr(0, length))) {
            EXPECT_FALSE(token.text.empty());
            together += token.text;
        }
        EXPECT_EQ(together, sql.substr(0, length));
    }
}

struct ValueCase {
    const char* name;
    std::string literal;
    std::string expected;
};

const ValueCase value_cases[] = {
    {"doubled quote", "'it''s'", "it's"},
    {"escapes", R"('a\0\n\r\t\Z\\\'\"\q')", std::string("a\0\n\r\t\x1a\\'\"q", 10)},
    {"escapes of LIKE keep their backslash", R"('50\%\_')", R"(50\%\_)"},
    {"double quotes", R"("a""b'c")", "a\"b'c"},
    {"empty", "''", ""},
};

TEST(ValueOf, ResolvesEscapes) {
    for (const ValueCase& test : value_cases) {
        SCOPED_TRACE(test.name);
        const std::vector<SqlToken> tokens = tokenize(test.literal);
        ASSERT_EQ(tokens.size(), 1U);
        EXPECT_EQ(value_of(tokens[0]), test.expected);
        const std::string again = string_literal(test.expected);
        EXPECT_EQ(value_of(tokenize(again).at(0)), test.expected);
    }
}

// Found by the fuzz target: the dot became a token without text.
TEST(SqlTokens, ADotThatBeginsNoNumberIsASymbol) {
    for (const char* sql : {"..1", ".1st", "a...2", "1..1x"}) {
        SCOPED_TRACE(sql);
        std::string together;
        for (const SqlToken& token : tokenize(sql, {})) {
            EXPECT_FALSE(token.text.empty());
            together += token.text;
        }
        EXPECT_EQ(together, sql);
    }
}

}  // namespace
}  // namespace cutover::sql_tokens_test
