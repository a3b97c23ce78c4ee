#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "migrate/migrate.hpp"

namespace cutover::test {

/// Evidence kept in a list.
class EvidenceDiary : public EvidenceSink {
  public:
    void add(const EvidenceEntry& entry) override { entries.push_back(entry); }

    template<typename Entry>
    [[nodiscard]] std::vector<Entry> all() const {
        std::vector<Entry> found;
        for (const EvidenceEntry& entry : entries) {
            if (const auto* const matching = std::get_if<Entry>(&entry)) {
                found.push_back(*matching);
            }
        }
        return found;
    }

    std::vector<EvidenceEntry> entries{};
};

/// Keeps what it is told as lines; `on_step` lets a test act in the middle of a run.
class ObserverDiary : public MigrateObserver {
  public:
    void entered(MigrateStep step) override {
        if (on_step) {
            on_step(step);
        }
        add("step " + std::to_string(static_cast<int>(step)));
    }

    void executed(const DdlStatement& statement) override { add("executed " + statement.sql); }

    void copy_planned(const CopyTotals& totals) override {
        add("planned " + std::to_string(totals.chunks));
    }

    void rows_moved(const TablePlan& table, std::uint64_t rows, std::uint64_t /*bytes*/) override {
        add("moved " + display(table.source) + " " + std::to_string(rows));
    }

    void chunk_copied(const TablePlan& table, const ChunkDone& chunk) override {
        add("chunk " + display(table.source) + " " + std::to_string(chunk.chunk_index));
    }

    void table_copied(const TableCopied& table) override { add("table " + display(table.source)); }

    void applied(const AppliedProgress& progress) override {
        add("applied " + to_text(progress.place));
    }

    void held(const std::string& why) override { add(why.empty() ? "goes on" : "held: " + why); }

    void retrying(const Error& error, std::chrono::milliseconds /*pause*/) override {
        add(std::string("retrying ") + error.what());
    }

    void notice(const std::string& text) override { add("notice " + text); }

    [[nodiscard]] std::size_t count(std::string_view prefix) const {
        const std::scoped_lock lock(mutex_);
        std::size_t lines = 0;
        for (const std::string& line : lines_) {
            lines += line.rfind(prefix, 0) == 0 ? 1U : 0U;
        }
        return lines;
    }

    std::function<void(MigrateStep)> on_step{};

  private:
    void add(const std::string& line) {
        const std::scoped_lock lock(mutex_);
        lines_.push_back(line);
    }

    mutable std::mutex mutex_{};
    std::vector<std::string> lines_{};
};

}  // namespace cutover::test
