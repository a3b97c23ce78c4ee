#include "migrate/follower_note.hpp"

namespace cutover {
namespace {

constexpr const char* follower_note = "follower";
constexpr const char* at_work = "at work";

}  // namespace

void keep_follower(ProgressStore& progress, bool follows) {
    progress.keep_note(follower_note, follows ? at_work : "");
}

bool is_follower_expected(ProgressStore& progress) {
    return progress.note(follower_note) == at_work;
}

}  // namespace cutover
