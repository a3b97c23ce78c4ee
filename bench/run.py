"""The measuring part of bench/run.sh: two servers, the same data, everybody in turn."""
import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "bench"
CUTOVER = ROOT / "build" / "release" / "cutover"
TABLES = ["orders", "events"]


class Server:
    def __init__(self, name, port, options=()):
        """`options` come last, so that they win."""
        self.folder = HOME / name
        self.socket = self.folder / "socket"
        self.port = port
        as_root = ["--user=root"] if os.getuid() == 0 else []
        if not (self.folder / "data").exists():
            (self.folder / "tmp").mkdir(parents=True)
            subprocess.run(
                ["mariadb-install-db", "--no-defaults", *as_root, f"--datadir={self.folder}/data",
                 "--auth-root-authentication-method=normal", "--skip-test-db"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            ["mariadbd", "--no-defaults", *as_root, f"--datadir={self.folder}/data",
             f"--socket={self.socket}", f"--tmpdir={self.folder}/tmp", f"--port={port}",
             f"--pid-file={self.folder}/pid", "--bind-address=127.0.0.1", f"--server-id={port}",
             f"--log-bin={self.folder}/data/binlog", "--binlog-format=ROW",
             "--expire-logs-days=0", "--binlog-expire-logs-seconds=0",
             "--innodb-buffer-pool-size=2G", "--innodb-flush-log-at-trx-commit=1",
             "--innodb-log-file-size=1G", "--max-allowed-packet=64M", *options],
            stdout=open(self.folder / "log", "ab"), stderr=subprocess.STDOUT)
        for _ in range(600):
            if subprocess.run(self.client("SELECT 1"), capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit(f"server {name} did not start; see {self.folder}/log")

    def client(self, statement):
        return ["mariadb", "--no-defaults", "--user=root", f"--socket={self.socket}", "--batch",
                "--skip-column-names", f"--execute={statement}"]

    def sql(self, statement):
        return subprocess.run(self.client(statement), check=True, capture_output=True,
                              text=True).stdout

    def stop(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextlib.contextmanager
def fresh_servers(roles, state, kind=Server, options=("--max-binlog-size=1G",)):
    """A server for each role that holds nothing, and no state; the servers are gone afterwards."""
    HOME.mkdir(parents=True, exist_ok=True)
    for path in (*(HOME / role for role in roles), state):
        shutil.rmtree(path, ignore_errors=True)
    servers = []
    try:
        for role in roles:
            servers.append(kind(role, free_port(), options))
        yield servers
    finally:
        for server in servers:
            server.stop()
        for role in roles:
            shutil.rmtree(HOME / role, ignore_errors=True)


def verdict(value, must, aim):
    """In a table's last column, for a figure that is the better the smaller it is."""
    return "aim reached" if value <= aim else "reached" if value <= must else "NOT REACHED"


def load_tables(source):
    """`orders` and `events`, unless they are there."""
    if "bench" in source.sql("SHOW DATABASES").split():
        return
    print("making the data (about a minute)", flush=True)
    with open(ROOT / "bench" / "data.sql", encoding="utf-8") as script:
        subprocess.run(["mariadb", "--no-defaults", "--user=root", f"--socket={source.socket}"],
                       stdin=script, check=True)


def timed(command, shell=False):
    """(wall seconds, peak resident MiB, CPU seconds) of a command that must succeed."""
    return timed_output(command, shell)[:3]


def timed_output(command, shell=False, code=0):
    """The same, and what it printed; `code`: what it must end with."""
    log = HOME / "time.txt"
    words = ["sh", "-c", command] if shell else [str(word) for word in command]
    started = time.monotonic()
    done = subprocess.run(["/usr/bin/time", "-o", str(log), "-f", "%M %U %S", *words],
                          capture_output=True, text=True)
    wall = time.monotonic() - started
    if done.returncode != code:
        sys.exit(f"failed ({done.returncode}): {words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    peak_kib, user, system = log.read_text().split()[-3:]
    return wall, int(peak_kib) / 1024, float(user) + float(system), done.stdout


class Bench:
    def __init__(self, source, destination, rounds):
        self.source, self.destination, self.rounds = source, destination, rounds
        self.task = HOME / "bench.json"
        self.task.write_text(json.dumps({
            "name": "bench",
            "source": {"socket": str(source.socket), "user": "root"},
            "destination": {"socket": str(destination.socket), "user": "root"},
            "types": ["schema", "full"],
            "objects": {"bench": {}}}))
        self.results = {}

    def empty_destination(self):
        self.destination.sql("DROP DATABASE IF EXISTS bench; DROP DATABASE IF EXISTS cutover;"
                             "RESET MASTER")
        shutil.rmtree(HOME / ".cutover", ignore_errors=True)
        shutil.rmtree(HOME / "dump", ignore_errors=True)
        time.sleep(1)

    def measure(self, name, command, shell=False):
        wall, peak, cpu = timed(command, shell)
        self.results.setdefault(name, []).append((wall, peak, cpu))
        print(f"  {name:<38}{wall:8.2f} s  {peak:7.1f} MiB  {cpu:7.2f} s CPU  "
              f"load {os.getloadavg()[0]:.1f}", flush=True)

    def copies(self):
        source, destination = self.source.socket, self.destination.socket
        root = "--no-defaults --user=root"
        self.empty_destination()
        self.measure("mydumper + myloader, 2 threads",
                     f"mydumper -u root -S {source} -B bench -t 2 -o {HOME}/dump && "
                     f"myloader -u root -S {destination} -d {HOME}/dump -t 2", shell=True)
        self.empty_destination()
        self.measure("mysqldump | mysql",
                     f"mariadb-dump {root} -S {source} --single-transaction --databases bench | "
                     f"mariadb {root} -S {destination}", shell=True)
        self.empty_destination()
        self.measure("cutover migrate", [CUTOVER, "migrate", self.task, "--progress", "none"])

    def verifications(self):
        source, destination = self.source.socket, self.destination.socket
        self.measure("two binary scans at once",
                     [HOME / "binary_scan", f"{source},{destination}", "bench", *TABLES])
        self.measure("cutover verify", [CUTOVER, "verify", self.task, "--progress", "none"])
        self.measure("pt-table-checksum, source alone",
                     ["pt-table-checksum", f"--socket={source}", "--user=root",
                      "--no-check-replication-filters", "--no-check-binlog-format",
                      "--recursion-method=none",
                      "--databases=bench", "--replicate=percona.checksums", "--quiet"])
        self.source.sql("DROP DATABASE IF EXISTS percona")

    def median(self, name, index=0):
        return statistics.median(run[index] for run in self.results[name])

    def ratio(self, what, over, must, aim, index=0):
        """Of wall times, unless the index is another one's; by round beside that of the medians."""
        value = self.median(what, index) / self.median(over, index)
        rounds = sorted(one[index] / other[index]
                        for one, other in zip(self.results[what], self.results[over]))
        print(f"| {'CPU of ' if index else ''}{what} / {over} | {must} | {aim} | {value:.2f} "
              f"({rounds[0]:.2f} to {rounds[-1]:.2f} by round) | {verdict(value, must, aim)} |")

    def summary(self):
        print("\n| command | wall s, median | min to max | peak MiB | CPU s |\n|---|---|---|---|---|")
        for name, runs in self.results.items():
            walls = [run[0] for run in runs]
            print(f"| {name} | {statistics.median(walls):.2f} | {min(walls):.2f} to "
                  f"{max(walls):.2f} | {max(run[1] for run in runs):.0f} | "
                  f"{self.median(name, 2):.2f} |")
        print("\n| of medians | must | aim | measured | |\n|---|---|---|---|---|")
        if "cutover migrate" in self.results:
            self.ratio("cutover migrate", "mydumper + myloader, 2 threads", 0.5, 0.33)
            self.ratio("cutover migrate", "mysqldump | mysql", 0.25, 0.15)
        if "cutover verify" in self.results:
            self.ratio("cutover verify", "two binary scans at once", 1.2, 1.05)
            self.ratio("cutover verify", "two binary scans at once", 3, 1.5, index=2)
            self.ratio("cutover verify", "pt-table-checksum, source alone", 0.8, 0.5)
            peak = max(run[1] for run in self.results["cutover verify"])
            print(f"| peak memory of cutover verify, MiB | 256 | 128 | {peak:.0f} | "
                  f"{verdict(peak, 256, 128)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["copy", "verify"])
    arguments = parser.parse_args()
    servers = [Server("source", 23411), Server("destination", 23412)]
    try:
        source, destination = servers
        load_tables(source)
        bench = Bench(source, destination, arguments.rounds)
        for number in range(1, arguments.rounds + 1):
            print(f"round {number} of {arguments.rounds}", flush=True)
            if arguments.only != "verify":
                bench.copies()
            elif number == 1 and "bench" not in destination.sql("SHOW DATABASES").split():
                bench.empty_destination()
                timed([CUTOVER, "migrate", bench.task, "--progress", "none"])
            if arguments.only != "copy":
                bench.verifications()
        bench.summary()
    finally:
        for server in servers:
            server.stop()


if __name__ == "__main__":
    main()
