#include "migrate/prepared_transactions.hpp"

#include <sstream>

#include "core/error.hpp"

namespace cutover {
namespace {

/// A line each: the transaction's name, which has no blank, a blank, the place.
constexpr const char* prepared_note = "followed.prepared";

}  // namespace

void PreparedTransactions::load() {
    places_.clear();
    std::istringstream lines(progress_.note(prepared_note).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t blank = line.find(' ');
        const auto place =
            blank == std::string::npos ? std::nullopt : parse_log_place(line.substr(blank + 1));
        if (!place) {
            throw Error(
                Recovery::none,
                "the progress in the schema `cutover` on the destination is damaged; begin anew "
                "with --restart");
        }
        places_[line.substr(0, blank)] = *place;
    }
}

void PreparedTransactions::add(const std::string& xid, const LogPlace& from) {
    places_[xid] = from;
    keep();
}

void PreparedTransactions::remove(const std::string& xid) {
    if (places_.erase(xid) > 0) {
        keep();
    }
}

std::optional<LogPlace> PreparedTransactions::find(const std::string& xid) const {
    const auto found = places_.find(xid);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

void PreparedTransactions::keep() {
    std::string text;
    for (const auto& [xid, place] : places_) {
        text += xid + " " + to_text(place) + "\n";
    }
    progress_.keep_note(prepared_note, text);
}

}  // namespace cutover
