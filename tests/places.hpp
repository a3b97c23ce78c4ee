#pragma once

namespace cutover::test {

/// Where things are, as the build knows it; absolute. In one source file: a path on every compiler's
/// command line would make a compiler cache useless in any other checkout.
extern const char* const source_folder;      ///< The checkout.
extern const char* const program;            ///< The built `cutover`.
extern const char* const full_disk_library;  ///< tests/servers/preload
extern const char* const step_kill_library;

}  // namespace cutover::test
