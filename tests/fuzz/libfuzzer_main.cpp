/// libFuzzer's way into one target; which one, the build says. What a target throws ends the
/// process, and the input is kept.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    cutover::fuzz::CUTOVER_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
