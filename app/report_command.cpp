#include <chrono>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/output_file.hpp"
#include "app/state_folder.hpp"
#include "app/task_file.hpp"
#include "core/evidence_fold.hpp"
#include "core/task_fingerprint.hpp"
#include "report/certificate.hpp"
#include "report/render_html.hpp"
#include "report/render_json.hpp"
#include "report/render_junit.hpp"
#include "report/render_text.hpp"
#include "runtime/evidence_reader.hpp"

namespace cutover {
namespace {

Certificate certify(const Options& options, const TaskFile& file) {
    const std::string& name = file.task.name;
    CaseFile evidence;
    evidence.chain = read_evidence(
        state_folder(options.state_folder, file.path, name), name,
        [&](const EvidenceRecord& record) { fold(evidence, record); });
    return make_certificate(
        evidence,
        {.task = name,
         .made_at = std::chrono::system_clock::now(),
         .cutover_version = CUTOVER_VERSION,
         .context = {.waivers = file.task.ignore_checks, .fingerprint = fingerprint(file.task)}});
}

void write_one(const std::string& path, const std::string& text, Log& log) {
    if (!path.empty()) {
        write_output_file(path, text);
        log.info("wrote " + path);
    }
}

}  // namespace

ExitCode run_report(const Options& options, Log& log) {
    const TaskFile file = read_task_file(options.task_file, options.overrides);
    const Certificate certificate = certify(options, file);
    const ReportOptions& wanted = options.report;
    write_one(wanted.html, render_html(certificate), log);
    write_one(wanted.json, render_json(certificate), log);
    write_one(wanted.junit, render_junit(certificate), log);
    if (options.json) {
        fmt::print("{}", render_json(certificate));
    } else if (wanted.html.empty() && wanted.json.empty() && wanted.junit.empty()) {
        fmt::print("{}", render_text(certificate, wants_colour(options.color, STDOUT_FILENO)));
    }
    return exit_code(certificate.readiness);
}

}  // namespace cutover
