#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

const std::vector<Target>& targets() {
    static const std::vector<Target> all{
        {"binary_row", binary_row},  // a comment here keeps the list one a line
        {"binlog_events", binlog_events}, {"create_table", create_table},
        {"ddl_change", ddl_change},       {"definition_rewrite", definition_rewrite},
        {"evidence_json", evidence_json}, {"grant_line", grant_line},
        {"gtid_set", gtid_set},           {"html_escape", html_escape},
        {"json_binary", json_binary},     {"json_canonical", json_canonical},
        {"option_file", option_file},     {"sql_tokens", sql_tokens},
        {"task_file", task_file},
    };
    return all;
}

}  // namespace cutover::fuzz
