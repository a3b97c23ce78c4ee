"""The measuring part of bench/lag.sh: how far cutover is behind a busy source, and its memory."""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time

import run
from apply import feed, live_in_memory
from run import CUTOVER, fresh_servers, timed, verdict

ROLES = ["lag-source", "lag-destination"]


def task_file():
    return run.HOME / "lag-task.json"


def state_folder():
    return run.HOME / "lag-state"


def follow_log():
    return run.HOME / "lag-follow.log"


class Client:
    """A session that is kept open: one statement in, one line out."""

    def __init__(self, server):
        self.process = subprocess.Popen(
            ["mariadb", "--no-defaults", "--user=root", f"--socket={server.socket}", "--batch",
             "--skip-column-names", "--unbuffered"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, statement):
        self.process.stdin.write(statement + ";\n")
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Heartbeat:
    """Numbers written into the source ten times a second, each with the moment of its commit, and
    the moment at which the destination first shows it: the lag by one clock, from the outside."""

    def __init__(self, source, destination):
        self.written, self.lags = [], []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(Client(source),)),
                        threading.Thread(target=self.read, args=(Client(destination),))]
        for thread in self.threads:
            thread.start()

    def write(self, client):
        while not self.over.is_set():
            client.ask(f"UPDATE sbtest.heartbeat SET n = {len(self.written) + 1}; SELECT 1")
            self.written.append(time.monotonic())
            self.over.wait(0.1)
        client.close()

    def read(self, client):
        patience = time.monotonic() + 86400
        while time.monotonic() < patience:
            seen = int(client.ask("SELECT n FROM sbtest.heartbeat") or 0)
            now = time.monotonic()
            while len(self.lags) < min(seen, len(self.written)):
                self.lags.append(max(0.0, now - self.written[len(self.lags)]))
            if self.over.is_set():
                patience = min(patience, now + 600)
                if len(self.lags) == len(self.written):
                    break
            time.sleep(0.01)
        client.close()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        if len(self.lags) != len(self.written):
            sys.exit(f"{len(self.written) - len(self.lags)} heartbeats never arrived")


def status():
    done = subprocess.run([CUTOVER, "status", task_file(), "--state", state_folder(), "--json"],
                          capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {}


def start_following():
    log = open(follow_log(), "w", encoding="utf-8")
    process = subprocess.Popen([CUTOVER, "migrate", task_file(), "--state", state_folder(), "--progress", "none"],
                               stdout=log, stderr=log)
    for _ in range(240):
        if process.poll() is not None:
            break
        if status().get("lag_seconds") == 0:
            return process
        time.sleep(0.5)
    process.terminate()
    sys.exit("cutover does not follow:\n" + follow_log().read_text())


def high_water_mib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def sysbench(source, arguments, *command):
    return subprocess.Popen(
        ["sysbench", "oltp_read_write", f"--mysql-socket={source.socket}", "--mysql-user=root",
         "--db-driver=mysql", "--tables=4", f"--table-size={arguments.rows}",
         f"--threads={arguments.threads}", f"--time={arguments.seconds}",
         f"--rate={arguments.rate}", *command], stdout=subprocess.PIPE, text=True)


def prepare(source, arguments):
    print("preparing sysbench's tables", flush=True)
    source.sql("CREATE DATABASE sbtest; CREATE TABLE sbtest.heartbeat (id INT PRIMARY KEY, n INT); "
               "INSERT INTO sbtest.heartbeat VALUES (1, 0)")
    sysbench(source, arguments, "prepare").communicate()
    task_file().write_text(json.dumps({
        "name": "lag",
        "source": {"socket": str(source.socket), "user": "root"},
        "destination": {"socket": str(run.HOME / ROLES[1] / "socket"), "user": "root"},
        "types": ["schema", "full", "incremental"],
        "objects": {"sbtest": {}}}))


def measure_lag(source, destination, arguments):
    follower = start_following()
    heartbeat = Heartbeat(source, destination)
    time.sleep(2)
    load = sysbench(source, arguments, "run")
    by_status = []
    while load.poll() is None:
        lag = status().get("lag_seconds")
        if lag is not None:
            by_status.append(lag)
        time.sleep(1)
    output = load.communicate()[0]
    busy = len(heartbeat.written)
    heartbeat.stop()
    lags = heartbeat.lags[:busy]
    peak = high_water_mib(follower)
    follower.send_signal(signal.SIGTERM)
    if follower.wait() != 0:
        sys.exit("cutover failed:\n" + follow_log().read_text())
    print("".join(line + "\n" for line in output.splitlines()
                  if "transactions:" in line or "queries:" in line), end="")
    print(f"\nload {os.getloadavg()[0]:.1f}; cutover's peak {peak:.0f} MiB\n"
          "| lag while sysbench runs, s | samples | p50 | p99 | max |\n|---|---|---|---|---|")
    for name, values in (("heartbeat, by the clock", lags), ("status --json", by_status)):
        print(f"| {name} | {len(values)} | {statistics.median(values):.2f} | "
              f"{percentile(values, 0.99):.2f} | {max(values):.2f} |")
    value = percentile(lags, 0.99)
    print(f"| p99: must 2, aim 0.5 | {value:.2f} | {verdict(value, 2, 0.5)} |")


def log_bytes(server):
    return sum(int(line.split()[1]) for line in server.sql("SHOW BINARY LOGS").splitlines())


def measure_memory(source, destination, arguments):
    """One transaction of rows of 4 KiB, doubled until there are enough."""
    doublings = arguments.mebibytes.bit_length() - 1
    source.sql("CREATE TABLE sbtest.wide (id INT PRIMARY KEY, content VARCHAR(5000) NOT NULL) "
               "CHARACTER SET latin1")
    timed([CUTOVER, "migrate", task_file(), "--state", state_folder(), "--until", "caught-up", "--progress",
           "none"])
    before = log_bytes(source)
    feed(source, "USE sbtest; SET GLOBAL max_binlog_cache_size = 8589934592; BEGIN; "
         "INSERT INTO wide SELECT seq, RPAD(MD5(seq), 4080, SHA1(seq)) FROM seq_1_to_256; " +
         "".join(f"INSERT INTO wide SELECT id + {256 << n}, REVERSE(content) FROM wide; "
                 for n in range(doublings)) + "COMMIT;")
    logged = log_bytes(source) - before
    wall, peak, own = timed([CUTOVER, "migrate", task_file(), "--state", state_folder(), "--until", "caught-up",
                             "--progress", "none"])
    tables = "CHECKSUM TABLE sbtest.wide, " + ", ".join(f"sbtest.sbtest{n}" for n in range(1, 5))
    if source.sql(tables) != destination.sql(tables):
        sys.exit("the destination's rows are not the source's")
    print(f"\none transaction of {logged / 1048576:.0f} MiB of log: {wall:.1f} s, {own:.1f} s CPU, "
          f"load {os.getloadavg()[0]:.1f}\n| resident memory, MiB | must | aim | measured | |\n"
          f"|---|---|---|---|---|\n| through it | 256 | 128 | {peak:.0f} | "
          f"{verdict(peak, 256, 128)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--rate", type=int, default=0, help="transactions a second; 0: all it can")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--mebibytes", type=int, default=1024)
    parser.add_argument("--only", choices=["lag", "memory"])
    parser.add_argument("--memory", action="store_true", help="data in /dev/shm, not on disk")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    if arguments.memory:
        live_in_memory()
    with fresh_servers(ROLES, state_folder()) as servers:
        prepare(servers[0], arguments)
        if arguments.only != "memory":
            measure_lag(*servers, arguments)
        if arguments.only != "lag":
            measure_memory(*servers, arguments)


if __name__ == "__main__":
    main()
