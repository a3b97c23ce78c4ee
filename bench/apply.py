"""The measuring part of bench/apply.sh: one log, applied by a native replica and by cutover."""
import argparse
import atexit
import hashlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import run
from run import CUTOVER, ROOT, Server, free_port, timed, verdict

SCRIPT = ROOT / "bench" / "apply.sql"
TABLES = ["accounts", "orders", "items", "events", "settings"]
ROLES = ["apply-source", "apply-native", "apply-cutover"]
DESTINATION = ["--skip-log-bin", "--skip-slave-start"]  # both kinds; all else as the source has it


def prepared_file():
    return run.HOME / "apply.json"


def task_file():
    return run.HOME / "apply-task.json"


def state_folder():
    return run.HOME / "apply-state"


def live_in_memory():
    """Where a commit costs no disk: what remains is the work itself. Removed at the end."""
    run.HOME = Path(tempfile.mkdtemp(prefix="cutover-bench-", dir="/dev/shm"))
    atexit.register(shutil.rmtree, run.HOME, ignore_errors=True)


def start(role, prepared, *options):
    is_source = role == ROLES[0]
    return Server(role, prepared["ports"][role],
                  [*([] if is_source else DESTINATION), "--innodb-log-file-size=256M", *options])


def feed(server, text):
    done = subprocess.run(["mariadb", "--no-defaults", "--user=root", f"--socket={server.socket}"],
                          input=text, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"the source refused the data: {done.stderr}")


def checksums(server):
    names = ", ".join(f"bench.{table}" for table in TABLES)
    return server.sql(f"CHECKSUM TABLE {names}")


def place(server):
    file, offset = server.sql("SHOW MASTER STATUS").split()[:2]
    return {"file": file, "offset": int(offset)}


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def keep(role):
    shutil.copytree(run.HOME / role / "data", run.HOME / role / "base")


def restore(role):
    shutil.rmtree(run.HOME / role / "data", ignore_errors=True)
    subprocess.run(["cp", "-a", run.HOME / role / "base", run.HOME / role / "data"], check=True)
    os.sync()


def migrate():
    return timed([CUTOVER, "migrate", task_file(), "--state", state_folder(), "--until", "caught-up",
                  "--progress", "none"])


def write_task():
    task_file().write_text(json.dumps({
        "name": "apply",
        "source": {"socket": str(run.HOME / ROLES[0] / "socket"), "user": "root"},
        "destination": {"socket": str(run.HOME / ROLES[2] / "socket"), "user": "root"},
        "types": ["schema", "full", "incremental"],
        "objects": {"bench": {}}}))


def prepare(wanted):
    """The source with its log, and both destinations as they are before it."""
    if prepared_file().exists() and json.loads(prepared_file().read_text())["wanted"] == wanted:
        return json.loads(prepared_file().read_text())
    for role in ROLES:
        shutil.rmtree(run.HOME / role, ignore_errors=True)
    for path in (state_folder(), run.HOME / "apply-state.base"):
        shutil.rmtree(path, ignore_errors=True)
    prepared_file().unlink(missing_ok=True)
    prepared = {"wanted": wanted, "ports": {role: free_port() for role in ROLES}}
    write_task()
    base = f"SET @rows = {wanted['rows']};\n" + SCRIPT.read_text(encoding="utf-8")
    print("loading the base set", flush=True)
    servers = [start(role, prepared) for role in ROLES]
    source, native, destination = servers
    try:
        for server in (source, native):
            server.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 0")
            feed(server, base)
        prepared["begin"] = place(source)
        migrate()
        if not checksums(source) == checksums(native) == checksums(destination):
            sys.exit("the base sets are not the same")
        for server in (native, destination):
            server.stop()
            servers.remove(server)
        keep(ROLES[1])
        keep(ROLES[2])
        shutil.copytree(state_folder(), run.HOME / "apply-state.base")
        print(f"generating the log of {wanted['transactions']:,} transactions", flush=True)
        begun = time.monotonic()
        feed(source, f"CALL bench.mixed_transactions({wanted['transactions']}, {wanted['seed']});")
        prepared["end"] = place(source)
        prepared["checksums"] = checksums(source)
        print(f"it took {time.monotonic() - begun:.0f} s", flush=True)
    finally:
        for server in servers:
            server.stop()
    prepared_file().write_text(json.dumps(prepared))
    return prepared


class Rounds:
    def __init__(self, prepared):
        self.prepared = prepared
        self.results = {}

    def record(self, name, wall, cpu, more=""):
        self.results.setdefault(name, []).append((wall, cpu))
        rate = self.prepared["wanted"]["transactions"] / wall
        print(f"  {name:<34}{wall:8.2f} s {rate:9,.0f} transactions/s {cpu:8.2f} s CPU over there "
              f"{more} load {os.getloadavg()[0]:.1f}", flush=True)

    def must_be_equal(self, server, name):
        if checksums(server) != self.prepared["checksums"]:
            sys.exit(f"{name}: the destination's rows are not the source's")

    def native(self, source, threads):
        name = f"native replica, {threads or 1} thread{'s' if threads else ''}"
        restore(ROLES[1])
        server = start(ROLES[1], self.prepared, f"--slave-parallel-threads={threads}")
        try:
            begin, end = self.prepared["begin"], self.prepared["end"]
            server.sql(f"CHANGE MASTER TO master_host = '127.0.0.1', master_port = {source.port}, "
                       f"master_user = 'root', master_log_file = '{begin['file']}', "
                       f"master_log_pos = {begin['offset']}, master_use_gtid = no")
            cpu, begun = cpu_seconds(server.process), time.monotonic()
            server.sql("START SLAVE")
            waited = server.sql(f"SELECT MASTER_POS_WAIT('{end['file']}', {end['offset']}, 3600)")
            wall = time.monotonic() - begun
            if waited.strip() in ("NULL", "-1"):
                sys.exit(f"{name} stopped: " + server.sql("SHOW SLAVE STATUS"))
            mode = server.sql("SELECT @@slave_parallel_mode").strip() if threads else "one by one"
            self.record(name, wall, cpu_seconds(server.process) - cpu, f"({mode})")
            self.must_be_equal(server, name)
        finally:
            server.stop()

    def cutover(self):
        restore(ROLES[2])
        shutil.rmtree(state_folder(), ignore_errors=True)
        shutil.copytree(run.HOME / "apply-state.base", state_folder())
        server = start(ROLES[2], self.prepared)
        try:
            cpu = cpu_seconds(server.process)
            wall, peak, own = migrate()
            self.record("cutover", wall, cpu_seconds(server.process) - cpu,
                        f"({own:.2f} s its own, peak {peak:.0f} MiB)")
            self.must_be_equal(server, "cutover")
        finally:
            server.stop()

    def summary(self):
        print("\n| applying the log | wall s, median | min to max | CPU s of that server |\n"
              "|---|---|---|---|")
        median = {}
        for name, runs in self.results.items():
            walls = [run[0] for run in runs]
            median[name] = statistics.median(walls)
            print(f"| {name} | {median[name]:.1f} | {min(walls):.1f} to {max(walls):.1f} | "
                  f"{statistics.median(run[1] for run in runs):.1f} |")
        print("\n| ratio of medians | must | aim | measured | |\n|---|---|---|---|---|")
        for over, must, aim in (("native replica, 1 thread", 1.0, 0.5),
                                ("native replica, 4 threads", 1.3, 0.9)):
            if over in median and "cutover" in median:
                value = median["cutover"] / median[over]
                print(f"| cutover / {over} | {must} | {aim} | {value:.2f} | "
                      f"{verdict(value, must, aim)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--transactions", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["native", "cutover"])
    parser.add_argument("--memory", action="store_true", help="data in /dev/shm, not on disk")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    if arguments.memory:
        live_in_memory()
    run.HOME.mkdir(parents=True, exist_ok=True)
    prepared = prepare({
        "transactions": arguments.transactions, "rows": arguments.rows, "seed": arguments.seed,
        "script": hashlib.sha256(SCRIPT.read_bytes()).hexdigest()})
    size = sum(file.stat().st_size for file in (run.HOME / ROLES[0] / "data").glob("binlog.0*"))
    print(f"seed {arguments.seed}, {arguments.transactions:,} transactions, log of "
          f"{size / 1048576:.0f} MiB with the base set", flush=True)
    rounds = Rounds(prepared)
    source = start(ROLES[0], prepared)
    try:
        for number in range(1, arguments.rounds + 1):
            print(f"round {number} of {arguments.rounds}", flush=True)
            if arguments.only != "cutover":
                rounds.native(source, 0)
                rounds.native(source, 4)
            if arguments.only != "native":
                rounds.cutover()
    finally:
        source.stop()
    rounds.summary()


if __name__ == "__main__":
    main()
