#include "core/json_canonical.hpp"

#include <algorithm>
#include <cstdint>

#include "core/json_number.hpp"

namespace cutover {
namespace {

constexpr std::size_t deepest = 200;
constexpr std::size_t length_bytes = 4;

unsigned hex_value(char c) {
    static constexpr std::string_view lower = "0123456789abcdef";
    static constexpr std::string_view upper = "0123456789ABCDEF";
    const std::size_t found = std::min(lower.find(c), upper.find(c));
    return found == std::string_view::npos ? 16U : static_cast<unsigned>(found);
}

void put_utf8(std::uint32_t code_point, std::vector<char>& out) {
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code_point < 0x80U) {
        put(code_point);
        return;
    }
    if (code_point < 0x800U) {
        put(0xC0U | (code_point >> 6U));
    } else {
        if (code_point < 0x10000U) {
            put(0xE0U | (code_point >> 12U));
        } else {
            put(0xF0U | (code_point >> 18U));
            put(0x80U | ((code_point >> 12U) & 0x3FU));
        }
        put(0x80U | ((code_point >> 6U) & 0x3FU));
    }
    put(0x80U | (code_point & 0x3FU));
}

}  // namespace

bool JsonCanonical::append(std::string_view text, std::vector<char>& out) {
    const std::size_t size_before = out.size();
    text_ = text;
    at_ = 0;
    depth_ = 0;
    out_ = &out;
    members_.clear();
    bool valid = value();
    skip_space();
    valid = valid && at_ == text_.size();
    if (!valid) {
        out.resize(size_before);
    }
    return valid;
}

bool JsonCanonical::value() {
    skip_space();
    if (at_ == text_.size()) {
        return false;
    }
    switch (text_[at_]) {
        case '{':
        case '[': return container();
        case '"': out_->push_back('s'); return string();
        case 't': return word("true", 't');
        case 'f': return word("false", 'f');
        case 'n': return word("null", 'n');
        default: return number();
    }
}

bool JsonCanonical::container() {
    if (depth_ == deepest) {
        return false;
    }
    ++depth_;
    const bool valid = text_[at_++] == '{' ? object() : array();
    --depth_;
    return valid;
}

bool JsonCanonical::array() {
    out_->push_back('a');
    const std::size_t length_at = out_->size();
    put_length(0, length_at, *out_);
    std::size_t elements = 0;
    skip_space();
    if (!take(']')) {
        do {
            if (!value()) {
                return false;
            }
            ++elements;
            skip_space();
        } while (take(','));
        if (!take(']')) {
            return false;
        }
    }
    put_length(elements, length_at, *out_);
    return true;
}

bool JsonCanonical::object() {
    out_->push_back('o');
    const std::size_t length_at = out_->size();
    put_length(0, length_at, *out_);
    const std::size_t first_member = members_.size();
    skip_space();
    if (!take('}')) {
        do {
            if (!member()) {
                return false;
            }
            skip_space();
        } while (take(','));
        if (!take('}')) {
            return false;
        }
    }
    sort_members(first_member, length_at + length_bytes);
    put_length(members_.size() - first_member, length_at, *out_);
    members_.resize(first_member);
    return true;
}

bool JsonCanonical::member() {
    Member member{.begin = out_->size(), .order_key = members_.size()};
    skip_space();
    if (at_ == text_.size() || text_[at_] != '"' || !string()) {
        return false;
    }
    member.value = out_->size();
    skip_space();
    if (!take(':') || !value()) {
        return false;
    }
    member.end = out_->size();
    members_.push_back(member);
    return true;
}

std::string_view JsonCanonical::key_of(const Member& member) const {
    const std::size_t key = member.begin + length_bytes;
    return {out_->data() + key, member.value - key};
}

/// Sorts the innermost object's members by key and drops all but the last of equal keys. What
/// MySQL prints is mostly sorted already (by length, then bytes), so this copies once at most.
void JsonCanonical::sort_members(std::size_t first_member, std::size_t begin) {
    const auto first = members_.begin() + static_cast<std::ptrdiff_t>(first_member);
    const auto comes_before = [this](const Member& left, const Member& right) {
        const int order = key_of(left).compare(key_of(right));
        return order < 0 || (order == 0 && left.order_key > right.order_key);
    };
    const auto same_key = [this](const Member& left, const Member& right) {
        return key_of(left) == key_of(right);
    };
    std::sort(first, members_.end(), comes_before);
    members_.erase(std::unique(first, members_.end(), same_key), members_.end());

    sorted_.clear();
    for (auto member = first; member != members_.end(); ++member) {
        const auto from = out_->begin() + static_cast<std::ptrdiff_t>(member->begin);
        const auto to = out_->begin() + static_cast<std::ptrdiff_t>(member->end);
        sorted_.insert(sorted_.end(), from, to);
    }
    out_->resize(begin);
    out_->insert(out_->end(), sorted_.begin(), sorted_.end());
}

/// A string's length and bytes, without a tag; `at_` is on its opening quote.
bool JsonCanonical::string() {
    const std::size_t length_at = out_->size();
    put_length(0, length_at, *out_);
    for (++at_; at_ < text_.size();) {
        const char c = text_[at_++];
        if (c == '"') {
            put_length(out_->size() - length_at - length_bytes, length_at, *out_);
            return true;
        }
        if (static_cast<unsigned char>(c) < 0x20U || (c == '\\' && !escape())) {
            return false;
        }
        if (c != '\\') {
            out_->push_back(c);
        }
    }
    return false;
}

bool JsonCanonical::escape() {
    static constexpr std::string_view letters = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (at_ == text_.size()) {
        return false;
    }
    const char c = text_[at_++];
    if (c != 'u') {
        const std::size_t found = letters.find(c);
        if (found != std::string_view::npos) {
            out_->push_back(meanings[found]);
        }
        return found != std::string_view::npos;
    }
    unsigned unit = 0;
    if (!code_unit(unit) || (unit >= 0xDC00U && unit < 0xE000U)) {
        return false;
    }
    if (unit >= 0xD800U && unit < 0xDC00U) {
        unsigned low = 0;
        if (!take('\\') || !take('u') || !code_unit(low) || low < 0xDC00U || low >= 0xE000U) {
            return false;
        }
        unit = 0x10000U + ((unit - 0xD800U) << 10U) + (low - 0xDC00U);
    }
    put_utf8(unit, *out_);
    return true;
}

bool JsonCanonical::code_unit(unsigned& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        const unsigned digit = at_ < text_.size() ? hex_value(text_[at_]) : 16U;
        if (digit == 16U) {
            return false;
        }
        unit = unit * 16U + digit;
    }
    return true;
}

bool JsonCanonical::number() {
    const std::size_t length = append_json_number(text_.substr(at_), *out_);
    at_ += length;
    return length != 0;
}

bool JsonCanonical::word(std::string_view literal, char tag) {
    if (text_.substr(at_, literal.size()) != literal) {
        return false;
    }
    at_ += literal.size();
    out_->push_back(tag);
    return true;
}

void JsonCanonical::skip_space() {
    while (at_ < text_.size() &&
           std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos) {
        ++at_;
    }
}

bool JsonCanonical::take(char expected) {
    const bool found = at_ < text_.size() && text_[at_] == expected;
    at_ += found ? 1U : 0U;
    return found;
}

}  // namespace cutover
