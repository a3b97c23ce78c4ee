"""The measuring part of bench/prefilter.sh: verify and verify --prefilter, near and over a slow link."""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys

import run
from run import CUTOVER, ROOT, fresh_servers, timed_output
from slow_relay import SlowRelay

ROLES = ["prefilter-source", "prefilter-destination"]


def state_folder():
    return run.HOME / "prefilter-state"


def load_some(source, rows):
    """A part of the bench's data: what a slow link carries in minutes."""
    script = (ROOT / "bench" / "data.sql").read_text(encoding="utf-8")
    for all_rows, fewer in (("seq_1_to_2000000", f"seq_1_to_{rows}"), ("seq_1_to_5000000", f"seq_1_to_{2 * rows}")):
        if all_rows not in script:
            sys.exit(f"bench/data.sql no longer has {all_rows}")
        script = script.replace(all_rows, fewer)
    subprocess.run(["mariadb", "--no-defaults", "--user=root", f"--socket={source.socket}"],
                   input=script, text=True, check=True)


def write_task(name, source, destination):
    path = run.HOME / f"prefilter-{name}.json"
    path.write_text(json.dumps({
        "name": f"prefilter-{name}",
        "source": source,
        "destination": {"socket": str(destination.socket), "user": "root"},
        "types": ["schema", "full"],
        "objects": {"bench": {}}}))
    return path


def verify(task, relay, *more):
    """(wall seconds, MB that the far source sent, rows that differ) of one verification."""
    state = state_folder() / task.stem
    before = relay.back.bytes if relay else 0
    command = [CUTOVER, "verify", task, "--state", state, "--progress", "none", "--json", *more]
    wall, _, _, output = timed_output(
        " ".join(str(word) for word in command) + "; code=$?; [ $code -le 1 ] || [ $code -eq 4 ]", shell=True)
    outcome = json.loads(output)
    sent = (relay.back.bytes - before) / 1e6 if relay else None
    unread = sum(table["rows_prefiltered"] for table in outcome["tables"])
    print(f"  {task.stem} {' '.join(more) or 'all read'}: {wall:.1f} s, "
          f"{'-' if sent is None else round(sent, 2)} MB sent, {outcome['outcome']}, "
          f"{outcome['discrepancy_count']} rows differ, {unread} not read, load {os.getloadavg()[0]:.1f}",
          flush=True)
    return wall, sent, outcome["discrepancy_count"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=500000, help="of the table with mixed columns; twice as many of the other")
    parser.add_argument("--milliseconds", type=float, default=20, help="there and back")
    parser.add_argument("--megabits", type=float, default=20, help="of the slow link, a second")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    with fresh_servers(ROLES, state_folder()) as (source, destination):
        load_some(source, arguments.rows)
        near = write_task("near", {"socket": str(source.socket), "user": "root"}, destination)
        timed_output([CUTOVER, "migrate", near, "--state", state_folder() / near.stem,
                      "--progress", "none"])
        relay = SlowRelay(source.port, arguments.milliseconds / 2000,
                          arguments.megabits * 1e6 / 8)
        far = write_task("far", {"host": "127.0.0.1", "port": relay.port, "user": "root"}, destination)
        print("\n| | read, wall s | MB sent | --prefilter, wall s | MB sent | times faster |\n"
              "|---|---|---|---|---|---|")
        for damage in (0, 1, 10):
            if damage:
                destination.sql(f"UPDATE bench.orders SET total = total + 1 "
                                f"WHERE id % {arguments.rows // damage} = 7")
            for task, through in ((near, None), (far, relay)):
                whole = [verify(task, through) for _ in range(arguments.rounds if through is None else 1)]
                some = [verify(task, through, "--prefilter") for _ in range(arguments.rounds)]
                if {found for _, _, found in whole + some} != {damage}:
                    sys.exit("they do not find the same")
                read, prefiltered = (statistics.median(wall for wall, _, _ in rounds)
                                     for rounds in (whole, some))
                print(f"| {task.stem}, {damage} rows differ | {read:.1f} | {whole[0][1]} | "
                      f"{prefiltered:.1f} | {some[0][1]} | {read / prefiltered:.2f} |", flush=True)


if __name__ == "__main__":
    main()
