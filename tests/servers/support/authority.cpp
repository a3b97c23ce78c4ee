#include "tests/servers/support/authority.hpp"

#include <stdexcept>

namespace cutover::test {
namespace {

void run(const std::vector<std::string>& arguments) {
    const ProgramRun openssl = run_program(arguments);
    if (openssl.exit_code != 0) {
        throw std::runtime_error("openssl: " + openssl.err);
    }
}

}  // namespace

Authority::Authority(const std::string& host) {
    run(
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=test authority", "-keyout", file("ca.key"), "-out",
         file("ca.pem")});
    run(
        {"openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-subj", "/CN=" + host, "-keyout", file("server.key"), "-out", file("server.csr")});
    const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
    const std::string extension = folder_.write(
        "extension", "subjectAltName=" + std::string(is_address ? "IP:" : "DNS:") + host + "\n");
    run(
        {"openssl", "x509", "-req", "-days", "2", "-in", file("server.csr"), "-CA", file("ca.pem"),
         "-CAkey", file("ca.key"), "-CAcreateserial", "-extfile", extension, "-out",
         file("server.pem")});
}

std::string Authority::file(const std::string& name) const {
    return (folder_.path() / name).string();
}

std::vector<std::string> Authority::server_arguments() const {
    return {
        "--ssl-ca=" + file("ca.pem"), "--ssl-cert=" + file("server.pem"),
        "--ssl-key=" + file("server.key")};
}

}  // namespace cutover::test
