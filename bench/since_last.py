"""The measuring part of bench/since_last.sh: what changed, and everything, in turn."""
import argparse
import json
import os
import signal
import statistics
import sys

import run
from apply import cpu_seconds, feed
from run import CUTOVER, fresh_servers, load_tables, timed, timed_output, verdict

ROLES = ["since-source", "since-destination"]
SLICE = 100_000  # keys a transaction changes rows of


def state_folder():
    return run.HOME / "since-state"


class Table:
    def __init__(self, name, rows, change, copy):
        """`change` is what an UPDATE sets; `copy` the columns after the key, for rows that are new."""
        self.name, self.rows, self.change, self.copy = name, rows, change, copy

    def changes_at_random(self, share):
        """Eight of ten are updated, one is deleted, and there is a new one for it, at the end."""
        yield f"SET @last = (SELECT MAX(id) FROM {self.name})"
        for begin in range(1, self.rows + 1, SLICE):
            some = f"WHERE id BETWEEN {begin} AND {begin + SLICE - 1} AND RAND() < {share}"
            yield "BEGIN"
            yield f"UPDATE {self.name} SET {self.change} {some} * 0.8"
            yield f"DELETE FROM {self.name} {some} * 0.1"
            yield (f"INSERT INTO {self.name} SELECT @last := @last + 1, {self.copy} "
                   f"FROM {self.name} {some} * 0.1")
            yield "COMMIT"

    def changes_of_a_range(self, share):
        begin = self.rows // 3
        for first in range(begin, begin + int(self.rows * share), SLICE):
            last = min(first + SLICE, begin + int(self.rows * share)) - 1
            yield f"UPDATE {self.name} SET {self.change} WHERE id BETWEEN {first} AND {last}"


TABLES = [
    Table("orders", 2_000_000, "total = RAND() * 1000000, note = MD5(RAND())",
          "customer_id, status, total, discount, weight, reference, note, gift, paid_at, changed_at"),
    Table("events", 5_000_000, "value = value + 1", "user_id, kind, value")]


def divide(source, by):
    """Leaves that part of each table, so that as many rows as before are a larger share."""
    for table in TABLES if by > 1 else ():
        table.rows //= by
        source.sql(f"USE bench; CREATE TABLE part LIKE {table.name}; INSERT INTO part SELECT * FROM "
                   f"{table.name} WHERE id <= {table.rows}; DROP TABLE {table.name}; "
                   f"RENAME TABLE part TO {table.name}")


class Bench:
    def __init__(self, source, destination):
        self.servers = [source, destination]
        self.task = run.HOME / "since-task.json"
        self.task.write_text(json.dumps({
            "name": "since",
            "source": {"socket": str(source.socket), "user": "root"},
            "destination": {"socket": str(destination.socket), "user": "root"},
            "types": ["schema", "full", "incremental"],
            "objects": {"bench": {}}}))
        self.results = {}

    def command(self, name, *more):
        return [CUTOVER, name, self.task, "--state", state_folder(), "--progress", "none", *more]

    def migrate(self):
        return timed(self.command("migrate", "--until", "caught-up"))[0]

    def verify(self, *more):
        """(wall s, peak MiB, CPU s of cutover, CPU s of both servers, rows read, rows in all)"""
        before = sum(cpu_seconds(server.process) for server in self.servers)
        wall, peak, cpu, output = timed_output(self.command("verify", "--json", *more))
        there = sum(cpu_seconds(server.process) for server in self.servers) - before
        tables = json.loads(output)["tables"]
        rows = sum(table["source_rows"] for table in tables)
        read = rows - sum(table["rows_carried"] for table in tables)
        return wall, peak, cpu, there, read, rows

    def measure(self, name, changes):
        feed(self.servers[0], "USE bench; " + "; ".join(changes) + ";")
        brought = self.migrate()
        for server in self.servers:  # what the purge still has to do is nobody's here
            server.sql("SET GLOBAL innodb_max_purge_lag_wait = 0")
        since = self.verify("--since-last")
        full = self.verify()
        self.results.setdefault(name, []).append((since, full))
        print(f"  {name}: brought over in {brought:.1f} s; --since-last {since[0]:.2f} s, "
              f"{since[1]:.0f} MiB, {since[2]:.2f} s CPU, servers {since[3]:.2f}, read {since[4]:,} of "
              f"{since[5]:,} rows; full {full[0]:.2f} s, {full[1]:.0f} MiB, {full[2]:.2f} s CPU, "
              f"servers {full[3]:.2f}; load {os.getloadavg()[0]:.1f}", flush=True)

    def summary(self):
        print("\n| rows changed | read | --since-last, wall s | full, wall s | ratio, median | by round | CPU s of "
              "all three: since-last, full | peak MiB: since-last, full |\n|---|---|---|---|---|---|---|---|")
        for name, runs in self.results.items():
            def median(side, index):
                return statistics.median(one[side][index] for one in runs)
            ratios = [since[0] / full[0] for since, full in runs]
            cpu = [statistics.median(one[side][2] + one[side][3] for one in runs) for side in (0, 1)]
            peaks = [max(one[side][1] for one in runs) for side in (0, 1)]
            print(f"| {name} | {100 * median(0, 4) / median(0, 5):.2f} % | {median(0, 0):.2f} | "
                  f"{median(1, 0):.2f} | {statistics.median(ratios):.3f} | {min(ratios):.3f} to "
                  f"{max(ratios):.3f} | {cpu[0]:.2f}, {cpu[1]:.2f} | {peaks[0]:.0f}, {peaks[1]:.0f} |")
            if name == "1 % at random":
                value = statistics.median(ratios)
                print(f"| must 0.10, aim 0.03 | | | | {value:.3f} | {verdict(value, 0.10, 0.03)} | | |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shares", default="0.1,1,10", help="percent of the rows")
    parser.add_argument("--divide", type=int, default=1, help="tables of so much fewer rows")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    with fresh_servers(ROLES, state_folder()) as servers:
        load_tables(servers[0])
        divide(servers[0], arguments.divide)
        bench = Bench(*servers)
        bench.migrate()
        bench.verify()
        for number in range(1, arguments.rounds + 1):
            print(f"round {number} of {arguments.rounds}", flush=True)
            for percent in arguments.shares.split(","):
                bench.measure(f"{percent} % at random", [
                    one for table in TABLES for one in table.changes_at_random(float(percent) / 100)])
            bench.measure("1 % in one range", [
                one for table in TABLES for one in table.changes_of_a_range(0.01)])
        bench.summary()


if __name__ == "__main__":
    main()
