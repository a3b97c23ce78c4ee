#!/usr/bin/env python3
"""Runs scenario files (testdata/scenarios/*.scenario) against a pair of servers: SQL in, findings
out. It knows cutover only as a program and servers only through the `mariadb` client.

    run.py --cutover PROGRAM --source HOST:PORT|SOCKET --destination HOST:PORT|SOCKET
           [--source-password-env NAME] [--destination-password-env NAME] [SCENARIO ...]

A scenario is a text file of [sections]; docs/formats.md has the grammar. Databases it uses are
dropped on both servers before and after it.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECTIONS = {"about", "only", "without", "databases", "source", "destination", "task", "precheck", "migrate",
            "follow", "same", "damage", "verify", "repair"}

# Not the server's own default, which from MariaDB 11.4 on is a collation that MySQL does not have.
SPEAK = "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci;"


class Mismatch(Exception):
    pass


def is_one_of(product, described):
    """Whether a server, ("mysql", (8, 0, 36)), is what a scenario says: "mysql", "mysql 8.4"."""
    flavour, _, version = described.partition(" ")
    since = tuple(int(number) for number in version.split(".") if number)
    return product[0] == flavour and product[1] >= since


class Server:
    def __init__(self, address, user, password_env):
        self.user, self.password_env = user, password_env
        self.socket = address if address.startswith("/") else None
        self.host, _, self.port = ("", "", "") if self.socket else address.partition(":")

    def endpoint(self):
        place = {"socket": self.socket} if self.socket else {"host": self.host,
                                                             "port": int(self.port or 3306)}
        secret = {"password_env": self.password_env} if self.password_env else {}
        return {**place, "user": self.user, **secret}

    def sql(self, statements):
        place = ([f"--socket={self.socket}"] if self.socket else
                 [f"--host={self.host}", f"--port={self.port or 3306}", "--protocol=tcp"])
        environment = dict(os.environ)
        if self.password_env:
            environment["MYSQL_PWD"] = os.environ[self.password_env]
        done = subprocess.run(
            # From 11.4 on the client refuses certificates that nobody signed, as images have them.
            ["mariadb", "--no-defaults", f"--user={self.user}", *place, "--batch",
             "--skip-column-names", "--default-character-set=utf8mb4",
             "--skip-ssl-verify-server-cert"],
            input=SPEAK + statements, capture_output=True, text=True, errors="backslashreplace",
            env=environment, check=False)
        if done.returncode != 0:
            raise Mismatch(f"SQL failed: {done.stderr.strip()}")
        return done.stdout

    def product(self):
        """("mysql", (8, 4))"""
        version = self.sql("SELECT VERSION()")
        numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
        return "mariadb" if "MariaDB" in version else "mysql", numbers


def parse(path):
    sections, current = {}, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        heading = re.fullmatch(r"\[([a-z]+)\]", line)
        if heading:
            current = heading.group(1)
            if current not in SECTIONS or current in sections:
                raise SystemExit(f"{path}:{number}: [{current}] is unknown or there twice")
            sections[current] = []
        elif current is None and line.strip():
            raise SystemExit(f"{path}:{number}: text before the first section")
        elif current is not None:
            sections[current].append(line)
    for required in ("about", "databases", "source", "task"):
        if required not in sections:
            raise SystemExit(f"{path}: no [{required}]")
    return {name: "\n".join(lines).strip() for name, lines in sections.items()}


def describe(discrepancy):
    """One line for a discrepancy, as scenarios state it."""
    key = ",".join(f"{name}={value}" for name, value in discrepancy["key"].items())
    columns = ",".join(sorted(column["name"] for column in discrepancy.get("columns", [])))
    suffix = f" [{columns}]" if discrepancy["kind"] == "changed" else ""
    return f"{discrepancy['table']} {discrepancy['kind']} {key}{suffix}"


def failures_in(result):
    """What went wrong according to a --json result; its end where it is none."""
    try:
        result = json.loads(result)
    except ValueError:
        return result[-3000:]
    checks = [f"{check['id']}: {check['found']}" for check in result.get("checks", [])
              if check["status"] == "fail"]
    entries = [f"{entry['source']} {entry['verdict']}: {entry['reason']}"
               for entry in result.get("tables", []) + result.get("objects", [])
               if entry.get("verdict", "EQUAL") != "EQUAL"]
    return "\n".join(checks + entries) or json.dumps(result)[-3000:]


class Scenario:
    def __init__(self, path, options, folder):
        self.name, self.sections, self.options = path.stem, parse(path), options
        self.folder = Path(folder)
        self.task = self.folder / "task.json"
        task = {"name": re.sub(r"[^A-Za-z0-9_-]", "-", self.name)[:40],
                "source": options.from_server.endpoint(),
                "destination": options.to_server.endpoint(),
                "types": ["schema", "full"], **json.loads(self.sections["task"])}
        self.task.write_text(json.dumps(task), encoding="utf-8")

    def cutover(self, command, *arguments):
        done = subprocess.run(
            [self.options.cutover, command, str(self.task), "--json", "--progress", "none",
             *arguments], capture_output=True, text=True, check=False, timeout=300)
        return done

    def expect_exit(self, done, section):
        stated = "exit 0" if section == "follow" else self.sections.get(section, "exit 0")
        wanted = re.match(r"exit (\d+)", stated)
        if wanted is None or done.returncode != int(wanted.group(1)):
            raise Mismatch(f"{section}: exit code {done.returncode} where "
                           f"{stated.splitlines()[0]} was expected\n"
                           f"{done.stderr[-3000:]}{failures_in(done.stdout)}")

    def drop_databases(self):
        drops = "".join(f"DROP DATABASE IF EXISTS `{name}`;"
                        for name in self.sections["databases"].split())
        self.options.from_server.sql(drops)
        self.options.to_server.sql("SET foreign_key_checks = 0;" + drops)

    def check_failed_ids(self, done):
        wanted = self.sections["precheck"].splitlines()[1:]
        found = [f"{check['status']} {check['id']}" for check in json.loads(done.stdout)["checks"]]
        for line in wanted:
            if line and line not in found:
                raise Mismatch(f"precheck: no '{line}' among {sorted(set(found))}")

    def verify(self):
        repair = self.folder / "repair.sql"
        done = self.cutover("verify", "--repair-sql", str(repair))
        self.expect_exit(done, "verify")
        wanted = sorted(line for line in self.sections.get("verify", "").splitlines()[1:] if line)
        result = json.loads(done.stdout)
        found = [describe(discrepancy) for discrepancy in result["discrepancies"]]
        found += [f"{table['source']} {table['verdict']}" for table in result["tables"]
                  if table["verdict"] in ("SKIPPED", "UNPROVEN")]
        found += [f"{entry['kind']} {entry['source']} {entry['verdict']}"
                  for entry in result["objects"] if entry["verdict"] != "EQUAL"]
        if sorted(found) != wanted:
            raise Mismatch("verify found\n    " + "\n    ".join(sorted(found)) +
                           "\n  where the scenario says\n    " + "\n    ".join(wanted))
        if "repair" in self.sections:
            self.options.to_server.sql(repair.read_text(encoding="utf-8"))
            again = self.cutover("verify")
            self.expect_exit(again, "repair")

    def expect_same(self):
        """Each line of [same] is a question that both servers answer alike, and with something."""
        for question in self.sections.get("same", "").splitlines():
            here, there = (server.sql("SET time_zone = '+00:00'; SET NAMES binary;" + question)
                           for server in (self.options.from_server, self.options.to_server))
            if here != there or not here.strip():
                raise Mismatch(f"{question}\n  the source says\n{here}"
                               f"  the destination says\n{there}")

    def is_for_this_pair(self):
        products = [self.options.from_server.product(), self.options.to_server.product()]
        only = [line.split(" to ") for line in self.sections.get("only", "").splitlines()]
        if only and not any(all(map(is_one_of, products, pair)) for pair in only):
            return False
        return not any(is_one_of(product, line) for product in products
                       for line in self.sections.get("without", "").splitlines())

    def run(self):
        if not self.is_for_this_pair():
            return "not for this pair"
        self.drop_databases()
        self.options.from_server.sql(self.sections["source"])
        self.options.to_server.sql(self.sections.get("destination", ""))
        if "precheck" in self.sections:
            done = self.cutover("precheck")
            self.expect_exit(done, "precheck")
            self.check_failed_ids(done)
        done = self.cutover("migrate", "--restart", "--yes", "--until", "caught-up")
        self.expect_exit(done, "migrate")
        if "follow" in self.sections:
            self.options.from_server.sql(self.sections["follow"])
            self.expect_exit(self.cutover("migrate", "--until", "caught-up"), "follow")
        if done.returncode == 0:
            self.expect_same()
            self.options.to_server.sql(self.sections.get("damage", ""))
            self.verify()
        self.drop_databases()
        return "ok"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cutover", default=str(ROOT / "build/release/cutover"))
    for side in ("source", "destination"):
        parser.add_argument(f"--{side}", required=True)
        parser.add_argument(f"--{side}-user", default="root")
        parser.add_argument(f"--{side}-password-env", default="")
    parser.add_argument("scenarios", nargs="*")
    options = parser.parse_args()
    options.from_server = Server(options.source, options.source_user, options.source_password_env)
    options.to_server = Server(options.destination, options.destination_user,
                               options.destination_password_env)
    paths = [Path(name) for name in options.scenarios] or sorted(
        (ROOT / "testdata" / "scenarios").glob("*.scenario"))
    failures = passed = 0
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = Scenario(path, options, folder).run()
                passed += outcome == "ok"
                print(f"{path.stem}: {outcome}", flush=True)
            except Mismatch as mismatch:
                failures += 1
                print(f"{path.stem}: FAILED: {mismatch}", flush=True)
    left_out = len(paths) - passed - failures
    print(f"{passed} of {len(paths)} scenarios passed" +
          (f", {left_out} not for this pair" if left_out else ""))
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
