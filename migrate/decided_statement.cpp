#include "migrate/decided_statement.hpp"

#include <array>

#include "core/error.hpp"
#include "core/hex.hpp"

namespace cutover {
namespace {

constexpr const char* awaited_note = "ddl.awaited";
constexpr const char* decided_note = "ddl.decided";

/// A line each, in hex: the texts are of others.
template<std::size_t Count>
std::string note_of(const std::array<std::string_view, Count>& parts) {
    std::string note;
    for (const std::string_view part : parts) {
        note += to_hex(part) + "\n";
    }
    return note;
}

template<std::size_t Count>
std::optional<std::array<std::string, Count>> parts_of(const std::optional<std::string>& note) {
    if (!note || note->empty()) {
        return std::nullopt;
    }
    std::array<std::string, Count> parts;
    std::string_view rest = *note;
    for (std::string& part : parts) {
        const std::size_t end = rest.find('\n');
        const auto text =
            end == std::string_view::npos ? std::nullopt : from_hex(rest.substr(0, end));
        if (!text) {
            throw Error(
                Recovery::none,
                "the progress in the schema `cutover` on the destination is damaged; begin anew "
                "with --restart");
        }
        part = *text;
        rest.remove_prefix(end + 1);
    }
    return parts;
}

}  // namespace

void keep_awaited(ProgressStore& progress, const AwaitedDecision& awaited) {
    progress.keep_note(awaited_note, note_of<3>({awaited.place, awaited.sql, awaited.why}));
}

void forget_awaited(ProgressStore& progress) {
    if (!progress.note(awaited_note).value_or("").empty()) {
        progress.keep_note(awaited_note, "");
    }
}

std::optional<AwaitedDecision> awaited_decision(ProgressStore& progress) {
    const auto parts = parts_of<3>(progress.note(awaited_note));
    return parts ? std::optional(AwaitedDecision{(*parts)[0], (*parts)[1], (*parts)[2]})
                 : std::nullopt;
}

void keep_decision(ProgressStore& progress, const StatementDecided& decided) {
    progress.keep_note(
        decided_note, note_of<4>({decided.place, decided.sql, decided.decision, decided.reason}));
    progress.keep_note(awaited_note, "");
}

std::optional<StatementDecided> decision_on(ProgressStore& progress, std::string_view place) {
    const auto parts = parts_of<4>(progress.note(decided_note));
    if (!parts || (*parts)[0] != place) {
        return std::nullopt;
    }
    return StatementDecided{(*parts)[0], (*parts)[1], (*parts)[2], (*parts)[3]};
}

}  // namespace cutover
