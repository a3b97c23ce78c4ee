"""The measuring part of bench/sharpness.sh: `cutover selftest` on pairs of servers, as a table."""
import argparse
import json
import shutil
import subprocess
import sys

from mysql56 import Mysql56
from run import CUTOVER, HOME, Server

PAIRS = ["mariadb-mariadb", "mysql56-mariadb", "mysql56-mysql56"]
# Statements are many and small: what is measured is what is found, not how fast a disk is.
QUICK = ["--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0", "--innodb-buffer-pool-size=128M",
         "--innodb-log-file-size=48M"]
PEERS = ["row counts", "CHECKSUM TABLE", "pt-table-checksum's digest"]


def start(kind, role, port):
    name = f"sharpness-{role}"
    shutil.rmtree(HOME / name, ignore_errors=True)
    return Mysql56(name, port, QUICK) if kind == "mysql56" else Server(name, port, QUICK)


def selftest(program, source, destination, arguments):
    servers = HOME / f"sharpness-{source.port}.json"
    servers.write_text(json.dumps({
        role: {"socket": str(server.socket), "user": "root"}
        for role, server in (("source", source), ("destination", destination))}))
    done = subprocess.run(
        [program, "selftest", "--servers", servers, "--json", "--peers", *arguments],
        stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1, 4):
        sys.exit(f"selftest failed ({done.returncode})\n{done.stdout}")
    return json.loads(done.stdout)


def pt_table_checksum(server, database, table):
    """(rows, crc) of each chunk, as the tool itself records them."""
    done = subprocess.run(
        ["pt-table-checksum", f"--socket={server.socket}", "--user=root", "--quiet",
         "--no-check-replication-filters", "--no-check-binlog-format", "--recursion-method=none",
         f"--databases={database}", f"--tables={table}", "--replicate=percona.checksums"],
        capture_output=True, text=True)
    rows = server.sql("SELECT chunk, this_cnt, this_crc FROM percona.checksums ORDER BY chunk")
    server.sql("DROP DATABASE percona")
    if not rows:
        sys.exit(f"pt-table-checksum said nothing of {table}\n{done.stdout}{done.stderr}")
    return rows


def found_by_pt(program, source, destination):
    """Whether pt-table-checksum tells the two sides apart, for one seed of every kind."""
    report = selftest(program, source, destination, ["--equal-runs", "0", "--keep", "--seed", "1"])
    here, there, kept = (report["databases"] + end for end in ("_source", "_destination", "_kept"))
    before = {}
    found = {}
    for kind in report["kinds"]:
        if kind["not_possible"]:
            continue
        table = kind["table"]
        if table not in before:
            before[table] = pt_table_checksum(source, here, table)
            if pt_table_checksum(destination, there, table) != before[table]:
                sys.exit(f"pt-table-checksum finds a difference in {table} before there is one")
        destination.sql("SET sql_mode='NO_AUTO_VALUE_ON_ZERO', time_zone='+00:00';"
                        f"USE {there}; {kind['sql']}")
        found[kind["name"]] = pt_table_checksum(destination, there, table) != before[table]
        destination.sql(f"SET sql_mode='NO_AUTO_VALUE_ON_ZERO'; DELETE FROM {there}.{table};"
                        f"INSERT INTO {there}.{table} SELECT * FROM {kept}.{table}")
    source.sql(f"DROP DATABASE {here}; DROP DATABASE {report['databases']}_busy_source")
    destination.sql(f"DROP DATABASE {there}; DROP DATABASE {kept};"
                    f"DROP DATABASE {report['databases']}_busy_destination")
    return found


def table(report, real):
    families = {}
    for kind in report["kinds"]:
        if kind["tried"]:
            families.setdefault(kind["family"], []).append(kind)
    quiet = report["equal_runs"]["quiet"]["peers"] or {}
    print("| kinds of differences | tried | cutover: found | with row and column |",
          *(f"{peer} |" for peer in PEERS), "pt-table-checksum itself, one seed a kind |" if real else "")
    print("|---" * (8 if real else 7) + "|")
    for family, kinds in families.items():
        def total(key):
            return sum(kind[key] for kind in kinds)
        cells = [f"{len(kinds)} of {family}", total("tried"), total("found"), total("right")]
        for peer in PEERS:
            cells.append("-" if quiet.get(peer) else sum(kind["peers"][peer] for kind in kinds))
        if real:
            cells.append(f"{sum(real[kind['name']] for kind in kinds)} of {len(kinds)}")
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells)
              + " |")


def measure(pair, arguments):
    kinds = pair.split("-")
    port = 21771 + 2 * PAIRS.index(pair)
    source = start(kinds[0], f"{pair}-source", port)
    destination = start(kinds[1], f"{pair}-destination", port + 1)
    try:
        report = selftest(arguments.program, source, destination,
                          ["--rounds", str(arguments.rounds), "--equal-runs",
                           str(arguments.equal_runs)])
        real = found_by_pt(arguments.program, source, destination) if pair == "mariadb-mariadb" else {}
    finally:
        source.stop()
        destination.stop()
    (HOME / f"sharpness-{pair}.json").write_text(json.dumps(report, indent=2))
    print(f"\n{report['source']} to {report['destination']}: {report['outcome']}\n")
    table(report, real)
    print(f"\nfound with row and column: {report['located']} of {report['tried']}; "
          f"seed {report['seed']}; {report['seconds']:.0f} s")
    for how, runs in report["equal_runs"].items():
        print(f"equal data, {how}: {runs['false_alarms']} false alarms in {runs['runs']} runs; "
              f"peers: {runs['peers']}")
    for kind in report["kinds"]:
        if kind["not_possible"]:
            print(f"not possible here: {kind['name']} ({kind['not_possible']})")
        elif kind["tried"] and not kind["control"]:
            missed = [peer for peer in PEERS[1:] if kind["peers"][peer] < kind["tried"]
                      and not (report["equal_runs"]["quiet"]["peers"] or {}).get(peer)]
            if missed or not real.get(kind["name"], True):
                print(f"  {kind['name']}: missed by", ", ".join(
                    [f"{peer} ({kind['tried'] - kind['peers'][peer]} of {kind['tried']})"
                     for peer in missed]
                    + (["pt-table-checksum itself"] if not real.get(kind["name"], True) else [])))
    for wrong in report["wrong"]:
        print("WRONG", wrong)
    return report["outcome"] == "sharp"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=33)
    parser.add_argument("--equal-runs", type=int, default=200)
    parser.add_argument("--pair", choices=PAIRS)
    parser.add_argument("--program", default=CUTOVER)
    arguments = parser.parse_args()
    HOME.mkdir(parents=True, exist_ok=True)
    sharp = [measure(pair, arguments) for pair in ([arguments.pair] if arguments.pair else PAIRS)]
    sys.exit(0 if all(sharp) else 1)


if __name__ == "__main__":
    main()
