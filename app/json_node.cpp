#include "app/json_node.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "app/nearest.hpp"
#include "app/quantities.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

using nlohmann::json;

std::string kind_of(const json& value) {
    switch (value.type()) {
        case json::value_t::object: return "an object";
        case json::value_t::array: return "an array";
        case json::value_t::string: return "a string";
        case json::value_t::boolean: return "a boolean";
        case json::value_t::null: return "null";
        case json::value_t::number_float: return "a fraction";
        default: return value.is_number_unsigned() ? "a number" : "a negative number";
    }
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "\"" : ", \"") + name + "\"";
    }
    return text;
}

std::string about_unknown_key(const std::string& key, const std::vector<std::string>& known) {
    const std::string meant = nearest(key, known);
    const std::string unknown = "unknown key \"" + printable(key) + "\"; ";
    return unknown +
           (meant.empty() ? "known here: " + listed(known) : "did you mean \"" + meant + "\"?");
}

}  // namespace

void JsonNode::complain(const std::string& message) const {
    complaints_->push_back({.pointer = pointer_, .line = 0, .message = message});
}

void JsonNode::complain_of_type(const std::string& expected) const {
    complain("must be " + expected + ", but is " + kind_of(*value_));
}

void JsonNode::complain_of_choice(const std::vector<std::string>& names) const {
    const std::string meant = is_text() ? nearest(value_->get<std::string>(), names) : "";
    complain(
        "must be one of " + listed(names) +
        (meant.empty() ? "" : "; did you mean \"" + meant + "\"?"));
}

bool JsonNode::is_text() const {
    return value_->is_string();
}

void JsonNode::read_keys(const std::vector<Key>& keys) const {
    if (!value_->is_object()) {
        complain_of_type("an object");
        return;
    }
    std::vector<std::string> known;
    for (const Key& key : keys) {
        known.push_back(key.name);
        const auto found = value_->find(key.name);
        if (found != value_->end()) {
            key.read(JsonNode(*found, pointer_ + pointer_step(key.name), *complaints_));
        } else if (key.required) {
            JsonNode(*value_, pointer_ + pointer_step(key.name), *complaints_)
                .complain("is missing");
        }
    }
    for (const auto& [name, value] : value_->items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            JsonNode(value, pointer_ + pointer_step(name), *complaints_)
                .complain(about_unknown_key(name, known));
        }
    }
}

void JsonNode::read_members(
    const std::function<void(const std::string&, const JsonNode&)>& read) const {
    if (!value_->is_object()) {
        complain_of_type("an object");
        return;
    }
    for (const auto& [name, value] : value_->items()) {
        read(name, JsonNode(value, pointer_ + pointer_step(name), *complaints_));
    }
}

void JsonNode::read_elements(const Reader& read) const {
    if (!value_->is_array()) {
        complain_of_type("an array");
        return;
    }
    for (std::size_t i = 0; i < value_->size(); ++i) {
        read(JsonNode((*value_)[i], pointer_ + "/" + std::to_string(i), *complaints_));
    }
}

void JsonNode::read_text(std::string& text) const {
    if (!value_->is_string()) {
        complain_of_type("a string");
        return;
    }
    text = value_->get<std::string>();
    if (text.empty()) {
        complain("must not be empty; leave it out instead");
    }
}

void JsonNode::read_texts(std::vector<std::string>& texts) const {
    read_elements([&](const JsonNode& element) { element.read_text(texts.emplace_back()); });
}

void JsonNode::read_number(std::uint64_t& number, std::uint64_t least, std::uint64_t most) const {
    if (!value_->is_number_unsigned()) {
        complain_of_type("a whole number");
        return;
    }
    const auto given = value_->get<std::uint64_t>();
    if (given < least || given > most) {
        complain("must be from " + std::to_string(least) + " to " + std::to_string(most));
        return;
    }
    number = given;
}

void JsonNode::read_number(unsigned& number, unsigned least, unsigned most) const {
    std::uint64_t wide = number;
    read_number(wide, least, most);
    number = static_cast<unsigned>(wide);
}

void JsonNode::read_duration(std::chrono::seconds& duration) const {
    const bool is_zero = value_->is_number_unsigned() && value_->get<std::uint64_t>() == 0;
    const auto parsed = is_zero     ? std::optional(std::chrono::seconds(0))
                        : is_text() ? parse_duration(value_->get<std::string>())
                                    : std::nullopt;
    if (!parsed) {
        complain(R"(must be a duration with its unit, e.g. "90s", "720m", "24h" or "7d")");
        return;
    }
    duration = *parsed;
}

void JsonNode::read_size(std::uint64_t& bytes) const {
    const auto parsed = value_->is_number_unsigned() ? std::optional(value_->get<std::uint64_t>())
                        : is_text()                  ? parse_size(value_->get<std::string>())
                                                     : std::nullopt;
    if (!parsed) {
        complain(R"(must be a number of bytes, e.g. 65536, "64K", "256M" or "1G")");
        return;
    }
    bytes = *parsed;
}

}  // namespace cutover
