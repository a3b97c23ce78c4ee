#include "mysql/server_features.hpp"

#include <array>
#include <cstddef>

namespace cutover {
namespace {

struct FeatureVersions {
    Feature feature = Feature::roles;
    ServerVersion mysql{};
    ServerVersion mariadb{};
};

constexpr ServerVersion never{.major = ~0U};

/// The release notes of both servers; `never` where the flavour does not have it. A line for each
/// feature, in their order.
constexpr std::array table{
    FeatureVersions{Feature::roles, {8, 0, 0}, {10, 0, 5}},
    FeatureVersions{Feature::full_collation_names, never, {10, 10, 1}},
    FeatureVersions{Feature::timestamp_defaults, {8, 0, 0}, {10, 8, 2}},
    FeatureVersions{Feature::read_lock_beside_readers, never, {10, 4, 0}},
    FeatureVersions{Feature::table_lock_wait_ends_at_once, {5, 7, 0}, {10, 0, 0}},
    FeatureVersions{Feature::binlog_gtid_pos, never, {10, 0, 2}},
    FeatureVersions{Feature::show_binary_log_status, {8, 2, 0}, never},
    FeatureVersions{Feature::show_replicas, {8, 0, 22}, never},
    FeatureVersions{Feature::several_sources, never, {10, 0, 2}},
};

constexpr bool has_every_feature() {
    for (std::size_t line = 0; line < table.size(); ++line) {
        if (static_cast<std::size_t>(table.at(line).feature) != line) {
            return false;
        }
    }
    return table.back().feature == Feature::several_sources;
}

static_assert(has_every_feature());

}  // namespace

bool supports(const ServerFacts& server, Feature feature) {
    const FeatureVersions& since = table.at(static_cast<std::size_t>(feature));
    return server.version >= (server.flavour == Flavour::mysql ? since.mysql : since.mariadb);
}

}  // namespace cutover
