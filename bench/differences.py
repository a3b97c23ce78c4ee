"""The measuring part of bench/differences.sh: the same table, as it differs more and more."""
import argparse
import json
import os
import signal
import sys

import run
from run import CUTOVER, fresh_servers, load_tables, timed, timed_output, verdict

ROLES = ["differences-source", "differences-destination"]
PATIENCE = 4  # seconds


def state_folder():
    return run.HOME / "differences-state"


class Bench:
    def __init__(self, source, destination):
        self.source, self.destination = source, destination
        self.task = run.HOME / "differences.json"
        self.task.write_text(json.dumps({
            "name": "differences",
            "source": {"socket": str(source.socket), "user": "root"},
            "destination": {"socket": str(destination.socket), "user": "root"},
            "types": ["schema", "full"],
            "objects": {"bench": {}}}))
        self.rows = []

    def command(self, name, *more):
        return [CUTOVER, name, self.task, "--state", state_folder(), "--progress", "none", *more]

    def copy(self):
        self.source.sql("USE bench; DROP TABLE orders; CREATE TABLE loose (user_id INT, kind INT, "
                        "value BIGINT); INSERT INTO loose SELECT user_id, kind, value FROM events")
        timed(self.command("migrate"))

    def measure(self, name, code, *more):
        """`code`: what it must end with."""
        wall, peak, cpu, output = timed_output(self.command("verify", "--json", *more), code=code)
        said = json.loads(output)
        verdicts = ", ".join(f"{table['source']} {table['verdict']}" for table in said["tables"])
        self.rows.append((name, said["discrepancy_count"], wall, peak, cpu, verdicts))
        print(f"  {name}: {wall:.1f} s, {peak:.0f} MiB, load {os.getloadavg()[0]:.1f}", flush=True)

    def differ(self, table, where="TRUE"):
        self.destination.sql(f"UPDATE bench.{table} SET value = value + 1 WHERE {where}")

    def agree(self, table, where="TRUE"):
        self.destination.sql(f"UPDATE bench.{table} SET value = value - 1 WHERE {where}")

    def measure_with_key(self):
        events = ["--tables", "bench.events"]
        recheck = ["--recheck", "--patience", str(PATIENCE)]
        self.measure("nothing differs", 0)
        self.differ("events", "id <= 100000")
        self.measure("100,000 rows", 1, *events)
        self.measure(f"the same, --recheck with {PATIENCE} s of patience", 1, *events, *recheck)
        self.agree("events", "id <= 100000")
        self.differ("events")
        self.measure("all 5,000,000", 1, *events)
        self.measure("the same, --repair-sql", 1, *events, "--repair-sql",
                     run.HOME / "differences.sql")
        self.measure("the same, --recheck", 4, *events, *recheck)

    def measure_without_key(self):
        loose = ["--tables", "bench.loose"]
        self.differ("loose")
        self.measure("all 5,000,000 without a key", 1, *loose)
        self.measure("the same, --repair-sql", 1, *loose, "--repair-sql",
                     run.HOME / "differences.sql")

    def summary(self):
        print("\n| what differs | discrepancies | wall s | peak MiB | CPU s | verdict |\n"
              "|---|---|---|---|---|---|")
        for name, count, wall, peak, cpu, verdicts in self.rows:
            print(f"| {name} | {count:,} | {wall:.1f} | {peak:.0f} | {cpu:.1f} | {verdicts} |")
        peak = max(row[3] for row in self.rows)
        print(f"| must 256 MiB, aim 128 | | | {peak:.0f} | | {verdict(peak, 256, 128)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keyless", action="store_true", help="the table without a key alone")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    with fresh_servers(ROLES, state_folder()) as servers:
        load_tables(servers[0])
        bench = Bench(*servers)
        bench.copy()
        if not arguments.keyless:
            bench.measure_with_key()
        bench.measure_without_key()
        bench.summary()
        (run.HOME / "differences.sql").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
