#include "core/token_edit.hpp"

#include <algorithm>
#include <utility>

namespace cutover {

TokenEdit::TokenEdit(std::string_view sql, const SqlDialect& dialect)
    : tokens_(tokenize(sql, dialect)) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        pieces_.emplace_back(tokens_[i].text);
        const TokenKind kind = tokens_[i].kind;
        if (kind != TokenKind::space && kind != TokenKind::comment &&
            kind != TokenKind::gate_open && kind != TokenKind::gate_close) {
            meaningful_.push_back(i);
        }
    }
}

std::vector<SqlToken> TokenEdit::tokens() const {
    std::vector<SqlToken> meaningful;
    for (const std::size_t i : meaningful_) {
        meaningful.push_back(tokens_[i]);
    }
    return meaningful;
}

const SqlToken& TokenEdit::at(std::size_t place) const {
    return place < meaningful_.size() ? tokens_[meaningful_[place]] : nothing_;
}

void TokenEdit::replace(std::size_t place, std::string text) {
    if (place < size()) {
        pieces_[meaningful_[place]] = std::move(text);
    }
}

void TokenEdit::remove(std::size_t first, std::size_t last) {
    for (std::size_t place = first; place < std::min(last, size()); ++place) {
        const std::size_t i = meaningful_[place];
        pieces_[i].clear();
        if (i + 1 < tokens_.size() && tokens_[i + 1].kind == TokenKind::space) {
            pieces_[i + 1].clear();
        }
    }
}

void TokenEdit::insert_after(std::size_t place, const std::string& text) {
    if (place < size()) {
        pieces_[meaningful_[place]] += text;
    }
}

std::string TokenEdit::text() const {
    std::string sql;
    for (const std::string& piece : pieces_) {
        sql += piece;
    }
    return sql;
}

}  // namespace cutover
