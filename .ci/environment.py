"""Make .venv ready for use: ``environment.py run`` or, with what the tests need, ``environment.py develop``.

Started with any Python 3.11 or newer; a second time, with pyproject.toml unchanged, it returns at once and needs no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
PROJECT = ROOT / "pyproject.toml"
PURPOSES = ("run", "develop")
PIP_SOURCES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_CONFIG_FILE")
UV_SOURCES = ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX", "UV_CONFIG_FILE", "UV_OFFLINE")


def say(line: str) -> None:
    """One line to the person who waits."""
    sys.stderr.write(f"{line}\n")


def succeeds(*command: str | os.PathLike[str]) -> bool:
    """Run a command without a word of its own; a missing program fails."""
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0  # noqa: S603


def mark() -> str:
    """What an environment is made from: where it lies, since its scripts name their own place, and the project's text."""
    return f"{ROOT}\n{hashlib.sha256(PROJECT.read_bytes()).hexdigest()}\n"


def stamp(purpose: str) -> Path:
    """The file that holds the mark of an environment that is ready."""
    return HOME / f".ready-to-{purpose}"


def usable() -> bool:
    """Whether the environment there is was made here, by a Python that still exists."""
    stamps = [stamp(purpose) for purpose in PURPOSES if stamp(purpose).is_file()]
    return succeeds(PYTHON, "-c", "") and all(path.read_text(encoding="utf-8").startswith(f"{ROOT}\n") for path in stamps)


def ready(purpose: str) -> bool:
    """Whether nothing needs to be done: what suffices to develop suffices to run."""
    stamps = [stamp(one) for one in {purpose, "develop"} if stamp(one).is_file()]
    return any(path.read_text(encoding="utf-8") == mark() for path in stamps) and usable()


def wanted(purpose: str) -> list[str]:
    """What to install: the project itself, and the group of pyproject.toml that old installers cannot read."""
    groups = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return ["--editable", str(ROOT), *(groups["dev"] if purpose == "develop" else [])]


def uv_suits() -> bool:
    """Whether uv is here and knows where packages come from: it does not read pip's settings."""
    told_pip, told_uv = (any(os.environ.get(name) for name in names) for names in (PIP_SOURCES, UV_SOURCES))
    return shutil.which("uv") is not None and (told_uv or not told_pip)


def by_uv(packages: list[str]) -> bool:
    """Install with uv, the fastest way."""
    if not uv_suits():
        return False
    made = PYTHON.exists() or succeeds("uv", "venv", "--quiet", "--python", sys.executable, HOME)
    return made and succeeds("uv", "pip", "install", "--quiet", "--python", PYTHON, *packages)


def by_pip(packages: list[str]) -> bool:
    """Install with pip: the environment's own, or this Python's where the environment cannot have one."""
    whole = succeeds(PYTHON, "-m", "pip", "--version") or succeeds(sys.executable, "-m", "venv", HOME)
    if not whole and not succeeds(sys.executable, "-m", "venv", "--without-pip", HOME):
        return False
    pip = [PYTHON, "-m", "pip"] if whole else [sys.executable, "-m", "pip", "--python", PYTHON]
    quiet = ("-qq", "--no-input", "--disable-pip-version-check")
    command = [*pip, "install", *quiet, *packages]
    environ = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, env=environ).returncode == 0  # noqa: S603


def prepare(purpose: str) -> bool:
    """Bring the environment up to date, or make it anew."""
    if HOME.exists() and not os.access(HOME, os.W_OK):
        say(f"{HOME} belongs to somebody else and is not ready: remove it, or ask its owner to run make.")
        return False
    say("Preparing .venv: this takes a minute or two, once.")
    if HOME.exists() and not usable():
        shutil.rmtree(HOME)
    packages = wanted(purpose)
    if not (by_uv(packages) or by_pip(packages)):
        say("The packages could not be installed. Is there a network, and has Python its venv module (on Debian: python3-venv)?")
        return False
    stamp(purpose).write_text(mark(), encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(0 if ready(sys.argv[1]) or prepare(sys.argv[1]) else 1)
