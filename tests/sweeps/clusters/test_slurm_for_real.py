"""SLURM of two nodes on this machine: an array and one Ray, their limits, and a lost node."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scomm import Sweep
from scomm.model.compiled import get_ready
from scomm.sweeps.cli import main

pytestmark = pytest.mark.verify

SCRIPT = Path(__file__).with_name("slurm_here.sh")
MOST_SECONDS = 1200
# Three files of a store, of which the first is saved in the middle.
RUNS_OF_ONE_RAY = 24_000
# SLURM's limit in minutes, and the seconds before it at which it warns the job: instead of the
# hours and the three minutes of the file, so that the limit is met in a minute.
SHORT = {"SBATCH_TIMELIMIT": "3", "SBATCH_SIGNAL": "B:USR1@140"}


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A SLURM of the nodes n1 and n2, one core each; its environment."""
    if any(shutil.which(name) is None for name in ("slurmctld", "slurmd", "munged", "sbatch")):
        pytest.skip(f"SLURM is not installed; as root: {SCRIPT.name} install")
    if os.geteuid() != 0:
        pytest.skip("the nodes of a private SLURM are started by root only")
    folder = tmp_path / "slurm"
    try:
        subprocess.run(["bash", str(SCRIPT), "start", str(folder)], check=True, timeout=90)
        yield os.environ | {"SLURM_CONF": str(folder / "slurm.conf")}
    finally:
        subprocess.run(["bash", str(SCRIPT), "stop", str(folder)], check=True, timeout=30)


def until(ready: Callable[[], bool], what: str, deadline: float) -> None:
    while not ready():
        assert time.monotonic() < deadline, f"not within the time: {what}"
        time.sleep(1)


def seconds(elapsed: str) -> int:
    """Convert the time that SLURM gives for a running job, such as "1:02"; -1 for no job."""
    if not elapsed.strip():
        return -1
    minutes, _, rest = elapsed.split()[0].rpartition(":")
    return int(minutes or 0) * 60 + int(rest)


class Here:
    """Commands on the private SLURM, whose jobs log into a folder."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self._environment = environment
        self._logs = logs
        logs.mkdir()

    def call(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def node(self, what: str) -> None:
        """Lose n2, or boot it again."""
        folder = str(Path(self._environment["SLURM_CONF"]).parent)
        self.call("bash", str(SCRIPT), what, folder, "n2")
        state = "down" if what == "lose" else "resume"
        self.call("scontrol", "update", "nodename=n2", f"state={state}", "reason=test")

    def said(self) -> str:
        return "".join(path.read_text() for path in sorted(self._logs.iterdir()))


def write(spec_text: str, tmp_path: Path, kind: str, replicates: int, *more: str) -> Path:
    """Write a sweep file of 8 runs a replicate, and the file that runs it; return the first."""
    get_ready()  # compiled before a short limit
    spec = tmp_path / "tiny.toml"
    spec.write_text(spec_text.replace("replicates = 3", f"replicates = {replicates}"))
    command = ["cluster", kind, str(spec), "--out", str(tmp_path / "out")]
    told = ["--logs", str(tmp_path / "logs"), "--write", str(tmp_path / "job.sh")]
    assert main([*command, *more, *told]) == 0
    return spec


def check(spec: Path, found: Path) -> None:
    """Compare a store with the same in one piece, without SLURM.

    Only the manifest tells when and where.
    """
    alone = spec.parent / "alone"
    command = [str(Path(sys.executable).with_name("scomm")), "sweep", str(spec)]
    subprocess.run([*command, "--out", str(alone), "--workers", "2"], check=True)
    names = sorted(path.name for path in alone.iterdir())
    assert names == sorted(path.name for path in found.iterdir())
    for name in set(names) - {"manifest.json", "SHA256SUMS"}:
        assert (found / name).read_bytes() == (alone / name).read_bytes(), name


def test_an_array_survives_its_limit_and_a_lost_node(
    slurm: dict[str, str], spec_text: str, tmp_path: Path
) -> None:
    here = Here(slurm | SHORT, tmp_path / "logs")
    spec = write(spec_text, tmp_path, "slurm-array", 5000, "--shards", "2", "--memory", "1G")
    deadline = time.monotonic() + MOST_SECONDS
    here.call("bash", str(tmp_path / "job.sh"))
    until(lambda: "queues again" in here.said(), "a time limit", deadline)
    running = ["squeue", "--noheader", "--nodelist=n2", "--states=running", "--format=%M"]
    # In the middle of its work: the warning comes forty seconds after a task's start.
    until(lambda: seconds(here.call(*running)) in range(12, 28), "a task on n2 at work", deadline)
    here.node("lose")
    until(lambda: not here.call(*running), "no task on the lost node", deadline)
    # Its task goes to the other node: n2 does not come back.
    until(lambda: not here.call("squeue", "--noheader"), "the end of the array", deadline)
    assert (tmp_path / "out" / "merged").is_dir(), here.said()
    check(spec, tmp_path / "out" / "merged")


def test_one_ray_on_two_nodes_resumes_when_a_lost_node_is_back(
    slurm: dict[str, str], spec_text: str, tmp_path: Path
) -> None:
    here, out = Here(slurm, tmp_path / "logs"), tmp_path / "out"
    spec = write(spec_text, tmp_path, "slurm", RUNS_OF_ONE_RAY // 8, "--nodes", "2")
    deadline = time.monotonic() + MOST_SECONDS
    job = here.call("sbatch", "--parsable", str(tmp_path / "job.sh")).strip()
    planned = Sweep.from_file(spec)
    until(lambda: planned.finished(out) > 0, "runs that are saved", deadline)
    here.node("lose")
    state = ["squeue", "--noheader", "--job", job, "--format=%T"]
    until(lambda: "PENDING" in here.call(*state), "the job to be in the queue again", deadline)
    here.node("boot")
    until(lambda: not here.call("squeue", "--noheader"), "the end of the job", deadline)
    ended = here.call("scontrol", "show", "job", job)
    assert "JobState=COMPLETED" in ended, here.said()
    assert "Restarts=1" in ended
    at_first, later = map(int, re.findall(r"(\d+) runs to do", here.said()))
    assert 0 < later < at_first == RUNS_OF_ONE_RAY, "resumed in the middle"
    check(spec, out)
