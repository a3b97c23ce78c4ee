#include "migrate/known_log.hpp"

#include "core/error.hpp"
#include "core/source_log.hpp"

namespace cutover {
namespace {

constexpr const char* known_log_note = "followed.log";

}  // namespace

const LogMarks& KnownLog::load() {
    const std::optional<std::string> note = progress_.note(known_log_note);
    const std::optional<LogMarks> marks = note ? parse_log_marks(*note) : LogMarks{};
    if (!marks) {
        throw Error(
            Recovery::none,
            "the progress in the schema `cutover` on the destination is damaged; begin anew with "
            "--restart");
    }
    recorded_ = *marks;
    return recorded_;
}

void KnownLog::keep(const LogMarks& marks) {
    if (marks != recorded_) {
        progress_.keep_note(known_log_note, to_text(marks));
        recorded_ = marks;
    }
}

void mark_log(Migration& migration, const std::string& source, const LogPlace& from) {
    migration.retried([&] {
        KnownLog known(migration.progress);
        if (known.load().server.empty()) {
            const auto stream = migration.source.changes(
                {.from = from,
                 .server_id = reader_id(migration.request.task.name),
                 .known = {.server = source}});
            known.keep(stream->marks());
        }
    });
}

}  // namespace cutover
