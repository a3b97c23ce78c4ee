#include "app/json_locator.hpp"

#include <algorithm>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "core/task.hpp"

namespace cutover {
namespace {

/// One pass over the text, with a stack of what is open. It need not check anything: the text was
/// parsed before, so every bracket closes and every key is followed by a value.
class Scan {
  public:
    explicit Scan(std::string_view text) : text_(text) {}

    JsonPlaces run() {
        while (at_ < text_.size()) {
            step();
        }
        return std::move(places_);
    }

  private:
    struct Open {
        bool is_array = false;
        bool expects_key = false;  ///< Of an object.
        std::size_t index = 0;     ///< Of an array: of the element being read.
        std::string pointer{};     ///< Of the object or array itself.
        std::string key{};         ///< Of an object: the key being read.
    };

    void step() {
        const char c = text_[at_];
        if (c == '\n') {
            ++line_;
            ++at_;
        } else if (c == '/') {
            skip_comment();
        } else if (c == '"') {
            read_string();
        } else if (c == '{' || c == '[') {
            note_element();
            open_.push_back({.is_array = c == '[', .expects_key = c == '{', .pointer = pointer()});
            ++at_;
        } else if (c == '}' || c == ']') {
            open_.pop_back();
            ++at_;
        } else if (c == ',') {
            open_.back().expects_key = !open_.back().is_array;
            ++open_.back().index;
            ++at_;
        } else if (c == ':' || c == ' ' || c == '\t' || c == '\r') {
            ++at_;
        } else {
            note_element();
            at_ = std::min(text_.size(), text_.find_first_of(",]} \t\r\n/", at_));
        }
    }

    void skip_comment() {
        const bool is_block = text_.substr(at_, 2) == "/*";
        const std::size_t end = is_block ? text_.find("*/", at_ + 2) : text_.find('\n', at_);
        const std::size_t next =
            end == std::string_view::npos ? text_.size() : end + (is_block ? 2 : 0);
        line_ += static_cast<unsigned>(std::count(
            text_.begin() + static_cast<std::ptrdiff_t>(at_),
            text_.begin() + static_cast<std::ptrdiff_t>(next), '\n'));
        at_ = next;
    }

    void read_string() {
        std::size_t end = at_ + 1;
        while (text_[end] != '"') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        const std::string_view token = text_.substr(at_, end + 1 - at_);
        if (!open_.empty() && open_.back().expects_key) {
            open_.back().key = nlohmann::json::parse(token).get<std::string>();
            open_.back().expects_key = false;
            note(pointer());
        } else {
            note_element();
        }
        at_ = end + 1;
    }

    /// Of the value that is being read.
    [[nodiscard]] std::string pointer() const {
        if (open_.empty()) {
            return {};
        }
        const Open& open = open_.back();
        return open.pointer +
               (open.is_array ? "/" + std::to_string(open.index) : pointer_step(open.key));
    }

    void note_element() {
        if (!open_.empty() && open_.back().is_array) {
            note(pointer());
        }
    }

    void note(const std::string& pointer) {
        if (places_.lines.contains(pointer)) {
            places_.duplicates.push_back(pointer);
        }
        places_.lines[pointer] = line_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned line_ = 1;
    std::vector<Open> open_{};
    JsonPlaces places_{};
};

}  // namespace

unsigned JsonPlaces::line_of(std::string pointer) const {
    while (!pointer.empty()) {
        const auto found = lines.find(pointer);
        if (found != lines.end()) {
            return found->second;
        }
        const std::size_t last = pointer.rfind('/');
        pointer.resize(last == std::string::npos ? 0 : last);
    }
    return 1;
}

JsonPlaces locate(std::string_view text) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {  // a byte order mark, which parsers accept
        text.remove_prefix(3);
    }
    return Scan(text).run();
}

LineAndColumn position_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const std::size_t newline = before.rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    return {
        .line = 1 + static_cast<unsigned>(std::count(before.begin(), before.end(), '\n')),
        .column = static_cast<unsigned>(before.size() - begin) + 1};
}

}  // namespace cutover
