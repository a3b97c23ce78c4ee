#include "tests/servers/support/server_program.hpp"

#include <stdexcept>

#include "core/environment.hpp"
#include "tests/places.hpp"

namespace cutover::test {
namespace {

namespace fs = std::filesystem;

fs::path checked(const fs::path& folder, const char* script) {
    if (!fs::exists(folder / "ready")) {
        throw std::runtime_error("no server in " + folder.string() + "; run " + script);
    }
    return folder;
}

fs::path gotten(const char* name) {
    return checked(
        fs::path(source_folder) / "build" / "servers" / name, "tests/servers/get_servers.sh");
}

ServerProgram mysql56() {
    const fs::path folder = gotten("mysql56");
    return {
        .command =
            {(folder / "mysqld").string(), "--no-defaults", "--basedir=" + folder.string(),
             "--lc-messages-dir=" + (folder / "share").string(), "--gtid-mode=ON",
             "--log-slave-updates", "--enforce-gtid-consistency",
             "--explicit-defaults-for-timestamp=0",
             // It takes 400 MB and most of the time that a start does.
             "--performance-schema=OFF"},
        .data = folder / "data" / "mysql",
        .environment = {"LD_LIBRARY_PATH=" + folder.string()}};
}

/// By its own loader, so that its libraries are those of its own distribution without a chroot.
/// What tests take for granted of a server's defaults is as in 5.6.
ServerProgram newer_mysql(const fs::path& root) {
    const fs::path libraries = root / "usr" / "lib";
    const fs::path messages = root / "usr" / "share" / "mysql";
    return {
        .command =
            {(root / "lib64" / "ld-linux-x86-64.so.2").string(), "--library-path",
             (libraries / "x86_64-linux-gnu").string() + ":" +
                 (libraries / "mysql" / "private").string(),
             (root / "usr" / "sbin" / "mysqld").string(), "--no-defaults",
             "--basedir=" + (root / "usr").string(), "--lc-messages-dir=" + messages.string(),
             "--character-sets-dir=" + (messages / "charsets").string(),
             "--plugin-dir=" + (libraries / "mysql" / "plugin").string(), "--gtid-mode=ON",
             "--enforce-gtid-consistency=ON", "--explicit-defaults-for-timestamp=0", "--mysqlx=OFF",
             "--secure-file-priv=NULL", "--local-infile=1", "--character-set-server=latin1",
             "--init-file=" + (root / "template" / "as_mysql56.sql").string()},
        .data = checked(root / "template", "docker/package_servers.sh up")};
}

}  // namespace

ServerProgram server_program(ServerKind kind) {
    if (kind == ServerKind::mariadb) {
        return {.command = {"mariadbd", "--no-defaults"}, .data = gotten("mariadb-template")};
    }
    const auto newer = environment("CUTOVER_TEST_MYSQL");
    return newer ? newer_mysql(fs::absolute(*newer)) : mysql56();
}

}  // namespace cutover::test
