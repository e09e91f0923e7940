"""One Ray for a session, kept within its context, with a long path for temporary files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.sweeps.two_runs import SPEC

PROGRAM = """
import glob, json, os, sys, time
import psutil
import scomm

def session():
    import ray
    return ray.get_runtime_context().gcs_address if ray.is_initialized() else None

folder = sys.argv[2]
sweep = scomm.Sweep.from_text(sys.argv[1])
said = []
with scomm.cluster(workers=2, tell=said.append):
    first = session()
    running = [" ".join(each.cmdline()) for each in psutil.Process().children(recursive=True)]
    one = sweep.run(f"{folder}/one", progress=False)
    two = sweep.run(f"{folder}/two", backend="ray", progress=False)
    same = first == session()
    with scomm.cluster(tell=said.append):
        same = same and first == session()
    same = same and first == session()
    sockets = glob.glob("/*/scomm-ray-*/session_latest/sockets") + glob.glob("/var/tmp/scomm-ray-*")
after = session()
print(json.dumps([len(one.runs), len(two.runs), same, after, said, len(sockets), running]))
"""


def test_a_kept_ray_serves_all_that_is_run(tmp_path: Path) -> None:
    deep = tmp_path / "of-a-batch-system" / "job-1234567" / "tmp-of-this-node"
    deep.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, SPEC, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "TMPDIR": str(deep)},
    )
    assert done.returncode == 0, done.stderr
    one, two, same, after, said, sockets, running = json.loads(done.stdout.splitlines()[-1])
    assert (one, two, same, after) == (2, 2, True, None)
    assert said == ["Starting Ray with 2 workers: about 10 s."]
    assert sockets >= 1
    # Ray waits for the process of a dashboard, which nobody here would look at.
    assert any("raylet" in each for each in running)
    assert not any("dashboard.py" in each or "monitor.py" in each for each in running)
    assert not list(deep.iterdir())
