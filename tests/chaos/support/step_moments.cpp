#include "tests/chaos/support/step_moments.hpp"

#include "tests/places.hpp"

namespace cutover::test {

std::vector<const char*> moments_of_a_step(Moments& chance) {
    std::vector<const char*> moments{"before", "sent", "answered"};
    if (kill_rounds() == 1) {
        moments = {moments.at(chance.number(moments.size()) - 1)};
    }
    return moments;
}

std::vector<std::string> killed_at(
    const std::string& text, std::uint64_t number, const char* moment) {
    return {
        std::string("LD_PRELOAD=") + step_kill_library, "ASAN_OPTIONS=verify_asan_link_order=0",
        "CUTOVER_STEP_TEXT=" + text, "CUTOVER_STEP_NUMBER=" + std::to_string(number),
        "CUTOVER_STEP_MOMENT=" + std::string(moment)};
}

}  // namespace cutover::test
