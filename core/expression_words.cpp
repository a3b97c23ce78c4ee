#include "core/expression_words.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

constexpr std::array<SqlOperator, 34> operators{{
    {"or", "or", 1},
    {"||", "or", 1},
    {"xor", "xor", 2},
    {"and", "and", 3},
    {"&&", "and", 3},
    {"=", "=", 6},
    {"<=>", "<=>", 6},
    {">=", ">=", 6},
    {">", ">", 6},
    {"<=", "<=", 6},
    {"<", "<", 6},
    {"<>", "<>", 6},
    {"!=", "<>", 6},
    {"is", "is", 6},
    {"like", "like", 6},
    {"regexp", "regexp", 6},
    {"rlike", "regexp", 6},
    {"in", "in", 6},
    {"between", "between", 6},
    {"|", "|", 7},
    {"&", "&", 8},
    {"<<", "<<", 9},
    {">>", ">>", 9},
    {"-", "-", 10},
    {"+", "+", 10},
    {"*", "*", 11},
    {"/", "/", 11},
    {"div", "div", 11},
    {"%", "%", 11},
    {"mod", "%", 11},
    {"^", "^", 12},
    {"collate", "collate", 14},
    {"->", "->", 15},
    {"->>", "->>", 15},
}};

const std::set<std::string, std::less<>> clause_words{
    "select",    "from",     "where", "group", "by",       "having",        "order", "limit",
    "union",     "all",      "as",    "join",  "left",     "right",         "inner", "outer",
    "cross",     "natural",  "on",    "using", "distinct", "straight_join", "asc",   "desc",
    "separator", "with",     "when",  "then",  "else",     "end",           "view",  "check",
    "option",    "cascaded", "local", "for"};

struct Synonym {
    std::string_view word;
    std::string_view form;
};

constexpr std::array<Synonym, 9> function_synonyms{{
    {"now", "current_timestamp"},
    {"localtime", "current_timestamp"},
    {"localtimestamp", "current_timestamp"},
    {"curdate", "current_date"},
    {"curtime", "current_time"},
    {"lcase", "lower"},
    {"ucase", "upper"},
    {"substring", "substr"},
    {"mid", "substr"},
}};

const std::set<std::string, std::less<>> calls_without_parentheses{
    "current_timestamp", "current_date",   "current_time",
    "localtime",         "localtimestamp", "current_user"};

}  // namespace

const SqlOperator* find_operator(std::string_view spelling) {
    const auto* const found = std::find_if(
        operators.begin(), operators.end(),
        [&](const SqlOperator& candidate) { return candidate.spelling == spelling; });
    return found == operators.end() ? nullptr : &*found;
}

bool is_clause_word(std::string_view word) {
    return clause_words.contains(word);
}

bool is_call_without_parentheses(std::string_view word) {
    return calls_without_parentheses.contains(word);
}

std::string function_form(std::string_view function) {
    const auto* const found = std::find_if(
        function_synonyms.begin(), function_synonyms.end(),
        [&](const Synonym& candidate) { return candidate.word == function; });
    return std::string(found == function_synonyms.end() ? function : found->form);
}

std::string character_set_form(std::string_view character_set_or_collation) {
    const std::string lower = ascii_lower(character_set_or_collation);
    return lower == "utf8" || lower.starts_with("utf8_") ? "utf8mb3" + lower.substr(4) : lower;
}

}  // namespace cutover
