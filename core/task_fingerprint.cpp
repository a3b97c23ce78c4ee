#include "core/task_fingerprint.hpp"

#include <string_view>

#include "core/digest.hpp"

namespace cutover {
namespace {

/// Each text with its length before it, each list with its count: different tasks have different
/// forms.
class Form {
  public:
    void add(std::string_view text) {
        form_ += std::to_string(text.size());
        form_ += ':';
        form_ += text;
    }

    void add_count(std::size_t count) { form_ += std::to_string(count) + '#'; }

    [[nodiscard]] const std::string& text() const { return form_; }

  private:
    std::string form_{};
};

void add(Form& form, const TableRule& rule) {
    form.add(rule.rename);
    form.add(rule.where);
    form.add_count(rule.columns.size());
    for (const auto& [name, column] : rule.columns) {
        form.add(name);
        form.add(column.rename);
    }
}

}  // namespace

std::string fingerprint(const Task& task) {
    Form form;
    form.add(task.name);
    form.add(std::to_string(static_cast<int>(task.name_case)));
    form.add_count(task.objects.exclude.size());
    for (const std::string& pattern : task.objects.exclude) {
        form.add(pattern);
    }
    for (const auto& [name, database] : task.objects.databases) {
        form.add(name);
        form.add(database.rename);
        form.add_count(database.tables.size());
        for (const auto& [table, rule] : database.tables) {
            form.add(table);
            add(form, rule);
        }
    }
    if (const OnlineDdl& online_ddl = task.objects.online_ddl;
        online_ddl.mode != OnlineDdlMode::copy) {  // which leaves no table out
        form.add(std::to_string(static_cast<int>(online_ddl.mode)));
        form.add(online_ddl.shadow.text());
        form.add(online_ddl.trash.text());
    }
    return hex(row_digest(form.text()));
}

}  // namespace cutover
