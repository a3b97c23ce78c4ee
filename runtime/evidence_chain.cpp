#include "runtime/evidence_chain.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/error.hpp"
#include "core/hex.hpp"

namespace cutover {
namespace {

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw Error(
            Recovery::none, ExitCode::could_not_finish,
            "libcrypto refuses to compute SHA-256; check its configuration (openssl.cnf)");
    }
    std::string bytes(size, '\0');
    for (unsigned i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(hash.at(i));
    }
    return to_hex(bytes);
}

}  // namespace

std::string first_hash(std::string_view task) {
    return sha256(fmt::format("cutover evidence {}\n{}", evidence_format, task));
}

std::string chain_hash(std::string_view previous, const StoredRecord& record) {
    return sha256(fmt::format(
        "{}\n{}\n{}\n{}\n{}\n{}", previous, record.number, record.run, record.at, record.kind,
        record.payload));
}

}  // namespace cutover
