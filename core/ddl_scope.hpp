#pragma once

#include <cstdint>

#include "core/ddl_change.hpp"
#include "core/name_mapping.hpp"
#include "core/object_selection.hpp"
#include "core/task.hpp"

namespace cutover {

/// How much of an object a task moves.
enum class DdlShare : std::uint8_t {
    none,
    part,  ///< A database of which some tables are named, or others excluded.
    whole,
};

/// By the same rules as the plan: code comes with databases that are selected whole.
[[nodiscard]] DdlShare share_of(const ObjectSelection& selection, const DdlObject& object);

/// Adds what the task calls the objects of a statement over there, for those that the source did
/// not have when the plan was made. What is in `names` already stays.
void learn_names(
    NameMapping& names, const DdlChange& change, const Task& task, const ServerFacts& destination);

}  // namespace cutover
