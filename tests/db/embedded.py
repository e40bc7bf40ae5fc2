"""Embedded servers for a test of its own, programs that use them and end badly, and waiting for what must come."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from db.cluster import Cluster

ROOT = Path(__file__).parents[2]

APP = """
import sys
from pathlib import Path

import psutil

from db.cluster import Cluster
from db.cluster import Cluster
from db.errors import Setup
cluster = Cluster(Path(sys.argv[1]), on_step=lambda step: print(step, flush=True), durable=False)
try:
    server = cluster.start()
except Setup as error:
    sys.exit(print(error.code, flush=True))
print("ready", cluster.status().pid, flush=True)
sys.stdin.read()
"""


class App:
    """Another program that starts or joins the server of a directory."""

    def __init__(self, directory: Path, *before: str) -> None:
        command = [*before, sys.executable, "-c", APP, str(directory)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def says(self, word: str) -> str:
        """What follows ``word`` in what the program says; '' when it ends without saying it."""
        assert self.process.stdout
        return next((line.strip().removeprefix(word).strip() for line in self.process.stdout if line.startswith(word)), "")

    def last_word(self) -> str:
        """What it said last before it ended of itself."""
        return self.process.communicate()[0].splitlines()[-1]

    def kill(self) -> None:
        """End it as the kernel does when memory runs out."""
        self.process.kill()
        self.end()

    def end(self) -> None:
        """Let it end in good order."""
        self.process.communicate()


def watchdogs(cluster: Cluster) -> list[psutil.Process]:
    """The watchdogs of a server, which are one at most once they have settled."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if {"db.watchdog", str(cluster.directory)} <= set(process.info["cmdline"] or ())
    ]


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it comes to hold in time."""
    last = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > last:
            return False
        time.sleep(0.02)
    return True
