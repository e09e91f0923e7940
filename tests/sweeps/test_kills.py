"""``scomm sweep`` with parts killed without warning: no saved run is lost or repeated.

Killed are the driver (the command itself), a worker, the raylet (Ray's daemon on this machine) or
the head of a small Ray cluster, by SIGKILL, at random instants: the driver from its first to its
last moment, the others while runs are done. The command recovers by itself, or, if the driver was
killed, is resumed; the store must then equal, byte for byte, the one that the serial backend made
without interruption.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest

from scomm import Sweep

# 4 points, 2 arms: runs of milliseconds, so that some are saved and some unsaved at any instant.
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
import signal
# A shell ignores it for what it runs in the background, these tests for instance.
signal.signal(signal.SIGINT, signal.default_int_handler)
from functools import partialmethod
from scomm import Sweep
from scomm.sweeps.cli import main
from scomm.sweeps.store.writer import SAVING, Saving
assert SAVING.seconds > 0.5
Sweep.run = partialmethod(Sweep.run, saving=Saving(seconds=0.5))
raise SystemExit(main())
"""
PATTERNS = {
    "batch": r"^ray::perform_batch",
    "worker": r"^ray::(perform_batch|IDLE)",
    "raylet": r"/raylet/raylet ",
    "head": r"/gcs/gcs_server ",
}
# A run of the command takes seconds; one that takes minutes hangs.
PATIENCE = 180.0


class Command:
    """A running ``scomm sweep`` on Ray."""

    def __init__(self, spec: Path, folder: Path) -> None:
        self._folder = folder
        self._family: set[psutil.Process] = set()
        arguments = ["sweep", str(spec), "--out", str(folder), "--workers", "2"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A dead raylet is noticed in two seconds instead of fifteen.
            env={**os.environ, "RAY_health_check_period_ms": "500"},
        )

    def until_saved(self) -> None:
        """Wait until the first results are saved."""
        before = self._files()
        self._until(lambda: self._files() != before or self.process.poll() is not None)

    def kill(self, part: str) -> bool:
        """Kill a part of it; return whether there was one."""
        # Listed in any case: orphans of the driver are recognized by having been its children.
        pids = self._pids(PATTERNS.get(part, "worker"))
        if part == "driver":
            pids = [self.process.pid]
        if self.process.poll() is not None or not pids:
            return False
        os.kill(pids[-1], signal.SIGKILL)
        return True

    def listening(self) -> set[str]:
        """Return the addresses on which its processes listen."""
        found = set()
        for pid in self._pids(""):
            with suppress(psutil.NoSuchProcess):
                for each in psutil.Process(pid).net_connections("inet"):
                    if each.status == psutil.CONN_LISTEN:
                        found.add(each.laddr.ip.removeprefix("::ffff:"))
        return found

    def environment(self, part: str, name: str) -> set[str]:
        """Wait for such processes; return the values of an environment variable in all of them."""
        found: set[str] = set()

        def read() -> bool:
            # Workers change their names between batches, and start and end.
            for pid in self._pids(PATTERNS[part]):
                with suppress(psutil.NoSuchProcess):
                    found.add(psutil.Process(pid).environ().get(name, ""))
            return bool(found)

        self._until(read)
        return found

    def until_back(self, part: str) -> None:
        """Wait until a replacement of the killed part is there."""
        before = {process.pid for process in self._family}
        self._until(lambda: bool(set(self._pids(PATTERNS[part])) - before))

    def end(self) -> tuple[int, str, str]:
        """Wait for the end; return the exit status and the output on both streams."""
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
        """Return the processes it ever started whose command line matches."""
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


Start = Callable[[Path, Path], Command]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start commands, which are killed at the end of the test."""
    started: list[Command] = []

    def begin(spec: Path, folder: Path) -> Command:
        started.append(Command(spec, folder))
        return started[-1]

    yield begin
    for command in started:
        command.process.kill()
        command.process.communicate()


def files(folder: Path) -> dict[str, bytes]:
    """Read the files that must be equal: all but the manifest."""
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
    """Return the number of pending runs that the command reported."""
    said = re.search(r"sweep kills: (\d+) runs to do", err)
    return int(said[1]) if said else 0


@pytest.mark.verify
def test_raylet_killed_and_then_the_driver(start: Start, tmp_path: Path) -> None:
    # Runs enough that none of the three instants below is after the last of them.
    sweep, folder = undisturbed(tmp_path, 200), tmp_path / "store"
    command = start(sweep.spec, folder)
    command.until_saved()
    assert command.environment("batch", "NUMBA_NUM_THREADS") == {"1"}
    assert command.listening() == {"127.0.0.1"}
    assert command.kill("raylet")
    command.until_back("batch")
    assert command.kill("driver")
    status, out, err = command.end()
    assert (status, out) == (-signal.SIGKILL, "")
    assert "Ray on this machine died and is started again" in err
    command.until_gone()
    saved = sweep.planned.finished(folder)
    assert 0 < saved < sweep.runs
    status, out, err = start(sweep.spec, folder).end()
    assert status == 0, err
    assert to_do(err) == sweep.runs - saved
    assert files(folder) == sweep.files


# Shares, of the time that the command takes for the driver, of the runs for the others. Where they
# are shares of runs, the kill comes a while after they were saved, not at that instant.
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
    start: Start, long_sweep: Undisturbed, duration: float, tmp_path: Path, share: float
) -> None:
    folder = tmp_path / "store"
    command = start(long_sweep.spec, folder)
    time.sleep(share * duration)
    command.kill("driver")
    command.end()
    command.until_gone()
    saved = long_sweep.planned.finished(folder)
    status, _, err = start(long_sweep.spec, folder).end()
    assert status == 0, err
    assert to_do(err) == long_sweep.runs - saved
    assert files(folder) == long_sweep.files


@pytest.mark.verify
@pytest.mark.parametrize(
    ("part", "share", "seconds"), [each for each in INSTANTS if each[0] != "driver"]
)
def test_a_part_killed_at_any_instant(
    start: Start, long_sweep: Undisturbed, tmp_path: Path, part: str, share: float, seconds: float
) -> None:
    folder = tmp_path / "store"
    command = start(long_sweep.spec, folder)
    command.until_saved()
    wanted = share * long_sweep.runs
    while long_sweep.planned.finished(folder) < wanted and command.process.poll() is None:
        time.sleep(0.05)
    time.sleep(seconds)
    command.kill(part)
    status, out, err = command.end()
    assert (status, out.count("\n")) == (0, 1), out + err
    assert files(folder) == long_sweep.files


@pytest.mark.verify
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_keeps_all_that_was_done(
    start: Start, long_sweep: Undisturbed, tmp_path: Path, number: int
) -> None:
    folder = tmp_path / "store"
    command = start(long_sweep.spec, folder)
    command.until_saved()
    command.process.send_signal(number)
    status, out, err = command.end()
    assert (status, out) == (130, "")
    command.until_gone()
    said = re.search(r"Interrupted after ([\d,]+) of 1,600 runs", err)
    assert said is not None, err
    saved = long_sweep.planned.finished(folder)
    assert saved == int(said[1].replace(",", ""))
    status, _, err = start(long_sweep.spec, folder).end()
    assert status == 0, err
    assert to_do(err) == long_sweep.runs - saved
    assert files(folder) == long_sweep.files
