#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/evidence_sink.hpp"
#include "tests/fakes/memory_database.hpp"
#include "verify/verify.hpp"

namespace cutover::test {

/// Keeps what is put on record.
struct EvidenceList : EvidenceSink {
    std::vector<EvidenceRecord> records{};

    void add(const EvidenceEntry& entry) override {
        records.push_back({.number = records.size() + 1, .entry = entry});
    }
};

/// Two servers in memory with the same tables in database `shop`, and a verification of them.
struct TwoServers {
    MemoryDatabase source{"source"};
    MemoryDatabase destination{"destination"};
    EvidenceList evidence{};
    VerifyRequest request{};
    Task task{};  ///< Selects `shop`, whole.
    std::uint64_t chunk_rows = 4;
    std::string where{};  ///< Of each table; the source's has to know what it means.

    TwoServers();

    /// On both sides, with the same rows.
    void add(const TableDefinition& definition, const std::vector<MemoryRow>& rows);

    /// Ids 1 to `rows` in shop.t(id bigint, name varchar, price double).
    void add_plain(std::uint64_t rows, std::size_t key_columns = 1);

    [[nodiscard]] std::vector<MemoryRow>& rows_there() {
        return destination.table({"shop", "t"}).rows;
    }

    [[nodiscard]] std::vector<MemoryRow>& rows_here() { return source.table({"shop", "t"}).rows; }

    VerifyReport run() { return run(source, destination); }

    /// Of its own servers, and told what happens.
    VerifyReport run(VerifyObserver& observer);

    /// The plan is made anew from the source, and `request` takes it.
    VerifyReport run(Database& from, Database& to);

  private:
    void make_request();
};

/// The chunks on record of the latest verification, where it did not finish; else none.
[[nodiscard]] std::vector<ChunkCompared> unfinished_chunks(
    const std::vector<EvidenceRecord>& records);

/// "missing 3; changed 5 name price": kind, key values, columns, in the order of the list.
[[nodiscard]] std::string describe(const std::vector<Discrepancy>& discrepancies);

}  // namespace cutover::test
