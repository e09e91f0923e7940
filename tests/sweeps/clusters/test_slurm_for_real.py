"""A job array on a SLURM of two nodes on this machine: limits, a lost node and the merge."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from scomm.model.compiled import get_ready
from scomm.sweeps.cli import main

pytestmark = pytest.mark.verify

SCRIPT = Path(__file__).with_name("slurm_here.sh")
MOST_SECONDS = 1200
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
        yield os.environ | SHORT | {"SLURM_CONF": str(folder / "slurm.conf")}
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


def lose_n2(conf: str) -> None:
    """Kill everything on n2 at once, as when its power fails."""
    folder = Path(conf).parent
    lost = [psutil.Process(int((folder / "slurmd-n2.pid").read_text()))]
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            seen = process.environ()
            if seen.get("SLURMD_NODENAME") == "n2" and seen.get("SLURM_CONF") == conf:
                # The program that watches over a task first: it would report the death.
                above = [each for each in process.parents() if each.name() == "slurmstepd"]
                lost = [*above, *lost, process]
    assert len(lost) > 2
    for process in lost:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def test_an_array_survives_its_limit_and_a_lost_node(
    slurm: dict[str, str], spec_text: str, tmp_path: Path
) -> None:
    get_ready()  # compiled before the short limit
    deadline = time.monotonic() + MOST_SECONDS
    spec = tmp_path / "tiny.toml"
    spec.write_text(spec_text.replace("replicates = 3", "replicates = 5000"))
    out, job, logs = tmp_path / "out", tmp_path / "job.sh", tmp_path / "logs"
    logs.mkdir()
    told = ["--shards", "2", "--memory", "1G", "--logs", str(logs), "--write", str(job)]
    assert main(["cluster", "slurm-array", str(spec), "--out", str(out), *told]) == 0

    def call(*command: str) -> str:
        done = subprocess.run(command, env=slurm, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said() -> str:
        return "".join(path.read_text() for path in sorted(logs.iterdir()))

    call("bash", str(job))
    until(lambda: "queues again" in said(), "a time limit", deadline)
    running = ["squeue", "--noheader", "--nodelist=n2", "--states=running", "--format=%M"]
    # In the middle of its work: the warning comes forty seconds after a task's start.
    until(lambda: seconds(call(*running)) in range(12, 28), "a task on n2 at work", deadline)
    lose_n2(slurm["SLURM_CONF"])
    call("scontrol", "update", "nodename=n2", "state=down", "reason=test")
    until(lambda: not call(*running), "no task on the lost node", deadline)
    # Its task goes to the other node: n2 does not come back.
    until(lambda: not call("squeue", "--noheader"), "the end of the array", deadline)
    assert (out / "merged").is_dir(), said()

    # The same in one piece, without SLURM; only the manifest tells when and where.
    alone = tmp_path / "alone"
    command = [str(Path(sys.executable).with_name("scomm")), "sweep", str(spec)]
    subprocess.run([*command, "--out", str(alone), "--workers", "2"], check=True)
    names = sorted(path.name for path in alone.iterdir())
    assert names == sorted(path.name for path in (out / "merged").iterdir())
    for name in set(names) - {"manifest.json", "SHA256SUMS"}:
        assert (out / "merged" / name).read_bytes() == (alone / name).read_bytes(), name
