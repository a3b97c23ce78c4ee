#include "app/help.hpp"

#include <array>
#include <utility>

namespace cutover {
namespace {

constexpr std::string_view overview =
    R"(cutover moves MySQL and MariaDB databases, and proves that they arrived.

Usage: cutover COMMAND [TASK.json] [flags]

  init     [TASK.json]   write a commented starter task file
  precheck TASK.json     run every check that the task needs; change nothing
  migrate  TASK.json     precheck, then schema and rows; resumes when stopped
  verify   TASK.json     compare source and destination; change nothing
  merge    TASK.json DIR...  join what the shards of a verification found
  report   TASK.json     the recorded evidence and the verdict; needs no server
  status   TASK.json     what stands where: phase, progress, rates, next step
  resolve  TASK.json     decide on a statement that could not be replayed
  selftest TASK.json     see for yourself what verify finds, on your servers

  cutover COMMAND --help  the flags of a command
  cutover --version

A first migration:

  cutover init shop.json          # then put in the two servers
  cutover precheck shop.json
  cutover migrate shop.json
  cutover verify shop.json
  cutover report shop.json --html shop.html

Exit codes: 0 yes (done, equal, ready) | 1 no (different, not ready, a check
failed) | 2 usage or task file, nothing contacted | 3 could not finish, run
again | 4 incomplete or unproven | 5 interrupted, run again to resume | 6 login,
privilege or TLS refused | 7 the source's binary log is gone | 70 a bug
)";

constexpr std::string_view common = R"(
Flags of every command:
  --set /POINTER=VALUE     override one key of the task file, e.g.
                           --set /limits/workers=8; may be given again
  --state DIR              where the evidence is kept (default:
                           .cutover/TASK-NAME beside the task file)
  --json                   one JSON document on stdout
  --log-level LEVEL        error, warning, info (default) or debug; to stderr
  --log-format FORMAT      text (default) or json
  --progress STYLE         auto (default), plain, json or none; to stderr
  --color WHEN             auto (default), always or never; NO_COLOR is honoured
  -h, --help
)";

using CommandHelp = std::pair<std::string_view, std::string_view>;

constexpr std::array<CommandHelp, 9> command_helps{{
    {"init", R"(Usage: cutover init [TASK.json]

Writes a commented starter task file (default: task.json). It is valid as it
stands; put in your two servers and what to move. Never overwrites a file.

Example:
  cutover init shop.json
)"},
    {"precheck", R"(Usage: cutover precheck TASK.json [flags]

Runs every check that the task needs: servers, privileges, names, conflicts,
definitions, sizes. Each failed check says why it matters and what mends it.
Changes nothing. Exit 0: all pass or are ignored by name; 1: some fail.

Example:
  cutover precheck shop.json --json | jq '.checks[] | select(.status=="fail")'
)"},
    {"migrate", R"(Usage: cutover migrate TASK.json [flags]

Runs the prechecks and, where none fails, the task's types in order. Stopped at
any moment, even by a power failure, the same command goes on where it stopped.

  --types LIST             schema,full,incremental: these instead of the task's
  --dry-run                print the plan and the SQL; write nothing
  --restart                throw the task's progress away and begin anew; asks
  --yes                    do not ask
  --until WHEN             of incremental: caught-up, or forever (default)

Examples:
  cutover migrate shop.json --dry-run
  cutover migrate shop.json --types schema,full
)"},
    {"verify", R"(Usage: cutover verify TASK.json [flags]

Reads both servers, compares every row and every definition, and says for each
table EQUAL, DIFFERENT, UNPROVEN or SKIPPED. Changes nothing; trusts nothing
that the copy recorded. Exit 0: equal; 1: different; 4: not all could be proven.

  --tables PATTERN,...     only these, as globs on database.table
  --float MODE             exact: bit by bit; dts: rounded; ulp:N: at most N
                           representable values apart (default: the task's)
  --all                    list each equal table and definition, too
  --repair-sql FILE        write SQL that makes the destination equal, for you
                           to read and run; it is never executed
  --max-discrepancies N    list at most N (default 100); all are counted
  --workers N              sessions on each side, 1 to 64 (default: the task's)
  --sample PERCENT         compare a sample; UNPROVEN at best, never EQUAL
  --prefilter              for slow links: both servers digest each chunk, and
                           only chunks that disagree are read; a table of which
                           anything was not read is UNPROVEN at best
  --since-last             read only the rows that both servers' logs name since
                           the last verification; the rest is as equal as then
  --slice SECONDS          while the source is followed: keep no snapshot longer
                           (default 900); what is left is read at another moment
  --recheck                where another tool replicates: read rows that differ
                           again, until they agree or have stayed so long enough
  --patience SECONDS       how long that is (default 60)
  --shard I/N              compare the I-th of N shares of all chunks, e.g. on
                           one of N machines; exit 4 where it finds nothing:
                           cutover merge joins the shards to a verdict. Its
                           evidence is kept in .cutover/TASK-NAME.shard-I-of-N.
                           While the source is followed, all N wait for another

While cutover migrate follows the source, here or elsewhere, both servers are
compared as they were at one place of the source's log; writes go on.

Examples:
  cutover verify shop.json
  cutover verify shop.json --tables 'shop.order*' --repair-sql repair.sql
)"},
    {"merge", R"(Usage: cutover merge TASK.json SHARD_DIR... [flags]

Joins the evidence of all shards of one verification (verify --shard I/N) to its
verdict, and puts that on the task's record, for the report. Contacts no server.
Refuses a shard that is missing, there twice, of another task or moment, chunks
that do not cover each table from end to end, and shards older than the task's
latest migration or verification. Exit codes as of verify; 3: run them again.

  --all                    list each equal table and definition, too

Examples:
  cutover verify shop.json --shard 1/2 & cutover verify shop.json --shard 2/2
  cutover merge shop.json .cutover/shop.shard-*-of-2
)"},
    {"report", R"(Usage: cutover report TASK.json [flags]

Judges the recorded evidence: READY or NOT READY, with the reasons. Contacts no
server. Without a file to write, a summary goes to stdout.

  --html FILE              one self-contained page
  --json-report FILE       the same as JSON
  --junit FILE             for continuous integration

Example:
  cutover report shop.json --html shop.html
)"},
    {"status", R"(Usage: cutover status TASK.json [flags]

Shows what stands where: the phase of the task, what is copied and what is left,
how far the source's log is applied, lag, backlog and rates, the last
verification, and the next step. Warns well before the source would purge log
that is still needed. Changes nothing.

  --watch                  look again every second, until Ctrl-C; on a terminal
                           it is drawn anew, else it is a line each time

Examples:
  cutover status shop.json --watch
  cutover status shop.json --json | jq .lag_seconds
)"},
    {"resolve", R"(Usage: cutover resolve TASK.json [flags]

Shows the statement of the source that the task could not replay and stands at.
With one of the flags it is put on record, with your reason, what becomes of it;
the next migrate goes on behind it. Changes no row and no definition itself.

  --done REASON            you have made the change on the destination by hand
  --skip REASON            the destination does not need it

Examples:
  cutover resolve shop.json
  cutover resolve shop.json --done 'names swapped over there, too'
)"},
    {"selftest", R"(Usage: cutover selftest TASK.json [flags]

Seeds differences into throw-away databases on both servers, one at a time (one
bit, swapped rows, NULL for '', a microsecond, ...), lets verify look, and says
how many it found with just the rows and columns, and whether it raised a false
alarm on equal data. Only the task's two servers count. The accounts must be
allowed to create databases named cutover_selftest_...; they are dropped at the
end. Exit 0: all found; 1: missed, misplaced or falsely alarmed; 4: not all
could be tried.

  --servers FILE           the same as TASK.json; "source" and "destination" are
                           enough
  --kinds PATTERN,...      only these, as globs on families and kinds
  --rounds N               trials of each kind (default 1)
  --equal-runs N           verifications of equal data (default 4), every second
                           one while both servers are written to
  --seed N                 the same places as a run before, which named it
  --peers                  row counts, CHECKSUM TABLE and the digest of
                           pt-table-checksum on the same seeds
  --keep                   do not drop the databases

Examples:
  cutover selftest shop.json --rounds 33 --equal-runs 200 --peers
  cutover selftest --servers servers.json --kinds 'text,time'
)"},
}};

}  // namespace

std::string help_text(std::string_view command) {
    for (const auto& [name, text] : command_helps) {
        if (name == command) {
            return std::string(text) + std::string(common);
        }
    }
    return std::string(overview);
}

}  // namespace cutover
