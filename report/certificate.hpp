#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/evidence_fold.hpp"
#include "report/coverage.hpp"
#include "report/readiness.hpp"

namespace cutover {

/// One table in scope: what was copied, and what comparing found.
struct TableLine {
    std::string source{};    ///< display() of it.
    std::string database{};  ///< printable() of the source's database.
    std::string destination{};
    TableVerdict verdict = TableVerdict::unproven;
    std::string reason{};  ///< Empty for EQUAL.
    std::string limits{};  ///< What of the table the verdict speaks of; empty: all of it.
    std::optional<TableCopied> copy{};
    std::optional<TableComparison> comparison{};
    std::optional<TimePoint> read_whole{};  ///< Where rows were carried: when it was last.
};

struct Totals {
    std::size_t tables = 0;
    std::size_t tables_equal = 0;
    std::size_t objects = 0;
    std::size_t objects_equal = 0;
    std::uint64_t rows_copied = 0;
    std::uint64_t bytes_copied = 0;
    RowsDigest rows_compared{};  ///< Of the source, all tables together.
    bool is_digest_known = true;
    std::uint64_t rows_prefiltered = 0;  ///< Not compared: agreed by the servers' own digests.
    std::uint64_t discrepancies = 0;
    double copy_seconds = 0;    ///< Wall clock of the migrate runs.
    double verify_seconds = 0;  ///< Of the latest verification.
};

/// Everything that a report shows, ready to be rendered; no renderer decides anything.
struct Certificate {
    std::string task{};
    TimePoint made_at{};
    std::string cutover_version{};
    Readiness readiness{};
    CaseFile file{};          ///< Scope, snapshots, history, chain.
    ServerOnRecord source{};  ///< Of the latest run.
    ServerOnRecord destination{};
    std::string position{};  ///< Of the source, at which the verdicts hold; empty: not known.
    std::vector<TableLine> tables{};          ///< Worst verdict first, then by name.
    std::vector<ObjectComparison> objects{};  ///< Likewise.
    std::vector<CheckResult> checks{};        ///< Failed, warned, ignored, passed; then by id.
    Totals totals{};
    Coverage coverage{};
};

struct CertificateRequest {
    std::string task{};
    TimePoint made_at{};  ///< Passed in: the same evidence and time give the same bytes.
    std::string cutover_version{};
    ReadinessContext context{};
};

[[nodiscard]] Certificate make_certificate(const CaseFile& file, const CertificateRequest& request);

/// True where the task's rules leave something of the source behind.
[[nodiscard]] bool is_partial(const Certificate& certificate);

/// "READY" or "NOT READY".
[[nodiscard]] const char* verdict_text(const Certificate& certificate);

}  // namespace cutover
