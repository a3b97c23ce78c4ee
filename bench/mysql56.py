"""A private MySQL 5.6 (tests/servers/get_servers.sh) for what is measured on one."""
import os
import shutil
import subprocess
import sys
import time

import run
from run import ROOT, Server


class Mysql56(Server):
    def __init__(self, name, port, options=()):
        """`options` come last, so that they win."""
        home = ROOT / "build" / "servers" / "mysql56"
        self.folder = run.HOME / name  # bench/live.py --memory moves it
        self.socket = self.folder / "socket"
        self.port = port
        (self.folder / "tmp").mkdir(parents=True)
        shutil.copytree(home / "data" / "mysql", self.folder / "data")
        as_root = ["--user=root"] if os.getuid() == 0 else []
        self.process = subprocess.Popen(
            [home / "mysqld", "--no-defaults", *as_root, f"--basedir={home}",
             f"--lc-messages-dir={home}/share", f"--datadir={self.folder}/data",
             f"--socket={self.socket}", f"--tmpdir={self.folder}/tmp", f"--port={port}",
             f"--pid-file={self.folder}/pid", "--bind-address=127.0.0.1", f"--server-id={port}",
             f"--log-bin={self.folder}/data/binlog", "--binlog-format=ROW", "--gtid-mode=ON",
             "--log-slave-updates", "--enforce-gtid-consistency", *options],
            stdout=open(self.folder / "log", "ab"), stderr=subprocess.STDOUT,
            env={**os.environ, "LD_LIBRARY_PATH": str(home)})
        for _ in range(600):
            if subprocess.run(self.client("SELECT 1"), capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit(f"server {name} did not start; see {self.folder}/log")
