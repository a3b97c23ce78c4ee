#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/cause.hpp"
#include "core/check.hpp"
#include "core/digest.hpp"
#include "core/discrepancy.hpp"
#include "core/evidence_fold.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// What the commands print and what the report writes name the same things by the same keys, in
/// the order in which they are put here, so that a person finds the verdict first.
using Json = nlohmann::ordered_json;

/// As it is where it is UTF-8, for JSON escapes the rest; printable() where it is not.
[[nodiscard]] std::string readable(const std::string& text);

/// "database.table", readable.
[[nodiscard]] std::string dotted(const TableName& name);

/// Readable; null where there is none.
[[nodiscard]] Json or_null(const std::string& text);
[[nodiscard]] Json or_null(const std::optional<std::string>& text);
[[nodiscard]] Json or_null(const std::optional<TimePoint>& at);

/// Null where it could not be carried along from an earlier verification, or rows were not read.
[[nodiscard]] Json digest_or_null(const RowsDigest& rows);

[[nodiscard]] Json check_json(const CheckResult& check);
[[nodiscard]] Json refusal_json(const Refusal& refusal);
[[nodiscard]] Json object_json(const ObjectComparison& object);
[[nodiscard]] Json discrepancy_json(const Discrepancy& discrepancy);
[[nodiscard]] Json cause_json(const Cause& cause);

/// What `map` makes of each.
template<typename Item, typename Map>
[[nodiscard]] Json array_of(const std::vector<Item>& items, const Map& map) {
    Json array = Json::array();
    for (const Item& item : items) {
        array.push_back(map(item));
    }
    return array;
}

}  // namespace cutover
