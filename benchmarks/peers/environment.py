"""The separate environment of the peers, created once and kept in a cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path
from typing import Any, Final

from benchmarks.machine import ROOT

REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")


class PeerFailed(Exception):
    """A peer could not be installed or run; the message is the last line of its output."""


@cache
def peers() -> tuple[Path, str]:
    """Return the interpreter of the peers' environment, and a message on failed requirements.

    The environment is created if there is no complete one yet. If the requirements cannot be
    installed together, each is tried separately, so that one failure does not affect the others.
    """
    folder = _folder()
    python = folder / "bin" / "python"
    complete = folder / "complete"
    if complete.exists():
        return python, ""
    print("installing the peers into a separate environment", file=sys.stderr)
    venv.create(folder, with_pip=True, clear=True)
    if not _install(python, "--requirement", str(REQUIREMENTS)):
        complete.touch()
        return python, ""
    return python, " ".join(filter(None, (_install(python, line) for line in _lines())))


def run_peer(module: str, *arguments: str) -> dict[str, Any]:
    """Run a peer's module and parse its last line as JSON. Raises PeerFailed."""
    python, missing = peers()
    done = subprocess.run(
        [str(python), "-W", "ignore", "-m", f"benchmarks.peers.{module}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise PeerFailed(f"{said} {missing}".strip())
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _folder() -> Path:
    """Return the path of the environment for this interpreter and list of requirements."""
    chosen = os.environ.get("XDG_CACHE_HOME")
    root = Path(chosen) if chosen else Path.home() / ".cache"
    name = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    return root / "scomm" / f"peers-{name}"


def _lines() -> list[str]:
    lines = (line.partition("#")[0].strip() for line in REQUIREMENTS.read_text().splitlines())
    return [line for line in lines if line]


def _install(python: Path, *what: str) -> str:
    """Install packages; return the last line of pip's output if it failed, else ""."""
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what],
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stderr.strip() or "pip failed").splitlines()[-1] if done.returncode else ""
