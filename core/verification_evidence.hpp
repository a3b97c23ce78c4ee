#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/cause.hpp"
#include "core/chunk.hpp"
#include "core/digest.hpp"
#include "core/discrepancy.hpp"
#include "core/names.hpp"

namespace cutover {

/// One chunk compared; what an interrupted verification resumes from.
struct ChunkCompared {
    TableName source{};
    std::string verification{};  ///< Which verification it belongs to.
    Chunk chunk{};
    RowsDigest source_rows{};
    RowsDigest destination_rows{};
    std::string comparison{};  ///< As TableComparison::comparison.
};

struct TableCompared {
    std::string verification{};
    TableComparison comparison{};
};

struct ObjectCompared {
    std::string verification{};
    ObjectComparison comparison{};
};

struct DiscrepancyFound {
    std::string verification{};
    Discrepancy discrepancy{};
};

/// What makes rows of one table differ; recorded once its differences were looked into.
struct CauseFound {
    std::string verification{};
    Cause cause{};
};

struct VerificationFinished {
    std::string verification{};
    std::string outcome{};  ///< "equal", "different", "incomplete".
    std::uint64_t discrepancy_count = 0;
    std::string source_position_before{};
    std::string source_position_after{};
    double seconds = 0;
    std::vector<std::string> notes{};  ///< What else is to be known of it; sentences.
};

/// Where the two logs stood at the moments that a verification compares (to_text(LogPlace)), and by
/// what each is known again (to_text(LogMarks)): a later one goes on from there.
struct VerificationBegun {
    std::string verification{};
    std::string source_place{};
    std::string destination_place{};
    std::string source_marks{};
    std::string destination_marks{};
};

}  // namespace cutover
