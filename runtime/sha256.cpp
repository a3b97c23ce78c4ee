#include "runtime/sha256.hpp"

#include <array>

#include <openssl/evp.h>

#include "core/error.hpp"
#include "core/hex.hpp"

namespace cutover {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw Error(
            Recovery::none, ExitCode::could_not_finish,
            "libcrypto refuses to compute SHA-256; check its configuration (openssl.cnf)");
    }
    std::string sum(size, '\0');
    for (unsigned i = 0; i < size; ++i) {
        sum[i] = static_cast<char>(hash.at(i));
    }
    return to_hex(sum);
}

}  // namespace cutover
