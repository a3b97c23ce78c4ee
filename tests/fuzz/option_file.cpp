/// Any bytes as a user's my.cnf.
#include "mysql/option_file.hpp"

#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

void option_file(std::string_view bytes) {
    for (const auto& [name, value] : parse_option_file(bytes, "mine")) {
        require(name.find('_') == std::string::npos, "a name with an underscore");
        require(name.find('\n') == std::string::npos, "a name of two lines");
        require(value.size() <= bytes.size(), "a value longer than the file");
    }
    static_cast<void>(parse_option_file(bytes, ""));
}

}  // namespace cutover::fuzz
