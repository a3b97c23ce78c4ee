#include "tests/places.hpp"

namespace cutover::test {

const char* const source_folder = CUTOVER_SOURCE_DIR;
const char* const program = CUTOVER_PROGRAM;
const char* const full_disk_library = CUTOVER_FULL_DISK_LIBRARY;
const char* const step_kill_library = CUTOVER_STEP_KILL_LIBRARY;

}  // namespace cutover::test
