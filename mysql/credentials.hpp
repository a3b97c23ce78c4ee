#pragma once

#include <string>

#include "core/task.hpp"

namespace cutover {

/// The endpoint with everything looked up that opening a session needs: the secret stands in
/// `password` (from password_env, else password_file, else the task file, else defaults_file), and
/// what the task leaves out is filled in from defaults_file: host with port, socket, user, ssl_*.
/// The stricter of the two ssl modes counts. Throws ExitCode::usage where a variable is not set or
/// a file is missing or, for password_file, open to others. Keep the result no longer than needed.
[[nodiscard]] Endpoint with_credentials(const Endpoint& endpoint);

/// Whether a password_file of this mode and owner may be read by others than the user `reader`. A
/// file of root's may be readable by its group: that is how systemd and Kubernetes hand one to a
/// service, which can change neither its owner nor its mode.
[[nodiscard]] bool is_open_to_others(unsigned mode, unsigned owner, unsigned reader);

}  // namespace cutover
