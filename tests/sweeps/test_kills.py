"""``scomm sweep`` killed without warning, part by part: nothing that was saved is lost or redone.

What is killed is the driver (the command itself), a worker, the raylet (Ray's daemon on this
machine) or the head of Ray's little cluster, by SIGKILL, at random instants: the driver from its
first to its last moment, the others while runs are done. The command goes on by itself, or, if it
was the driver, is given again; the store must then equal, byte for byte, the one that the serial
backend made undisturbed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest

from sweeps import Sweep

# 4 points, 2 arms: runs of about 12 ms. So that there is something to lose, and something saved.
SPEC = """
[sweep]
name = "kills"
scenario = "county"
replicates = {replicates}
seed = 20101122

[vary]
pretextual_propensity = {{ from = 0.0, to = 0.8, steps = 2 }}
community_trust = [0.3, 0.7]

[arms]
enrolled = {{ enrollment = "scheduled" }}
never = {{ enrollment = "never" }}
"""
RUNS_A_REPLICATE = 8

# The command, saving often.
COMMAND = """
import sys
from sweeps.store import writer
writer.SAVE_EVERY_SECONDS = 0.5
from sweeps.cli import main
raise SystemExit(main())
"""
PATTERNS = {
    "worker": r"^ray::(perform_batch|IDLE)",
    "raylet": r"/raylet/raylet ",
    "head": r"/gcs/gcs_server ",
}
# A run of the command takes seconds; one that takes minutes hangs.
PATIENCE = 180.0


class Command:
    """``scomm sweep`` on Ray, under way."""

    def __init__(self, spec: Path, folder: Path) -> None:
        self._folder = folder
        self._family: set[psutil.Process] = set()
        arguments = ["sweep", str(spec), "--out", str(folder), "--workers", "2"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until_saved(self) -> None:
        """Wait until the first results are saved."""
        before = self._files()
        self._until(lambda: self._files() != before or self.process.poll() is not None)

    def kill(self, part: str) -> bool:
        """Kill a part of it; say whether there was one."""
        # Asked for in any case: who has lost the driver is told from strangers by having had it.
        pids = self._pids(PATTERNS.get(part, "worker"))
        if part == "driver":
            pids = [self.process.pid]
        if self.process.poll() is not None or not pids:
            return False
        os.kill(pids[-1], signal.SIGKILL)
        return True

    def end(self) -> tuple[int, str, str]:
        """Wait for the end; return the exit status and what was said on both streams."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err

    def until_gone(self) -> None:
        """Wait until no worker and no daemon is left of a driver that was killed."""
        everything = "|".join(PATTERNS.values())
        self._until(lambda: not self._pids(everything))

    def _files(self) -> set[str]:
        pending = self._folder / "pending"
        return {path.name for path in pending.glob("*.parquet")}

    def _pids(self, pattern: str) -> list[int]:
        """Return its processes with such a command line: all that it ever started."""
        with suppress(psutil.NoSuchProcess):
            self._family |= set(psutil.Process(self.process.pid).children(recursive=True))
        found = []
        for process in self._family:
            with suppress(psutil.NoSuchProcess):
                if process.is_running() and re.search(pattern, " ".join(process.cmdline())):
                    found.append(process.pid)
        return sorted(found)

    def _until(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def files(folder: Path) -> dict[str, bytes]:
    """Return what must be equal: every file but the one that tells how the store was made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", ".lock")
    }


@dataclass(frozen=True)
class Undisturbed:
    """A sweep file, its sweep, its number of runs, and the files of its store made serially."""

    spec: Path
    planned: Sweep
    runs: int
    files: dict[str, bytes]


def undisturbed(folder: Path, replicates: int) -> Undisturbed:
    spec = folder / "kills.toml"
    spec.write_text(SPEC.format(replicates=replicates))
    planned = Sweep.from_file(spec)
    planned.run(folder / "undisturbed", backend="serial", progress=False)
    runs = RUNS_A_REPLICATE * replicates
    return Undisturbed(spec, planned, runs, files(folder / "undisturbed"))


def to_do(err: str) -> int:
    """Return how many runs the command found it had to do."""
    said = re.search(r"sweep kills: (\d+) runs to do", err)
    return int(said[1]) if said else 0


def test_raylet_killed_then_terminated_then_driver_killed(tmp_path: Path) -> None:
    sweep, folder = undisturbed(tmp_path, 75), tmp_path / "store"
    command = Command(sweep.spec, folder)
    command.until_saved()
    assert command.kill("raylet")
    command.until_saved()
    command.process.terminate()
    status, out, err = command.end()
    assert (status, out) == (130, "")
    said = re.search(r"Interrupted after (\d+) of 600 runs", err)
    assert said is not None, err
    command.until_gone()
    saved = sweep.planned.finished(folder)
    assert 0 < saved == int(said[1]) < sweep.runs

    command = Command(sweep.spec, folder)
    command.until_saved()
    assert command.kill("driver")
    status, out, err = command.end()
    assert (status, out) == (-signal.SIGKILL, "")
    assert to_do(err) == sweep.runs - saved
    command.until_gone()
    before, saved = saved, sweep.planned.finished(folder)
    assert before < saved < sweep.runs

    status, out, err = Command(sweep.spec, folder).end()
    assert status == 0, err
    assert to_do(err) == sweep.runs - saved
    assert files(folder) == sweep.files


# Shares, of the time that the command takes for the driver, of the runs for the others. Where they
# are shares of runs, the kill comes so long after they were saved: else it would come just then.
SEED = 20261122
INSTANTS = [
    (part, round(float(share), 3), round(float(seconds), 3))
    for number, part in enumerate(("driver", "worker", "raylet", "head"))
    for share, seconds in np.random.default_rng((SEED, number)).uniform(0.0, (0.95, 0.5), (7, 2))
]


@pytest.fixture(scope="module")
def long_sweep(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.mktemp("kills"), 200)


@pytest.fixture(scope="module")
def duration(long_sweep: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> float:
    began = time.monotonic()
    folder = tmp_path_factory.mktemp("kills") / "store"
    status, out, err = Command(long_sweep.spec, folder).end()
    assert (status, files(folder)) == (0, long_sweep.files), out + err
    return time.monotonic() - began


@pytest.mark.verify
@pytest.mark.parametrize("share", [share for part, share, _ in INSTANTS if part == "driver"])
def test_the_driver_killed_at_any_instant(
    long_sweep: Undisturbed, duration: float, tmp_path: Path, share: float
) -> None:
    folder = tmp_path / "store"
    command = Command(long_sweep.spec, folder)
    time.sleep(share * duration)
    command.kill("driver")
    command.end()
    command.until_gone()
    saved = long_sweep.planned.finished(folder)
    status, _, err = Command(long_sweep.spec, folder).end()
    assert status == 0, err
    assert to_do(err) == long_sweep.runs - saved
    assert files(folder) == long_sweep.files


@pytest.mark.verify
@pytest.mark.parametrize(
    ("part", "share", "seconds"), [each for each in INSTANTS if each[0] != "driver"]
)
def test_a_part_killed_at_any_instant(
    long_sweep: Undisturbed, tmp_path: Path, part: str, share: float, seconds: float
) -> None:
    folder = tmp_path / "store"
    command = Command(long_sweep.spec, folder)
    command.until_saved()
    wanted = share * long_sweep.runs
    while long_sweep.planned.finished(folder) < wanted and command.process.poll() is None:
        time.sleep(0.05)
    time.sleep(seconds)
    command.kill(part)
    status, out, err = command.end()
    assert (status, out.count("\n")) == (0, 1), out + err
    assert files(folder) == long_sweep.files
