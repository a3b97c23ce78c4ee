#include "mysql/server_features.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace cutover {
namespace {

struct FeatureVersions {
    Feature feature = Feature::generated_columns;
    ServerVersion mysql{};
    ServerVersion mariadb{};
};

constexpr ServerVersion never{.major = ~0U};

/// The release notes of both servers; `never` where the flavour does not have it.
constexpr std::array table{
    FeatureVersions{Feature::generated_columns, {5, 7, 6}, {5, 2, 0}},
    FeatureVersions{Feature::generation_expression, {5, 7, 6}, {10, 2, 5}},
    FeatureVersions{Feature::invisible_columns, {8, 0, 23}, {10, 3, 3}},
    FeatureVersions{Feature::default_expressions, {8, 0, 13}, {10, 2, 1}},
    FeatureVersions{Feature::check_constraints, {8, 0, 16}, {10, 2, 1}},
    FeatureVersions{Feature::check_constraints_view, {8, 0, 16}, {10, 3, 10}},
    FeatureVersions{Feature::descending_indexes, {8, 0, 1}, {10, 8, 1}},
    FeatureVersions{Feature::functional_indexes, {8, 0, 13}, never},
    FeatureVersions{Feature::invisible_indexes, {8, 0, 0}, {10, 6, 0}},
    FeatureVersions{Feature::json_type, {5, 7, 8}, never},
    FeatureVersions{Feature::uuid_type, never, {10, 7, 0}},
    FeatureVersions{Feature::inet4_type, never, {10, 10, 0}},
    FeatureVersions{Feature::inet6_type, never, {10, 5, 0}},
    FeatureVersions{Feature::vector_type, {9, 0, 0}, {11, 7, 1}},
    FeatureVersions{Feature::spatial_reference_column, {8, 0, 3}, never},
    FeatureVersions{Feature::compressed_columns, never, {10, 3, 2}},
    FeatureVersions{Feature::sequences, never, {10, 3, 0}},
    FeatureVersions{Feature::system_versioning, never, {10, 3, 4}},
    FeatureVersions{Feature::roles, {8, 0, 0}, {10, 0, 5}},
    FeatureVersions{Feature::full_collation_names, never, {10, 10, 1}},
    FeatureVersions{Feature::common_table_expressions, {8, 0, 1}, {10, 2, 1}},
    FeatureVersions{Feature::transaction_variables, {5, 7, 20}, {11, 1, 1}},
    FeatureVersions{Feature::array_binding, never, {10, 2, 7}},
    FeatureVersions{Feature::timestamp_defaults, {8, 0, 0}, {10, 8, 2}},
    FeatureVersions{Feature::read_lock_beside_readers, never, {10, 4, 0}},
    FeatureVersions{Feature::table_lock_wait_ends_at_once, {5, 7, 0}, {10, 0, 0}},
    FeatureVersions{Feature::binlog_gtid_pos, never, {10, 0, 2}},
    FeatureVersions{Feature::show_binary_log_status, {8, 2, 0}, never},
    FeatureVersions{Feature::show_replicas, {8, 0, 22}, never},
    FeatureVersions{Feature::several_sources, never, {10, 0, 2}},
};

}  // namespace

bool supports(const ServerFacts& server, Feature feature) {
    const auto* const found = std::find_if(
        table.begin(), table.end(),
        [feature](const FeatureVersions& entry) { return entry.feature == feature; });
    assert(found != table.end());
    return server.version >= (server.flavour == Flavour::mysql ? found->mysql : found->mariadb);
}

}  // namespace cutover
