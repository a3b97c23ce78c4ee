#!/usr/bin/env python3
"""Checks the ready files of docs/schedules: systemd's own verdict on the units, a parser's on the
YAML, and that every command line in them is one that the built cutover takes and does what is said
beside it with each exit code.

    check.py CUTOVER

It needs systemd-analyze, python3-yaml and GNU parallel; without one of them it fails.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

SCHEDULES = Path(__file__).resolve().parent.parent.parent / "docs" / "schedules"
CUTOVER = ""  # the built program
INSTALLED = "/usr/local/bin/cutover"
KNOWN_CODES = {0, 1, 2, 3, 4, 5, 6, 7, 70}
# What the specifiers of the units stand for, for the instance "shop".
SPECIFIERS = {"%i": "shop", "%S": "/var/lib", "%d": "/run/credentials/x", "%n": "x.service"}


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def text_of(name):
    return (SCHEDULES / name).read_text(encoding="utf-8")


class Places:
    """A folder with a task file, and a program in cutover's place that writes down its arguments
    and ends with a code."""

    def __init__(self, folder):
        self.folder = Path(folder)
        source, destination = ({"host": "127.0.0.1", "port": port, "user": "u"} for port in (1, 2))
        self.task = self.folder / "shop.json"
        self.task.write_text(json.dumps({
            "name": "shop", "source": source, "destination": destination,
            "types": ["schema", "full"], "objects": {"shop": {}}}), encoding="utf-8")
        self.diary = self.folder / "diary"
        self.stub = self.folder / "cutover"
        self.stub.write_text(
            "#!/bin/sh\n"
            f'python3 -c "import json, sys; print(json.dumps(sys.argv[1:]))" "$@" >> {self.diary}\n'
            'echo "it said this"\n'
            'case "$1 $CODE" in "merge "*) exit ${MERGE_CODE:-0} ;; *) exit ${CODE:-0} ;; esac\n',
            encoding="utf-8")
        self.stub.chmod(0o755)

    def shell(self, command, code, **environment):
        """Runs a command of the shell with the stub in cutover's place."""
        self.diary.unlink(missing_ok=True)
        path = f"{self.folder}:{os.environ['PATH']}"
        return run(["/bin/sh", "-c", command.replace(INSTALLED, str(self.stub))],
                   env={**os.environ, "PATH": path, "CODE": str(code), **environment})

    def calls(self):
        return [json.loads(line) for line in self.diary.read_text(encoding="utf-8").splitlines()]


class ScheduleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cutover-schedules-")
        self.addCleanup(folder.cleanup)
        self.places = Places(folder.name)

    def expect_taken(self, arguments):
        """The built program knows the command, its flags and the keys that --set names."""
        missing = run([CUTOVER] + ["/nowhere/shop.json" if a.endswith(".json") else a
                                   for a in arguments])
        self.assertEqual(missing.returncode, 2, missing.stderr)
        self.assertIn("cannot read the task file", missing.stderr + missing.stdout)
        # `report` contacts no server, and refuses a key that the task file does not have.
        settings = []
        for at, argument in enumerate(arguments):
            if argument.startswith("--set="):
                settings.append(argument)
            elif argument == "--set":
                settings += arguments[at:at + 2]
        report = run([CUTOVER, "report", str(self.places.task),
                      "--state", str(self.places.folder / "none"), *settings])
        self.assertEqual(report.returncode, 4, report.stderr)


def unit_of(name):
    """Sections of a unit file: {"Service": {"Type": ["oneshot"], ...}}"""
    sections, current = {}, None
    for line in text_of(name).splitlines():
        heading = re.fullmatch(r"\[(\w+)\]", line)
        if heading:
            current = sections.setdefault(heading.group(1), {})
        elif line and line[0] not in "#;":
            key, _, value = line.partition("=")
            current.setdefault(key, []).append(value)
    return sections


class Systemd(ScheduleTest):
    names = ("cutover-verify@.service", "cutover-verify@.timer")

    def copy_units(self):
        """With the built program in the place of the installed one, which verify looks for."""
        for name in self.names:
            text = text_of(name)
            (self.places.folder / name).write_text(
                text.replace(INSTALLED, str(self.places.stub)), encoding="utf-8")

    def test_systemd_finds_nothing_wrong(self):
        self.copy_units()
        done = run(["systemd-analyze", "verify", "--man=no", *self.names], cwd=self.places.folder)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_systemd_would_find_a_mistake(self):
        self.copy_units()
        unit = self.places.folder / self.names[0]
        unit.write_text(unit.read_text(encoding="utf-8").replace("ProtectHome=yes", "ProtectHom=yes"),
                        encoding="utf-8")
        done = run(["systemd-analyze", "verify", "--man=no", *self.names], cwd=self.places.folder)
        self.assertIn("ProtectHom", done.stderr)

    def test_the_service_is_locked_in(self):
        self.copy_units()
        done = run(["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20",
                    self.names[0]], cwd=self.places.folder)
        self.assertEqual(done.returncode, 0, done.stdout[-400:] + done.stderr)

    def test_the_timer_fires(self):
        timer = unit_of(self.names[1])
        for when in timer["Timer"]["OnCalendar"]:
            done = run(["systemd-analyze", "calendar", "--iterations=2", when])
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Next elapse", done.stdout)
        self.assertEqual(timer["Install"]["WantedBy"], ["timers.target"])

    def commands(self):
        service = unit_of(self.names[0])["Service"]
        for key in ("ExecStart", "ExecStopPost"):
            for command in service[key]:
                for specifier, value in SPECIFIERS.items():
                    command = command.replace(specifier, value)
                self.assertNotIn("%", command)
                program, *arguments = shlex.split(command.lstrip("-"))
                self.assertEqual(program, INSTALLED)
                yield arguments

    def test_cutover_takes_the_commands(self):
        commands = list(self.commands())
        self.assertEqual([arguments[0] for arguments in commands], ["verify", "report"])
        for arguments in commands:
            self.expect_taken(arguments)
        state = commands[0][commands[0].index("--state") + 1]
        self.assertIn(state, commands[1], "the report is of the same state")

    def test_passwords_are_credentials(self):
        service = unit_of(self.names[0])["Service"]
        loaded = {value.partition(":")[0] for value in service["LoadCredential"]}
        named = set(re.findall(r"password_file=%d/(\S+)", service["ExecStart"][0]))
        self.assertEqual(named, loaded)
        self.assertEqual(len(named), 2)

    def test_only_what_may_mend_itself_is_tried_again(self):
        service = unit_of(self.names[0])["Service"]
        given_up = {int(code) for code in service["RestartPreventExitStatus"][0].split()}
        well = {0} | {int(code) for code in service["SuccessExitStatus"][0].split()}
        self.assertEqual(service["Restart"], ["on-failure"])
        self.assertEqual(KNOWN_CODES - given_up - well, {3})
        self.assertEqual(well, {0, 5}, "a difference or an open question is a failure")


class Cron(ScheduleTest):
    def jobs(self):
        text = text_of("cutover-verify.crontab")
        self.assertTrue(text.endswith("\n"), "cron passes over a last line that does not end")
        for line in text.splitlines():
            if line and line[0] != "#" and not re.match(r"\w+=", line):
                *when, user, command = line.split(None, 6)
                self.assertEqual(user, "cutover")
                for field in when:
                    self.assertRegex(field, r"^(\*|[\d,*/-]+)$")
                self.assertIsNone(re.search(r"(?<!\\)%", command), "% ends a command of cron")
                yield command.replace("\\%", "%")

    def test_cutover_takes_the_commands(self):
        commands = list(self.jobs())
        self.assertEqual(len(commands), 2)
        for command in commands:
            self.places.shell(command, 0)
            for arguments in self.places.calls():
                self.expect_taken(arguments)

    def test_mail_comes_where_the_answer_is_not_equal(self):
        verify = next(self.jobs())
        self.assertEqual(self.places.shell(verify, 0).stdout, "")
        for code in sorted(KNOWN_CODES - {0}):
            done = self.places.shell(verify, code)
            self.assertEqual(done.stdout, f"exit code {code}\n\nit said this\n")


def documents(name):
    return list(yaml.safe_load_all(text_of(name)))


def job_of(name):
    for document in documents(name):
        if document["kind"] == "Job":
            return document["spec"]
        if document["kind"] == "CronJob":
            return document["spec"]["jobTemplate"]["spec"]
    raise AssertionError(f"{name} has no job")


def container_of(name):
    containers = job_of(name)["template"]["spec"]["containers"]
    assert len(containers) == 1
    return containers[0]


def codes_that_fail(job):
    for rule in job.get("podFailurePolicy", {}).get("rules", []):
        if rule["action"] == "FailJob":
            assert rule["onExitCodes"]["operator"] == "In"
            yield from rule["onExitCodes"]["values"]


class Kubernetes(ScheduleTest):
    names = ("cutover-verify.cronjob.yaml", "cutover-shards.job.yaml", "cutover-merge.job.yaml")

    def test_no_pod_may_do_more_than_it_needs(self):
        for name in self.names:
            with self.subTest(name):
                pod = job_of(name)["template"]["spec"]
                container = container_of(name)
                self.assertEqual(pod["restartPolicy"], "Never")
                self.assertIs(pod["automountServiceAccountToken"], False)
                self.assertIs(pod["securityContext"]["runAsNonRoot"], True)
                self.assertEqual(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault")
                security = container["securityContext"]
                self.assertIs(security["allowPrivilegeEscalation"], False)
                self.assertIs(security["readOnlyRootFilesystem"], True)
                self.assertEqual(security["capabilities"], {"drop": ["ALL"]})
                self.assertIn("memory", container["resources"]["limits"])
                self.assertNotIn("env", container, "passwords are files, not variables")

    def test_every_mount_has_its_volume_and_claims_are_there(self):
        claims = {d["metadata"]["name"] for name in self.names for d in documents(name)
                  if d["kind"] == "PersistentVolumeClaim"}
        for name in self.names:
            with self.subTest(name):
                volumes = {v["name"]: v for v in job_of(name)["template"]["spec"]["volumes"]}
                mounts = {m["name"]: m for m in container_of(name)["volumeMounts"]}
                self.assertEqual(set(mounts), set(volumes))
                self.assertIn(volumes["state"]["persistentVolumeClaim"]["claimName"], claims)
                self.assertFalse(mounts["state"].get("readOnly", False))
                if "passwords" in volumes:
                    # YAML 1.1 reads 0440 as octal, as the API server does.
                    self.assertEqual(volumes["passwords"]["secret"]["defaultMode"], 0o440)
                    text = json.dumps(container_of(name)["args"])
                    self.assertIn(mounts["passwords"]["mountPath"] + "/source-password", text)

    def test_one_verification_at_a_time_and_only_what_may_mend_itself_again(self):
        cron = next(d for d in documents(self.names[0]) if d["kind"] == "CronJob")["spec"]
        self.assertEqual(cron["concurrencyPolicy"], "Forbid")
        job = job_of(self.names[0])
        self.assertEqual(KNOWN_CODES - set(codes_that_fail(job)), {0, 3, 5})
        rules = job["podFailurePolicy"]["rules"]
        self.assertEqual(rules[0]["action"], "Ignore", "a drained node is no failure")
        self.assertEqual(rules[0]["onPodConditions"], [{"type": "DisruptionTarget"}])
        for rule in rules[1:]:
            self.assertEqual(rule["onExitCodes"]["containerName"],
                             container_of(self.names[0])["name"])
        self.assertGreaterEqual(job["backoffLimit"], 1)
        self.assertEqual(job_of(self.names[2])["backoffLimit"], 0)

    def test_cutover_takes_the_arguments(self):
        for name in (self.names[0], self.names[2]):
            self.expect_taken(container_of(name)["args"])

    def test_the_pods_of_the_job_are_all_shards_and_the_merge_takes_them(self):
        job = job_of(self.names[1])
        self.assertEqual(job["completionMode"], "Indexed")
        self.assertEqual(job["completions"], job["parallelism"])
        container = container_of(self.names[1])
        self.assertEqual(container["command"], ["sh", "-c"])
        shards, states = [], []
        for index in range(job["completions"]):
            done = self.places.shell(container["args"][0], 4, JOB_COMPLETION_INDEX=str(index))
            self.assertEqual(done.returncode, 0, "a shard that found nothing has done its work")
            (arguments,) = self.places.calls()
            self.expect_taken(arguments)
            shards.append(arguments[arguments.index("--shard") + 1])
            states.append(arguments[arguments.index("--state") + 1])
        number = job["completions"]
        self.assertEqual(shards, [f"{i}/{number}" for i in range(1, number + 1)])
        merge = container_of(self.names[2])["args"]
        self.assertEqual([a for a in merge[2:] if not a.startswith("--")], states)

    def test_a_shard_that_could_not_finish_is_no_success(self):
        command = container_of(self.names[1])["args"][0]
        for code in sorted(KNOWN_CODES):
            done = self.places.shell(command, code, JOB_COMPLETION_INDEX="0")
            self.assertEqual(done.returncode, 0 if code in (0, 1, 4) else code)
        self.assertEqual(KNOWN_CODES - set(codes_that_fail(job_of(self.names[1]))),
                         {0, 1, 3, 4, 5})


class Parallel(ScheduleTest):
    def shards(self, code, merge_code=0):
        script = SCHEDULES / "verify-in-shards.sh"
        return self.places.shell(f"{script} {self.places.task} 4", code, MERGE_CODE=str(merge_code))

    def test_all_shards_run_and_are_merged(self):
        for code in (1, 4):
            done = self.shards(code)
            self.assertEqual(done.returncode, 0, done.stderr)
            *shards, merge = self.places.calls()
            for arguments in [*shards, merge]:
                self.expect_taken(arguments)
            shards.sort(key=lambda call: call[call.index("--shard") + 1])
            self.assertEqual([call[call.index("--shard") + 1] for call in shards],
                             ["1/4", "2/4", "3/4", "4/4"])
            self.assertEqual(merge[:2], ["merge", str(self.places.task)])
            self.assertEqual(merge[2:], [call[call.index("--state") + 1] for call in shards])

    def test_the_answer_is_that_of_the_merge(self):
        self.assertEqual(self.shards(4, 1).returncode, 1)

    def test_nothing_is_merged_where_a_shard_could_not_finish(self):
        self.assertEqual(self.shards(3).returncode, 3)
        self.assertNotIn("merge", [call[0] for call in self.places.calls()])


class Tools(unittest.TestCase):
    def test_every_file_is_checked_here(self):
        checked = {*Systemd.names, *Kubernetes.names, "cutover-verify.crontab",
                   "verify-in-shards.sh"}
        self.assertEqual({path.name for path in SCHEDULES.iterdir()}, checked)


if __name__ == "__main__":
    CUTOVER = str(Path(sys.argv.pop(1)).resolve())
    unittest.main(verbosity=1)
