#include "app/task_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/json_locator.hpp"
#include "app/json_node.hpp"
#include "app/task_file_keys.hpp"
#include "core/environment.hpp"
#include "core/names.hpp"
#include "migrate/precheck.hpp"
#include "report/readiness.hpp"

namespace cutover {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 16ULL << 20U;  // a selection of 100,000 named tables

[[noreturn]] void refuse(const fs::path& path, const std::string& what, const std::string& todo) {
    throw TaskFileError(fmt::format("{} ({})\n  {}", what, printable(path.string()), todo), {});
}

std::string read_text(const fs::path& path) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) {
        refuse(path, "the task file is a folder", "name the JSON file in it");
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        const int reason = errno;
        refuse(
            path,
            fmt::format("cannot read the task file: {}", std::generic_category().message(reason)),
            reason == ENOENT ? "check the path, or write a new one with: cutover init TASK.json"
                             : "make it readable for this user");
    }
    std::string text;
    constexpr std::size_t at_once = 64ULL << 10U;
    do {  // a FIFO has no size to ask for
        const std::size_t so_far = text.size();
        text.resize(so_far + at_once);
        stream.read(text.data() + so_far, at_once);
        text.resize(so_far + static_cast<std::size_t>(stream.gcount()));
    } while (stream && text.size() <= most_bytes);
    if (text.size() > most_bytes) {
        refuse(path, "the task file is larger than 16 MiB", "is it the right file?");
    }
    return text;
}

/// The parser's own words without its error number and its count of lines.
std::string reason_of(const json::parse_error& error) {
    const std::string what = error.what();
    const std::size_t at = what.find("syntax error");
    return at == std::string::npos ? what : what.substr(at);
}

[[noreturn]] void refuse_json(
    std::string_view text, std::size_t offset, const fs::path& path, const std::string& reason) {
    const LineAndColumn at = position_of(text, std::min(offset, text.size()));
    throw TaskFileError(
        fmt::format(
            "the task file is not valid JSON ({}, line {}, column {})\n  {}",
            printable(path.string()), at.line, at.column, printable(reason)),
        {{.pointer = "", .line = at.line, .message = reason}});
}

json parse_json(std::string_view text, const fs::path& path) {
    try {
        json root = json::parse(text, nullptr, true, true);
        const std::size_t zero = text.find('\0');
        if (zero != std::string_view::npos) {  // the parser takes it for the end of the file
            refuse_json(
                text, zero, path,
                "a zero byte; the file is damaged, or in another encoding "
                "than UTF-8");
        }
        return root;
    } catch (const json::parse_error& error) {
        refuse_json(text, error.byte == 0 ? 0 : error.byte - 1, path, reason_of(error));
    }
}

struct Override {
    std::string pointer{};
    json value{};
};

/// Nothing, and a complaint, where it cannot be understood. Passwords are not taken from a command
/// line, where every user of the machine can read them.
std::optional<Override> parse_override(
    const std::string& text, std::vector<Complaint>& complaints) {
    const auto complain = [&](const std::string& pointer, const std::string& message) {
        complaints.push_back({.pointer = pointer, .line = 0, .message = message});
        return std::nullopt;
    };
    const std::size_t equals = text.find('=');
    const std::string pointer = text.substr(0, equals);
    if (equals == std::string::npos || pointer.empty() || pointer.front() != '/') {
        return complain(
            printable(pointer), "must be /json/pointer=value, e.g. --set /limits/workers=8");
    }
    if (pointer.ends_with("/password")) {
        return complain(
            printable(pointer),
            "passwords do not belong on a command line; use \"password_env\" or "
            "\"password_file\"");
    }
    const std::string value = text.substr(equals + 1);
    json parsed = json::parse(value, nullptr, false);
    return Override{pointer, parsed.is_discarded() ? json(value) : std::move(parsed)};
}

/// Returns the pointers that were to be set; complaints about them have no line.
std::set<std::string> apply(
    const std::vector<std::string>& overrides, json& root, std::vector<Complaint>& complaints) {
    std::set<std::string> overridden;
    for (const std::string& text : overrides) {
        overridden.insert(printable(text.substr(0, text.find('='))));
        const std::optional<Override> one = parse_override(text, complaints);
        if (!one) {
            continue;
        }
        try {
            root[json::json_pointer(one->pointer)] = one->value;
        } catch (const json::exception&) {
            complaints.push_back(
                {.pointer = printable(one->pointer),
                 .line = 0,
                 .message = "leads nowhere in this task file: a step of it is not an object, or "
                            "not an index of an array"});
        }
    }
    return overridden;
}

bool is_within(const std::string& pointer, const std::string& outer) {
    return pointer == outer || pointer.rfind(outer + "/", 0) == 0;
}

/// What validate() says beyond what is complained of already: a missing "host" is no news where
/// there is a misspelt one.
void add_news(std::vector<Complaint>& complaints, const std::vector<Complaint>& more) {
    const std::vector<Complaint> known = complaints;
    for (const Complaint& complaint : more) {
        const bool is_old = std::any_of(known.begin(), known.end(), [&](const Complaint& other) {
            return is_within(complaint.pointer, other.pointer) ||
                   is_within(other.pointer, complaint.pointer);
        });
        if (!is_old) {
            complaints.push_back(complaint);
        }
    }
}

/// `ignore_checks` names checks and readiness criteria; a name that is neither is a mistake.
std::vector<Complaint> wrong_ignores(const Task& task) {
    Task without_criteria = task;
    for (const Criterion& criterion : judge({}, {}).criteria) {
        without_criteria.ignore_checks.erase(criterion.id);
    }
    return ignore_complaints(without_criteria);
}

void place(
    std::vector<Complaint>& complaints,
    const JsonPlaces& places,
    const std::set<std::string>& overridden) {
    for (Complaint& complaint : complaints) {
        const bool from_override = std::any_of(
            overridden.begin(), overridden.end(),
            [&](const std::string& pointer) { return is_within(complaint.pointer, pointer); });
        complaint.line = from_override ? 0 : places.line_of(complaint.pointer);
    }
    std::stable_sort(
        complaints.begin(), complaints.end(),
        [](const Complaint& a, const Complaint& b) { return a.line < b.line; });
}

std::string show(const fs::path& path, const std::vector<Complaint>& complaints) {
    std::string text = fmt::format(
        "{} in the task file ({}); nothing was contacted",
        complaints.size() == 1 ? "1 mistake" : fmt::format("{} mistakes", complaints.size()),
        printable(path.string()));
    for (const Complaint& complaint : complaints) {
        const std::string where =
            complaint.line == 0 ? "--set" : fmt::format("line {}", complaint.line);
        text += fmt::format(
            "\n  {}: {}{}{}", where, printable(complaint.pointer),
            complaint.pointer.empty() ? "" : " ", complaint.message);
    }
    return text;
}

void resolve(std::string& path, const fs::path& folder) {
    if (path.empty()) {
        return;
    }
    const std::string home = environment("HOME").value_or("");
    if (path.rfind("~/", 0) == 0 && !home.empty()) {
        path = (fs::path(home) / path.substr(2)).string();
    } else {
        path = (folder / path).lexically_normal().string();
    }
}

void resolve_paths(Endpoint& endpoint, const fs::path& folder) {
    for (std::string* const path :
         {&endpoint.socket, &endpoint.password_file, &endpoint.defaults_file, &endpoint.ssl_ca,
          &endpoint.ssl_cert, &endpoint.ssl_key}) {
        resolve(*path, folder);
    }
}

void warn_about_passwords(TaskFile& file) {
    for (const auto& [name, endpoint] :
         {std::pair("source", &file.task.source),
          std::pair("destination", &file.task.destination)}) {
        if (!endpoint->password.empty()) {
            file.warnings.push_back(fmt::format(
                R"(/{}/password is in clear text in {}; use "password_env" or "password_file")",
                name, printable(file.path.string())));
        }
    }
}

}  // namespace

TaskFile parse_task_file(
    std::string_view text, const fs::path& path, const std::vector<std::string>& overrides) {
    json root = parse_json(text, path);
    const JsonPlaces places = locate(text);
    std::vector<Complaint> complaints;
    for (const std::string& pointer : places.duplicates) {
        complaints.push_back({pointer, 0, "is given twice; keep one of them"});
    }
    const std::set<std::string> overridden = apply(overrides, root, complaints);
    TaskFile file{.path = path};
    read_task(JsonNode(root, "", complaints), file.task);
    add_news(complaints, validate(file.task));
    add_news(complaints, wrong_ignores(file.task));
    if (!complaints.empty()) {
        place(complaints, places, overridden);
        throw TaskFileError(show(path, complaints), complaints);
    }
    const fs::path folder = fs::absolute(path).parent_path();
    resolve_paths(file.task.source, folder);
    resolve_paths(file.task.destination, folder);
    warn_about_passwords(file);
    return file;
}

TaskFile read_task_file(const fs::path& path, const std::vector<std::string>& overrides) {
    return parse_task_file(read_text(path), path, overrides);
}

}  // namespace cutover
