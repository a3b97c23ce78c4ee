#include "tests/fuzz/sql_fixture.hpp"

namespace cutover::fuzz {

NameMapping hostile_mapping() {
    NameMapping names;
    names.databases["shop"] = "sh`op";
    names.tables[{"shop", "orders"}] = {"sh`op", "or\"ders"};
    names.tables[{"shop", "customers"}] = {"sh`op", "customers"};
    names.columns[{"shop", "orders"}]["total"] = "to'tal";
    return names;
}

ServerFacts sparse_server() {
    ServerFacts server;
    server.flavour = Flavour::mysql;
    server.version = {8, 0, 36};
    server.character_sets = {"latin1", "utf8mb3", "utf8mb4"};
    server.collations = {
        {"utf8mb3_general_ci", "utf8mb3"},
        {"utf8mb4_general_ci", "utf8mb4"},
        {"latin1_swedish_ci", "latin1"}};
    return server;
}

}  // namespace cutover::fuzz
