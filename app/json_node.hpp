#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/task.hpp"

namespace cutover {

/// One value of a task file that is being read, with its place. Reading never throws: what is
/// wrong becomes a complaint and the output keeps its default, so that a reader goes on and finds
/// all mistakes at once. Complaints never quote values, which may be passwords.
/// Borrows the value and the list of complaints.
class JsonNode {
  public:
    using Reader = std::function<void(const JsonNode&)>;

    struct Key {
        std::string name{};
        Reader read{};
        bool required = false;
    };

    JsonNode(const nlohmann::json& value, std::string pointer, std::vector<Complaint>& complaints)
        : value_(&value), pointer_(std::move(pointer)), complaints_(&complaints) {}

    void complain(const std::string& message) const;

    /// An object of exactly these keys: others are complained of with the nearest known one.
    void read_keys(const std::vector<Key>& keys) const;

    /// An object of any keys; each value with its name.
    void read_members(const std::function<void(const std::string&, const JsonNode&)>& read) const;

    /// An array; each element.
    void read_elements(const Reader& read) const;

    void read_text(std::string& text) const;
    void read_texts(std::vector<std::string>& texts) const;

    /// A whole number from `least` to `most`.
    void read_number(std::uint64_t& number, std::uint64_t least, std::uint64_t most) const;
    void read_number(unsigned& number, unsigned least, unsigned most) const;

    void read_duration(std::chrono::seconds& duration) const;

    /// A number of bytes, or a text such as "256M".
    void read_size(std::uint64_t& bytes) const;

    template<typename Choice>
    void read_choice(Choice& choice, const std::map<std::string, Choice>& known) const {
        std::vector<std::string> names;
        names.reserve(known.size());
        for (const auto& [name, value] : known) {
            names.push_back(name);
        }
        std::string text;
        if (is_text() && (read_text(text), known.contains(text))) {
            choice = known.at(text);
        } else {
            complain_of_choice(names);
        }
    }

  private:
    [[nodiscard]] bool is_text() const;
    void complain_of_choice(const std::vector<std::string>& names) const;
    void complain_of_type(const std::string& expected) const;

    const nlohmann::json* value_;
    std::string pointer_;
    std::vector<Complaint>* complaints_;
};

}  // namespace cutover
