#pragma once

#include <string>

#include "core/name_mapping.hpp"
#include "core/online_step.hpp"
#include "migrate/migration.hpp"

namespace cutover {

/// The online changes of the source (`online_ddl`) while it is followed: what is remembered of
/// their shadow tables is in a note of the progress, so that a later run goes on with it.
class OnlineChanges {
  public:
    explicit OnlineChanges(Migration& migration) : migration_(migration) {}

    /// What the note says. Throws Error where it is damaged.
    void load();

    /// What the statement is to them. Nothing is on record before keep().
    [[nodiscard]] OnlineStep take(
        const DdlChange& change, const ShadowStatement& logged, const NameMapping& names);

    /// Puts on record what take() has learnt; of a swap, once it is done over there.
    void keep();

  private:
    void look_at_foreign_keys(const TableName& shadow, const NameMapping& names);

    Migration& migration_;
    ShadowMemory memory_{};
    std::string kept_{};  ///< The note's text.
};

/// Why a trigger that the source creates ends the following; empty: it does not.
/// pt-online-schema-change keeps its new table current by triggers of a table of the task's, and
/// swaps the two when nobody can tell what made the one of the other.
[[nodiscard]] std::string trigger_refusal(
    const ObjectSelection& selection, const DdlChange& change);

}  // namespace cutover
