#include "tests/servers/support/bad_input.hpp"

#include "tests/places.hpp"

namespace cutover::test {

std::string unwrapped(const std::string& text) {
    std::string line;
    for (const char c : text) {
        const bool is_space = c == ' ' || c == '\n';
        if (!is_space || line.empty() || line.back() != ' ') {
            line += is_space ? ' ' : c;
        }
    }
    return line;
}

BadTask::BadTask(PrivateServer& from, PrivateServer& to) : source(from), destination(to) {
    source.execute(
        "DROP DATABASE IF EXISTS bad; CREATE DATABASE bad CHARACTER SET utf8; USE bad;"
        "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(200)) ENGINE=InnoDB;"
        "INSERT INTO t VALUES (1, 'a');"
        "CREATE TABLE `T` (id INT PRIMARY KEY) ENGINE=InnoDB;");
    destination.execute("DROP DATABASE IF EXISTS bad; DROP DATABASE IF EXISTS cutover");
    before_ = contents();
}

BadTask::~BadTask() {
    source.execute("DROP DATABASE IF EXISTS bad");
    destination.execute("DROP DATABASE IF EXISTS bad; DROP DATABASE IF EXISTS cutover");
}

std::string BadTask::contents() const {
    return destination.sql(
        "SELECT table_schema, table_name, table_rows, create_time FROM information_schema.tables "
        "WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') "
        "ORDER BY 1, 2; SHOW DATABASES");
}

std::string BadTask::text(const std::string& objects, const std::string& more) const {
    return "{\n\"name\": \"bad-input\",\n\"source\": " + endpoint_json(source) +
           ",\n\"destination\": " + endpoint_json(destination) +
           ",\n\"types\": [\"schema\", \"full\"],\n" + more + "\"objects\": " + objects + "\n}";
}

std::string BadTask::whole() const {
    return text(R"({"bad": {}})", "\"exclude\": [\"bad.T\"],\n");
}

std::vector<std::string> BadTask::command_line(
    const std::string& command,
    const std::string& text,
    const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{program, command, folder.write("task.json", text)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

ProgramRun BadTask::run(
    const std::string& command,
    const std::string& text,
    const std::vector<std::string>& more) const {
    return run_program(command_line(command, text, more));
}

void BadTask::expect_refused(
    const ProgramRun& run, ExitCode code, const std::vector<std::string>& messages) const {
    EXPECT_EQ(run.exit_code, static_cast<int>(code)) << run.out << run.err;
    for (const std::string& message : messages) {
        EXPECT_TRUE(unwrapped(run.out + run.err).find(message) != std::string::npos)
            << message << " is not in\n"
            << run.out << run.err;
    }
    EXPECT_EQ(contents(), before_) << "the destination was changed";
}

void BadTask::expect_copied() const {
    const std::string sums = "SELECT COUNT(*), SUM(id), SUM(CRC32(v)) FROM bad.t";
    EXPECT_EQ(destination.sql(sums), source.sql(sums));
}

void grow(const BadTask& task) {
    std::string doubling = "USE bad; DELETE FROM t WHERE id > 1;";
    for (int rows = 1; rows < 200'000; rows *= 2) {
        doubling += "INSERT INTO t SELECT id + " + std::to_string(rows) +
                    ", REPEAT('x', 50 + id % 100) FROM t WHERE id + " + std::to_string(rows) +
                    " <= 200000;";
    }
    task.source.execute(doubling + "ANALYZE TABLE t");
}

}  // namespace cutover::test
