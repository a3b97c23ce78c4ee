/// Finds function bodies without a parser: a brace at namespace or class scope belongs to a
/// function where the text since the last ';' or brace ends like a function's head does. What is
/// told apart from it: namespaces, classes, enumerations, and braces of initialisers (also those
/// of a constructor's member list, after which the body still comes).
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_file.hpp"

namespace cutover::house {
namespace {

bool has_word(const std::string& text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto is_part = [&](std::size_t index) {
            return index < text.size() &&
                   (std::isalnum(static_cast<unsigned char>(text[index])) != 0 ||
                    text[index] == '_');
        };
        if (!is_part(at - 1) && !is_part(at + word.size())) {
            return true;
        }
    }
    return false;
}

std::string last_word(const std::string& head) {
    std::size_t begin = head.size();
    while (begin > 0 && (std::isalnum(static_cast<unsigned char>(head[begin - 1])) != 0 ||
                         head[begin - 1] == '_')) {
        --begin;
    }
    return head.substr(begin);
}

bool is_access(const std::string& head) {
    return head == "public" || head == "protected" || head == "private";
}

enum class Brace { scope, function, initialiser };

Brace brace_after(const std::string& head) {
    const bool parenthesis = head.find('(') != std::string::npos;
    if (!parenthesis &&
        (has_word(head, "namespace") || has_word(head, "class") || has_word(head, "struct") ||
         has_word(head, "union") || has_word(head, "extern"))) {
        return Brace::scope;
    }
    if (!parenthesis || has_word(head, "enum")) {
        return Brace::initialiser;
    }
    for (const char* word : {"const", "noexcept", "override", "final", "mutable"}) {
        if (last_word(head) == word) {
            return Brace::function;
        }
    }
    const bool returns_trailing = head.find(") ->") != std::string::npos;
    return head.back() == ')' || returns_trailing || head.back() == '}' ? Brace::function
                                                                        : Brace::initialiser;
}

class FunctionFinder {
  public:
    std::vector<FunctionLength> run(const SourceFile& source) {
        for (std::size_t i = 0; i < source.code.size(); ++i) {
            if (source.code[i].rfind('#', 0) == 0) {
                continue;
            }
            for (const char c : source.code[i]) {
                take(c, i + 1);
            }
            append(' ', i + 1);
        }
        return functions_;
    }

  private:
    void take(char c, std::size_t line) {
        if (depth_ > 0) {  // inside a function or an initialiser: only its end matters
            depth_ += c == '{' ? 1U : 0U;
            depth_ -= c == '}' ? 1U : 0U;
            if (depth_ == 0 && inside_function_) {
                functions_.push_back({head_line_, line - head_line_ + 1});
                head_.clear();
            } else if (depth_ == 0) {
                append('}', line);
            }
        } else if (c == '{') {
            open();
        } else if (c == '}' || c == ';' || (c == ':' && is_access(head_))) {
            head_.clear();
        } else {
            append(c, line);
        }
    }

    void open() {
        while (!head_.empty() && head_.back() == ' ') {
            head_.pop_back();
        }
        const Brace brace = head_.empty() ? Brace::scope : brace_after(head_);
        if (brace == Brace::scope) {
            head_.clear();
        } else {
            depth_ = 1;
            inside_function_ = brace == Brace::function;
        }
    }

    void append(char c, std::size_t line) {
        if (head_.empty() && c == ' ') {
            return;
        }
        if (head_.empty()) {
            head_line_ = line;
        }
        head_ += c;
    }

    std::string head_{};
    std::size_t head_line_ = 0;
    std::size_t depth_ = 0;
    bool inside_function_ = false;
    std::vector<FunctionLength> functions_{};
};

}  // namespace

std::vector<FunctionLength> functions_of(const SourceFile& source) {
    return FunctionFinder().run(source);
}

}  // namespace cutover::house
