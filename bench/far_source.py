"""The measuring part of bench/far_source.sh: one worker and four, a round trip away from the source."""
import argparse
import json
import os
import signal
import statistics
import sys

import run
from apply import feed
from run import CUTOVER, fresh_servers, load_tables, timed, verdict
from slow_relay import SlowRelay

ROLES = ["far-source", "far-destination"]
WORKERS = (1, 4)


def state_folder():
    return run.HOME / "far-state"


def make_many(source, tables):
    """Tables of 500 rows, of the columns that applications have."""
    feed(source, "CREATE DATABASE many; USE many;" + "".join(
        f"CREATE TABLE t{number} (id INT PRIMARY KEY, name VARCHAR(60), amount DECIMAL(12, 2), "
        f"made_at DATETIME(6)); INSERT INTO t{number} SELECT seq, MD5(seq), seq / 7, "
        f"'2020-01-01' + INTERVAL seq SECOND FROM seq_1_to_500; " for number in range(tables)))


def write_task(database, source, destination):
    path = run.HOME / f"far-{database}.json"
    path.write_text(json.dumps({
        "name": f"far-{database}",
        "source": source,
        "destination": {"socket": str(destination.socket), "user": "root"},
        "types": ["schema", "full"],
        "objects": {database: {}}}))
    return path


def command(name, task, *more):
    return [CUTOVER, name, task, "--state", state_folder() / task.stem, "--progress", "none", *more]


def measure(task, rounds):
    """The seconds that each number of workers took, by round."""
    walls = {workers: [] for workers in WORKERS}
    for number in range(1, rounds + 1):
        for workers in WORKERS:
            wall, peak, cpu = timed(command("verify", task, "--workers", str(workers)))
            walls[workers].append(wall)
            print(f"  {task.stem}, round {number}, {workers} worker{'s' * (workers > 1)}: {wall:.2f} s, "
                  f"{peak:.0f} MiB, {cpu:.2f} s CPU, load {os.getloadavg()[0]:.1f}", flush=True)
    return walls


def summary(results):
    print("\n| data | 1 worker, wall s | 4 workers, wall s | times faster | by round |\n"
          "|---|---|---|---|---|")
    for name, walls in results.items():
        one, four = (statistics.median(walls[workers]) for workers in WORKERS)
        by_round = sorted(a / b for a, b in zip(walls[1], walls[4]))
        print(f"| {name} | {one:.2f} | {four:.2f} | {one / four:.2f} | "
              f"{by_round[0]:.2f} to {by_round[-1]:.2f} |")
        if name == "many":
            print(f"| must 3.0, aim 3.8 | | | {one / four:.2f} | "
                  f"{verdict(-one / four, -3.0, -3.8)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tables", type=int, default=400)
    parser.add_argument("--milliseconds", type=float, default=20, help="there and back")
    parser.add_argument("--only", choices=["many", "large"])
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    with fresh_servers(ROLES, state_folder()) as (source, destination):
        relay = SlowRelay(source.port, arguments.milliseconds / 2000)
        results = {}
        for name, database in (("many", "many"), ("large", "bench")):
            if arguments.only not in (None, name):
                continue
            make_many(source, arguments.tables) if name == "many" else load_tables(source)
            near = write_task(database, {"socket": str(source.socket), "user": "root"}, destination)
            timed(command("migrate", near))
            far = write_task(database, {"host": "127.0.0.1", "port": relay.port, "user": "root"},
                             destination)
            results[name] = measure(far, arguments.rounds)
        summary(results)


if __name__ == "__main__":
    main()
