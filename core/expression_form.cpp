#include "core/expression_form.hpp"

#include <cstddef>

#include "core/expression_words.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

struct Form {
    std::string text{};
    std::string top{};  ///< The operator at the top; empty: an operand.
};

/// What `found` takes `form` in as: a and (b and c) is a and b and c.
std::string within(const SqlOperator& found, const Form& form) {
    const bool chain = found.form == "and" || found.form == "or";
    return chain && form.top == found.form ? form.text.substr(1, form.text.size() - 2) : form.text;
}

class Parser {
  public:
    explicit Parser(const std::vector<SqlToken>& tokens) : tokens_(tokens) {}

    std::string run() {
        std::string text;
        while (at_ < tokens_.size()) {
            text += (text.empty() ? "" : " ") + sequence().text;
            if (at_ < tokens_.size()) {  // a parenthesis that nobody opened
                text += ")";
                ++at_;
            }
        }
        return text;
    }

  private:
    [[nodiscard]] std::string word_at(std::size_t at) const {
        return at < tokens_.size() && tokens_[at].kind == TokenKind::word
                   ? ascii_lower(tokens_[at].text)
                   : std::string();
    }

    [[nodiscard]] bool symbol_at(std::size_t at, std::string_view text) const {
        return at < tokens_.size() && is_symbol(tokens_[at], text);
    }

    struct Sequence {
        std::string text{};
        std::size_t items = 0;
        Form last{};
    };

    /// Up to a closing parenthesis that is not its own, or the end.
    Sequence sequence() {
        Sequence all;
        for (; at_ < tokens_.size() && !symbol_at(at_, ")"); ++all.items) {
            const std::string word = word_at(at_);
            const bool call = symbol_at(at_ + 1, "(") && (word == "left" || word == "right");
            all.last = {",", ","};
            if (is_clause_word(word) && !call) {
                all.last = {word, word};
                ++at_;
            } else if (symbol_at(at_, ",")) {
                ++at_;
            } else {
                all.last = expression(0);
            }
            all.text += (all.text.empty() || all.last.text == "," ? "" : " ") + all.last.text;
        }
        return all;
    }

    [[nodiscard]] const SqlOperator* operator_at(std::size_t at) const {
        if (at >= tokens_.size() ||
            (tokens_[at].kind != TokenKind::word && tokens_[at].kind != TokenKind::symbol)) {
            return nullptr;
        }
        return find_operator(ascii_lower(tokens_[at].text));
    }

    Form expression(int lowest) {
        Form left = prefix();
        while (true) {
            const bool negated = word_at(at_) == "not" && operator_at(at_ + 1) != nullptr;
            const SqlOperator* found = operator_at(at_ + (negated ? 1U : 0U));
            if (found == nullptr || found->precedence < lowest) {
                return left;
            }
            at_ += negated ? 2U : 1U;
            left = {"(" + operation(left, *found) + ")", std::string(found->form)};
            if (negated) {
                left = {"(not " + left.text + ")", "not"};
            }
        }
    }

    /// Without parentheses around it.
    std::string operation(const Form& left, const SqlOperator& found) {
        std::string text = within(found, left) + " " + std::string(found.form) + " ";
        if (found.form == "is") {
            const bool negated = word_at(at_) == "not";
            at_ += negated ? 1U : 0U;
            return text + (negated ? "not " : "") + prefix().text;
        }
        if (found.form == "in" && symbol_at(at_, "(")) {
            return text + list();
        }
        if (found.form == "collate") {
            return text + (at_ < tokens_.size() ? character_set_form(name_of(tokens_[at_++])) : "");
        }
        text += within(found, expression(found.precedence + 1));
        const std::string more = word_at(at_);
        if ((found.form == "between" && more == "and") ||
            (found.form == "like" && more == "escape")) {
            ++at_;
            text += " " + more + " " + expression(comparison_precedence + 1).text;
        }
        return text;
    }

    Form prefix() {
        if (at_ >= tokens_.size() || depth_ >= 100) {
            return raw();
        }
        ++depth_;
        Form form = operand();
        --depth_;
        return form;
    }

    /// One token as it is; how unknown text and too deep nesting get on.
    Form raw() { return {at_ < tokens_.size() ? std::string(tokens_[at_++].text) : std::string()}; }

    /// BINARY as a prefix binds as signs do.
    [[nodiscard]] bool sign_at(std::size_t at) const {
        return symbol_at(at, "-") || symbol_at(at, "+") || symbol_at(at, "~") ||
               (word_at(at) == "binary" && !symbol_at(at + 1, "("));
    }

    Form operand() {
        const std::string word = word_at(at_);
        if (word == "not" || symbol_at(at_, "!")) {
            const int binds = word == "not" ? not_precedence : unary_precedence;
            ++at_;
            return {"(not " + expression(binds).text + ")", "not"};
        }
        if (sign_at(at_)) {
            const std::string sign = ascii_lower(tokens_[at_++].text);
            const Form value = expression(unary_precedence);
            return {sign + (word.empty() ? "" : " ") + value.text};
        }
        if (word == "case") {
            return {case_form()};
        }
        if (word == "interval" && !symbol_at(at_ + 1, "(")) {
            ++at_;
            std::string text = "interval " + expression(comparison_precedence + 1).text;
            return {text + " " + word_at(at_ < tokens_.size() ? at_++ : at_)};
        }
        if (symbol_at(at_, "(")) {
            return group();
        }
        return is_name(tokens_[at_]) ? name() : literal();
    }

    std::string case_form() {
        std::string text;
        while (at_ < tokens_.size() && !symbol_at(at_, ")")) {
            const std::string word = word_at(at_);
            const bool mark = word == "case" ? text.empty() : is_clause_word(word);
            text += (text.empty() ? "" : " ") + (mark ? (++at_, word) : expression(0).text);
            if (mark && word == "end") {
                break;
            }
        }
        return text;
    }

    /// A parenthesis around one expression goes; around anything else it stays.
    Form group() {
        ++at_;
        Sequence inside = sequence();
        at_ += symbol_at(at_, ")") ? 1U : 0U;
        const bool expression = inside.items == 1 && !is_clause_word(inside.last.text);
        return expression ? inside.last : Form{"(" + inside.text + ")"};
    }

    std::string list() {
        ++at_;
        std::string text = "(" + sequence().text + ")";
        at_ += symbol_at(at_, ")") ? 1U : 0U;
        return text;
    }

    Form name() {
        const SqlToken& token = tokens_[at_++];
        const bool word = token.kind == TokenKind::word;
        if (symbol_at(at_, "(")) {
            return call(name_of(token), word);
        }
        if (word && at_ < tokens_.size() && token.text.starts_with('_') &&
            (tokens_[at_].kind == TokenKind::string || tokens_[at_].kind == TokenKind::bits)) {
            const std::string set = character_set_form(token.text.substr(1));
            return {(set.starts_with("utf8") ? "" : "_" + set) + literal().text};
        }
        std::string text = word ? character_set_form(token.text) : std::string(token.text);
        if (is_call_without_parentheses(text)) {
            return {function_form(text) + "()"};
        }
        while (symbol_at(at_, ".") && at_ + 1 < tokens_.size()) {
            text += ".";
            ++at_;
            const SqlToken part = tokens_[at_++];
            if (symbol_at(at_, "(")) {
                return {text + call(name_of(part), false).text};
            }
            text += part.text;
        }
        return {text};
    }

    Form call(const std::string& name, bool native) {
        const std::string function = native ? function_form(ascii_lower(name)) : quoted_name(name);
        std::string arguments = list();
        static constexpr std::string_view one_is_enough = " limit 1)";
        if (function == "exists" && arguments.ends_with(one_is_enough)) {  // MariaDB says so
            arguments.replace(arguments.size() - one_is_enough.size(), one_is_enough.size(), ")");
        }
        return {function + arguments};
    }

    Form literal() {
        const SqlToken& token = tokens_[at_++];
        return {
            token.kind == TokenKind::string ? string_literal(value_of(token))
                                            : ascii_lower(token.text)};
    }

    const std::vector<SqlToken>& tokens_;
    std::size_t at_ = 0;
    unsigned depth_ = 0;
};

}  // namespace

std::string expression_form(const std::vector<SqlToken>& tokens) {
    return Parser(tokens).run();
}

}  // namespace cutover
