#pragma once

#include <functional>
#include <vector>

#include "report/certificate.hpp"

namespace cutover::test {

/// The records of one good migration: precheck, copy and verification of a small shop, everything
/// equal. Tests change one entry and see what becomes of the verdict.
std::vector<EvidenceEntry> good_story();

/// As good_story(), but three rows of shop.orders are not the same and one check was ignored.
std::vector<EvidenceEntry> damaged_story();

/// As good_story(), but verify found rows missing, extra and changed; a check was ignored, and
/// names and values try to break out of every format that they are written into.
std::vector<EvidenceEntry> hostile_story();

/// As good_story(), and verified `times` more: a schedule's history. Every seventh verification
/// finds rows that differ, more each time; every eleventh is incomplete; the last is equal.
std::vector<EvidenceEntry> watched_story(std::size_t times);

/// As good_story(), and verified once more while the source was followed: in three slices, with the
/// logs deciding two of the tables.
std::vector<EvidenceEntry> carried_story();

/// Folds entries as an intact record, one second apart from 2026-11-23 09:00 UTC.
CaseFile fold_story(const std::vector<EvidenceEntry>& entries);

/// The first entry of a kind, to be changed.
template<typename Entry>
Entry& first_of(std::vector<EvidenceEntry>& entries) {
    for (EvidenceEntry& entry : entries) {
        if (auto* const found = std::get_if<Entry>(&entry)) {
            return *found;
        }
    }
    throw std::logic_error("the story has no such entry");
}

/// Made at 2026-11-23 10:00 UTC, for task "shop-to-cluster".
Certificate certificate_of(const std::vector<EvidenceEntry>& entries);

}  // namespace cutover::test
