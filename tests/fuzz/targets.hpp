#pragma once

#include <stdexcept>
#include <string_view>
#include <vector>

/// What reads bytes that others wrote: servers, users, files. Each target takes any bytes, ends,
/// and throws Broken where what it read contradicts itself; an Error is a refusal and fine. The
/// targets run in libFuzzer (preset fuzz) and, over their seeds and some thousand mutations of
/// them, in the unit tests of every build (replay_test.cpp).
namespace cutover::fuzz {

class Broken : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

inline void require(bool holds, const char* what) {
    if (!holds) {
        throw Broken(what);
    }
}

struct Target {
    const char* name;  ///< Its seeds are in testdata/fuzz/NAME/.
    void (*run)(std::string_view bytes);
};

[[nodiscard]] const std::vector<Target>& targets();

void binary_row(std::string_view bytes);
void binlog_events(std::string_view bytes);
void create_table(std::string_view bytes);
void ddl_change(std::string_view bytes);
void definition_rewrite(std::string_view bytes);
void evidence_json(std::string_view bytes);
void grant_line(std::string_view bytes);
void gtid_set(std::string_view bytes);
void html_escape(std::string_view bytes);
void json_binary(std::string_view bytes);
void json_canonical(std::string_view bytes);
void option_file(std::string_view bytes);
void sql_tokens(std::string_view bytes);
void task_file(std::string_view bytes);

}  // namespace cutover::fuzz
