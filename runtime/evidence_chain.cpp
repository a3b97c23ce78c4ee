#include "runtime/evidence_chain.hpp"

#include <fmt/format.h>

#include "runtime/sha256.hpp"

namespace cutover {
std::string first_hash(std::string_view task) {
    return sha256(fmt::format("cutover evidence {}\n{}", evidence_format, task));
}

std::string chain_hash(std::string_view previous, const StoredRecord& record) {
    return sha256(fmt::format(
        "{}\n{}\n{}\n{}\n{}\n{}", previous, record.number, record.run, record.at, record.kind,
        record.payload));
}

}  // namespace cutover
