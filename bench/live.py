"""The measuring part of bench/live.sh: verifications of a source that is written to and followed."""
import argparse
import collections
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time

import lag
from apply import live_in_memory
from lag import Client, Heartbeat, percentile
from mysql56 import Mysql56
from run import CUTOVER, Server, fresh_servers, verdict

TABLES = """USE sbtest;
CREATE TABLE sbtest.hot (id INT PRIMARY KEY, n BIGINT NOT NULL, note VARCHAR(40));
INSERT INTO sbtest.hot SELECT id, 0, NULL FROM sbtest.sbtest1 WHERE id <= 100;
INSERT INTO sbtest.hot VALUES (4711, 0, 'nobody writes to this one');
CREATE TABLE sbtest.still (id INT PRIMARY KEY, content VARCHAR(60) NOT NULL);
INSERT INTO sbtest.still SELECT id, SHA1(id) FROM sbtest.sbtest1 WHERE id <= 10000;
CREATE TABLE sbtest.altered (id INT PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO sbtest.altered SELECT id, id FROM sbtest.sbtest1 WHERE id <= 1000;
CREATE TABLE sbtest.emptied (id INT PRIMARY KEY);
CREATE TABLE sbtest.counted (id INT AUTO_INCREMENT PRIMARY KEY, n BIGINT NOT NULL);
"""
ON_DISK = ["--innodb-buffer-pool-size=2G", "--innodb-log-file-size=1G"]  # as run.Server has them
DAMAGED = 4711  # nobody writes to this row of either table
EVERY = 10


def hot_writes():
    """Three rows that are never at rest, others that come and go, and a counter, of which a
    transaction that is rolled back takes numbers, too."""
    number = 0
    while True:
        number += 1
        yield f"UPDATE sbtest.hot SET n = n + 1 WHERE id = {number % 3 + 1}"
        if number % 10 == 0:
            yield f"DELETE FROM sbtest.hot WHERE id = {number % 97 + 4}"
            yield f"REPLACE INTO sbtest.hot VALUES ({number % 89 + 4}, {number}, MD5({number}))"
        if number % 25 == 0:
            yield f"INSERT INTO sbtest.counted (n) VALUES ({number}), ({number})"
        if number % 50 == 0:
            yield f"BEGIN; INSERT INTO sbtest.counted (n) VALUES ({number}); ROLLBACK"


def definition_changes():
    while True:
        yield "ALTER TABLE sbtest.altered ADD COLUMN more VARCHAR(40) NULL AFTER id"
        yield "UPDATE sbtest.altered SET more = MD5(n), n = n + 1"
        yield "CREATE TABLE sbtest.passing (id INT PRIMARY KEY) SELECT id FROM sbtest.altered"
        yield "TRUNCATE TABLE sbtest.emptied"
        yield "INSERT INTO sbtest.emptied SELECT id FROM sbtest.altered"
        yield "ALTER TABLE sbtest.altered DROP COLUMN more"
        yield "DROP TABLE sbtest.passing"


class Writer:
    """A session that writes until it is stopped."""

    def __init__(self, server, statements, pause):
        self.written, self.failure = 0, None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.write, args=(Client(server), statements, pause))
        self.thread.start()

    def write(self, client, statements, pause):
        for statement in statements:
            if self.over.is_set():
                break
            if client.ask(statement + "; SELECT 1") != "1":
                self.failure = statement
                break
            self.written += 1
            self.over.wait(pause)
        client.close()

    def stop(self):
        self.over.set()
        self.thread.join()
        if self.failure:
            sys.exit(f"the source refused: {self.failure}")


def verify():
    """One verification: its exit code, and what it says."""
    begun = time.monotonic()
    done = subprocess.run(
        [CUTOVER, "verify", lag.task_file(), "--state", lag.state_folder(), "--json", "--progress", "none"],
        capture_output=True, text=True)
    said = json.loads(done.stdout) if done.stdout else {}
    return {"code": done.returncode, "said": said, "stderr": done.stderr[-1000:],
            "seconds": time.monotonic() - begun}


def not_equal(said):
    return [(one["source"] or one.get("destination"), one["verdict"], one["reason"])
            for kind in ("tables", "objects") for one in said.get(kind, [])
            if one["verdict"] != "EQUAL"]


def list_run(number, result):
    """Any run but a good one, with its reasons."""
    print(f"  {number}: exit code {result['code']} after {result['seconds']:.1f} s, "
          f"met at {result['said'].get('met_at')}", flush=True)
    for name, what, reason in not_equal(result["said"]):
        print(f"    {what} {name}: {reason}")
    for one in result["said"].get("discrepancies", [])[:5]:
        print(f"    {one}")
    if not result["said"]:
        print("    " + result["stderr"])


def verifications(arguments, destination):
    """Of equal data; and of a damaged row every so often, in a table at rest and in a hot one."""
    results = []
    found = []
    for number in range(1, arguments.verifications + 1):
        if number % EVERY == 0:
            table, column = (("still", "content"), ("hot", "note"))[number // EVERY % 2]
            found.append(damage(destination, table, column))
        result = verify()
        results.append(result)
        if result["code"] != 0:
            list_run(number, result)
        elif number % 20 == 0:
            print(f"  {number} of {arguments.verifications}, load {os.getloadavg()[0]:.1f}",
                  flush=True)
    return results, found


def damage(destination, table, column):
    """A row of the destination; True: just that is found."""
    row = f"sbtest.{table} SET {column} = %s WHERE id = {DAMAGED}"
    destination.sql("UPDATE " + row % f"CONCAT({column}, ' ')")
    result = verify()
    found = [(one["table"], one["kind"], one["key"]) for one in result["said"]["discrepancies"]]
    wanted = [(f"sbtest.{table}", "changed", {"id": str(DAMAGED)})]
    if result["code"] != 1 or found != wanted:
        list_run("damaged", result)
    destination.sql("UPDATE " + row % f"TRIM({column})")
    return result["code"] == 1 and found == wanted


def summary(results, lags, found):
    codes = collections.Counter(one["code"] for one in results)
    false = codes[1] + sum(one["code"] != 1 and one["said"].get("outcome") == "different"
                           for one in results)
    unproven = collections.Counter(name for one in results for name, what, _ in
                                   not_equal(one["said"]) if what == "UNPROVEN")
    held = [one["said"]["held_seconds"] for one in results if one["said"].get("met_at")]
    seconds = [one["seconds"] for one in results]
    print(f"\n{len(results)} verifications, {len(held)} of them met the applier; exit codes "
          + ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))
          + f"; UNPROVEN: {dict(unproven) or 'none'}; load {os.getloadavg()[0]:.1f}\n"
          "\n| | samples | p50 | p99 | max |\n|---|---|---|---|---|")
    for name, values in (("the applier stood still, s", held), ("a verification took, s", seconds),
                         ("lag meanwhile, heartbeat, s", lags)):
        print(f"| {name} | {len(values)} | {statistics.median(values):.3f} | "
              f"{percentile(values, 0.99):.3f} | {max(values):.3f} |")
    value = percentile(held, 0.99)
    print("\n| figure | must | aim | measured | |\n|---|---|---|---|---|\n"
          f"| applier held, p99, s | 1 | 0.2 | {value:.3f} | {verdict(value, 1, 0.2)} |\n"
          f"| false differences in {len(results)} verifications | 0 | 0 | {false} | "
          f"{verdict(false, 0, 0)} |\n"
          f"| damaged rows found, alone | {len(found)} | {len(found)} | {sum(found)} | "
          f"{verdict(len(found) - sum(found), 0, 0)} |")


def must_have_arrived(source, destination):
    """What the verdicts said is true of the end, by somebody else's means."""
    names = [f"sbtest.{name}" for name in source.sql("SHOW TABLES FROM sbtest").split()]
    tables = "CHECKSUM TABLE " + ", ".join(names)
    here, there = (server.sql(tables).splitlines() for server in (source, destination))
    if here != there:
        differ = [f"{one} / {other}" for one, other in zip(here, there) if one != other]
        sys.exit("the destination's rows are not the source's: " + "; ".join(differ))
    print(f"CHECKSUM TABLE of all {len(names)} tables is the same on both sides")


def stop_sysbench(load):
    load.send_signal(signal.SIGINT)
    try:
        output = load.communicate(timeout=30)[0]
    except subprocess.TimeoutExpired:
        load.kill()
        output = load.communicate()[0]
    rates = [float(line.split(" tps: ")[1].split()[0])
             for line in output.splitlines() if " tps: " in line]
    print(f"sysbench: {statistics.mean(rates or [0]):.0f} transactions a second", flush=True)


def wait_for_the_last(source, destination):
    """What was written before this row has arrived with it."""
    source.sql("INSERT INTO sbtest.counted (n) VALUES (-1)")
    for _ in range(600):
        if destination.sql("SELECT n FROM sbtest.counted WHERE n = -1"):
            return
        time.sleep(0.1)
    sys.exit("the last row never arrived:\n" + lag.follow_log().read_text())


def measure(source, destination, arguments):
    follower = lag.start_following()
    heartbeat = Heartbeat(source, destination)
    writers = [Writer(source, hot_writes(), 0.005)]
    if arguments.ddl:
        writers.append(Writer(source, definition_changes(), 0.7))
    load = lag.sysbench(source, arguments, "--report-interval=10", "run")
    try:
        time.sleep(3)
        results, found = verifications(arguments, destination)
        busy = len(heartbeat.written)
    finally:
        for writer in writers:
            writer.stop()
        stop_sysbench(load)
        heartbeat.stop()
        lags = heartbeat.lags[:busy]
        if follower.poll() is None:
            wait_for_the_last(source, destination)
        follower.send_signal(signal.SIGTERM)
    if follower.wait() != 0:
        sys.exit("cutover failed:\n" + lag.follow_log().read_text())
    print("beside sysbench: " + ", ".join(str(writer.written) for writer in writers) + " statements")
    summary(results, lags, found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--verifications", type=int, default=200)
    parser.add_argument("--ddl", action="store_true", help="definitions change, too")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--rate", type=int, default=0, help="transactions a second; 0: all it can")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--memory", action="store_true", help="data in /dev/shm, not on disk")
    parser.add_argument("--mysql", action="store_true", help="both servers are MySQL 5.6")
    arguments = parser.parse_args()
    arguments.seconds = 0  # sysbench runs until it is stopped
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    if arguments.memory:
        live_in_memory()
    kind, options = (Mysql56, ON_DISK) if arguments.mysql else (Server, ["--max-binlog-size=1G"])
    with fresh_servers(lag.ROLES, lag.state_folder(), kind, options) as (source, destination):
        lag.prepare(source, arguments)
        source.sql(TABLES)
        measure(source, destination, arguments)
        must_have_arrived(source, destination)


if __name__ == "__main__":
    main()
