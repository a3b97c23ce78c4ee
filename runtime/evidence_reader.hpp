#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/evidence_sink.hpp"

namespace cutover {

/// Hands every record to `take`, in order, holding one at a time in memory, and checks the chain.
/// It ends at the first record that does not fit: that one and what follows prove nothing. Where
/// there is no file, the EvidenceChain says so. Throws as EvidenceLog's constructor does for the
/// file of another task or a newer format. Needs no right to write.
[[nodiscard]] EvidenceChain read_evidence(
    const std::filesystem::path& state_folder,
    const std::string& task,
    const std::function<void(const EvidenceRecord&)>& take);

}  // namespace cutover
