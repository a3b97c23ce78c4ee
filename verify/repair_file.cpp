#include "verify/repair_file.hpp"

#include <system_error>

#include "core/error.hpp"

namespace cutover {

RepairFile::RepairFile(std::filesystem::path path)
    : removals_{.path = path}, writes_{.path = path += ".part"} {
    if (std::filesystem::exists(removals_.path)) {
        finished_ = true;  // it is not ours to remove
        throw Error(
            Recovery::none, ExitCode::usage,
            removals_.path.string() + " exists already; name another file for --repair-sql");
    }
    removals_.file.open(removals_.path);
    writes_.file.open(writes_.path);
    removals_.file << repair_preamble();
    check(removals_);
    check(writes_);
}

RepairFile::~RepairFile() {
    std::error_code ignored;  // nothing more can be done about it here
    std::filesystem::remove(writes_.path, ignored);
    if (!finished_) {
        std::filesystem::remove(removals_.path, ignored);
    }
}

void RepairFile::add(const RepairStatement& statement) {
    append(statement.stage == RepairStage::remove ? removals_ : writes_, statement);
    ++statements_;
}

void RepairFile::append(Stage& stage, const RepairStatement& statement) {
    if (stage.table != statement.table) {
        stage.file << "\n-- " << display(statement.table) << '\n';
        stage.table = statement.table;
    }
    stage.file << statement.sql << '\n';
    check(stage);
}

std::uint64_t RepairFile::finish() {
    writes_.file.close();
    check(writes_);
    if (std::filesystem::file_size(writes_.path) > 0) {
        removals_.file << std::ifstream(writes_.path).rdbuf();
    }
    removals_.file.close();
    check(removals_);
    finished_ = true;
    return statements_;
}

void RepairFile::check(const Stage& stage) const {
    if (!stage.file) {
        throw Error(
            Recovery::none, "cannot write " + stage.path.string() +
                                ": check the folder, its permissions and the free space");
    }
}

}  // namespace cutover
