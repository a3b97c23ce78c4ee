#include "core/ddl_reader.hpp"

#include <algorithm>
#include <utility>

#include "core/name_rules.hpp"
#include "core/routine_head.hpp"

namespace cutover {

const SqlToken& DdlReader::at(std::size_t place) const {
    return place < tokens_.size() ? tokens_[place] : nothing_;
}

bool DdlReader::word(std::string_view upper, std::size_t ahead) const {
    return is_word(at(place_ + ahead), upper);
}

bool DdlReader::symbol(std::string_view text, std::size_t ahead) const {
    return is_symbol(at(place_ + ahead), text);
}

bool DdlReader::accept(std::initializer_list<std::string_view> words) {
    std::size_t ahead = 0;
    for (const std::string_view upper : words) {
        if (!word(upper, ahead++)) {
            return false;
        }
    }
    place_ += words.size();
    return true;
}

bool DdlReader::accept_one_of(std::initializer_list<std::string_view> words) {
    const bool here = std::any_of(
        words.begin(), words.end(), [this](std::string_view upper) { return word(upper); });
    place_ += here ? 1U : 0U;
    return here;
}

bool DdlReader::accept_symbol(std::string_view text) {
    const bool here = symbol(text);
    place_ += here ? 1U : 0U;
    return here;
}

void DdlReader::accept_if_exists() {
    change_.if_exists = accept({"IF", "EXISTS"}) || change_.if_exists;
}

void DdlReader::accept_wait() {
    const std::size_t first = place_;
    if (word("WAIT") && at(place_ + 1).kind == TokenKind::number) {
        place_ += 2;
    } else if (word("NOWAIT")) {
        ++place_;
    } else {
        return;
    }
    change_.asides.push_back({first, place_});
}

std::string DdlReader::folded(std::string name) const {
    return change_.logged.lower_case_names ? lower_case(name) : std::move(name);
}

DdlReader::Name DdlReader::name_at(
    std::size_t place, DdlObjectKind kind, const std::string& database) const {
    if (!is_name(at(place))) {
        return {.end = place};
    }
    const bool has_dot = is_symbol(at(place + 1), ".");
    const bool qualified = has_dot && is_name(at(place + 2));
    const std::size_t end = place + (qualified ? 3U : 1U);
    const std::string own = name_of(at(end - 1));
    const bool empty = own.empty() || name_of(at(place)).empty();
    if ((has_dot && !qualified) || is_symbol(at(end), ".") || empty) {
        return {.end = place};
    }
    const bool folds = kind == DdlObjectKind::table || kind == DdlObjectKind::view ||
                       kind == DdlObjectKind::sequence;
    return {{folded(qualified ? name_of(at(place)) : database), folds ? folded(own) : own}, end};
}

bool DdlReader::object(DdlObjectKind kind, DdlRole role, const std::string& database) {
    Name found = name_at(place_, kind, database);
    if (found.end == place_) {
        return false;
    }
    change_.objects.push_back({kind, role, std::move(found.name), place_, found.end});
    place_ = found.end;
    return true;
}

bool DdlReader::database(DdlRole role) {
    if (!is_name(at(place_)) || symbol(".", 1) || name_of(at(place_)).empty()) {
        return false;
    }
    change_.objects.push_back(
        {DdlObjectKind::database, role, {folded(name_of(at(place_))), ""}, place_, place_ + 1});
    ++place_;
    return true;
}

bool DdlReader::at_end() const {
    return place_ >= tokens_.size() || (place_ + 1 == tokens_.size() && symbol(";"));
}

void DdlReader::skip_parentheses() {
    place_ = after_parentheses(tokens_, place_);
}

}  // namespace cutover
