/// The text of a GTID set, read as the server reads it (MySQL manual, "GTID Sets"; the grammar with
/// tags is that of MySQL 8.3): uuid { :tag | :number [-number] } , ... where a tag names all that
/// follows it, up to the next tag or UUID.
#include <algorithm>
#include <utility>

#include "core/gtid_set.hpp"

namespace cutover {
namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";
constexpr std::string_view word_letters =
    "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

class GtidSetText {
  public:
    explicit GtidSetText(std::string_view text) : rest_(text) {}

    /// False where the text is malformed; the set is then unfinished.
    bool read(GtidSet& set) {
        do {
            if (!take(',') && !at_end() && !read_source(set)) {
                return false;
            }
        } while (!at_end());
        return true;
    }

  private:
    bool read_source(GtidSet& set) {
        const auto source = parse_uuid(rest_.substr(0, 36));
        if (!source) {
            return false;
        }
        rest_.remove_prefix(36);
        std::string tag;
        bool has_numbers = false;
        while (take(':')) {
            const std::string_view first = word();
            if (auto next_tag = parse_gtid_tag(first)) {
                if (!tag.empty() && !has_numbers) {
                    return false;
                }
                tag = std::move(*next_tag);
                has_numbers = false;
                continue;
            }
            const auto interval = read_interval(first);
            if (!interval) {
                return false;
            }
            set.add(*source, tag, *interval);
            has_numbers = true;
        }
        return has_numbers && (at_end() || next_is(','));
    }

    std::optional<GtidInterval> read_interval(std::string_view first_word) {
        const auto first = parse_gtid_number(first_word);
        const auto last = take('-') ? parse_gtid_number(word()) : first;
        if (!first || !last || *last < *first) {
            return std::nullopt;
        }
        return GtidInterval{*first, *last};
    }

    bool take(char expected) {
        const bool found = next_is(expected);
        rest_.remove_prefix(found ? 1 : 0);
        return found;
    }

    std::string_view word() {
        skip_blanks();
        const std::string_view found =
            rest_.substr(0, std::min(rest_.find_first_not_of(word_letters), rest_.size()));
        rest_.remove_prefix(found.size());
        return found;
    }

    bool next_is(char expected) {
        skip_blanks();
        return !rest_.empty() && rest_.front() == expected;
    }

    bool at_end() {
        skip_blanks();
        return rest_.empty();
    }

    void skip_blanks() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
    }

    std::string_view rest_;
};

}  // namespace

std::optional<GtidSet> parse_gtid_set(std::string_view text) {
    GtidSet set;
    if (!GtidSetText(text).read(set)) {
        return std::nullopt;
    }
    return set;
}

}  // namespace cutover
