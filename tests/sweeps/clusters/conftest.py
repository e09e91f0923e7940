"""Fixtures for clusters' files.

Shell scripts are run, with fakes of SLURM, Ray and scomm that record their arguments.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scomm.sweeps.cli import main

Capture = pytest.CaptureFixture[str]

# A path with characters that a shell or a parser would interpret if not quoted.
AWKWARD = 'it\'s $HOME, "a" & b'

TABLE = b"community_trust\r\n0.3\r\n0.7\r\n"
TABLE_SPEC = """
[sweep]
name = "with_table"
scenario = "county"
replicates = { until = "reporting_rate.hispanic", half_width = 0.005, most = 400, first = 20 }
seed = 1
[design]
kind = "table"
file = "my points.csv"
[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""

PLACES = """name,state,population,hispanic_share,undocumented_share,\
lawful_noncitizen_share,activation
North,Ohio,800,0.12,0.02,0.03,2009-02-02
"""

# Each writes its arguments, a line of JSON per call, into $CALLS, then does the little needed. A
# shell starts Python, since a first line cannot name an interpreter whose path has a space.
STAND_IN = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import json, os, signal, subprocess, sys, time
name, given = os.path.basename(sys.argv[0]), sys.argv[1:]
seen = {{k: v for k, v in os.environ.items() if k.startswith("RAY_")}}
def note(*more):
    with open(os.environ["CALLS"], "a") as calls:
        calls.write(json.dumps([name, *given, *more]) + "\\n")
if name == "sbatch":
    note()
    print(40 + sum(1 for _ in open(os.environ["CALLS"])), end=";cluster\\n")
elif name == "ip":
    note()
    if given[-3:] == ["ib0", "scope", "global"]:
        print("4: ib0    inet 10.9.0.7/24 brd 10.9.0.255 scope global ib0")
elif name == "apptainer":
    # As apptainer exec does where it stays the parent: another process is around the command.
    note()
    command = given[given.index(os.environ["IMAGE"]) + 1 :]
    sys.exit(subprocess.run(command).returncode)
elif name == "scontrol":
    note()
    print("n1\\nn2" if given[0] == "show" else "")
elif name == "srun":
    if "getent" in given:
        note()
        print("10.0.0.1        STREAM n1\\n10.0.0.1        DGRAM")
    else:
        # SLURM's daemon starts the task, with the signals as they are by default.
        default = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        note()
        sys.exit(subprocess.run(given[1:], preexec_fn=default).returncode)
elif name == "ray" and given[0] == "symmetric-run":
    note(seen)
    if os.environ.get("STATUS") == "no ray":
        sys.exit(0)
    sys.exit(subprocess.run(given[given.index("--") + 1 :]).returncode)
elif name == "ray":
    folder = given[given.index("--working-dir") + 1]
    paths = {{os.path.relpath(os.path.join(parent, each), folder): os.path.join(parent, each)
              for parent, _, names in os.walk(folder) for each in names}}
    note({{each: open(path, newline="").read() for each, path in paths.items()}})
elif os.environ.get("SLOW"):
    # Short sleeps, since a signal that comes just before one is only seen after it.
    def wait():
        for _ in range(600):
            time.sleep(0.1)
    signal.signal(signal.SIGTERM, lambda *ignored: sys.exit(note("terminated") or 130))
    try:
        note(os.getpid())
        wait()
    except KeyboardInterrupt:
        note("interrupted")
        if os.environ["SLOW"] == "very":
            wait()
        sys.exit(130)
else:
    # What a sweep is given goes with the script that gives it.
    kept = [open(given[1]).read()] if given[:1] == ["sweep"] and "KEEP" in os.environ else []
    note(*kept)
    sys.exit(int(os.environ.get("STATUS", "0")))
"""


@pytest.fixture
def spec(spec_text: str, tmp_path: Path) -> Path:
    """A sweep of 4 points, 2 arms and 3 replicates, in a folder with an awkward name."""
    path = tmp_path / AWKWARD / "a sweep.toml"
    path.parent.mkdir()
    path.write_text(spec_text)
    return path


@pytest.fixture
def table_spec(tmp_path: Path) -> Path:
    """A sweep over a table of 2 points that lies beside it, its replicates adaptive."""
    path = tmp_path / AWKWARD / "table.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(TABLE_SPEC)
    (path.parent / "my points.csv").write_bytes(TABLE)
    return path


@pytest.fixture
def places_spec(spec: Path) -> Path:
    """That sweep over a table of jurisdictions that lies beside it."""
    text = spec.read_text().replace(
        "population = 1000", 'places = "table"\ntable = "my places.csv"'
    )
    spec.write_text(text)
    (spec.parent / "my places.csv").write_text(PLACES)
    return spec


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    """A folder of programs that stand in for those of a cluster."""
    folder = tmp_path / "stand ins"
    folder.mkdir()
    for name in ("sbatch", "scontrol", "srun", "ray", "scomm", "apptainer", "ip"):
        path = folder / name
        path.write_text(STAND_IN.format(python=shlex.quote(sys.executable)))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.fixture
def setup(stand_ins: Path) -> str:
    """The command that puts these programs before others."""
    return f"export PATH={shlex.quote(str(stand_ins))}:$PATH"


SITE = """image = "registry.example/scomm:0.3.0"
claim = "stores"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A values file of a Kubernetes site with what is required."""
    path = tmp_path / "site.toml"
    path.write_text(SITE)
    return path


@pytest.fixture
def asked(site: Path) -> Callable[..., list[str]]:
    """Function that makes the command for a kind and a sweep, with its required options."""

    def command(kind: str, spec: Path, *more: str) -> list[str]:
        needed = {
            "slurm": ["--out", str(spec.parent / "the store")],
            "slurm-array": ["--out", str(spec.parent / "the store"), "--shards", "3"],
            "kuberay": ["--values", str(site)],
            "job-submit": ["--out", f"/data/{AWKWARD}"],
        }
        return ["cluster", kind, str(spec), *needed[kind], *more]

    return command


@pytest.fixture
def rendered(capsys: Capture) -> Callable[..., str]:
    """Function that runs a command, which must succeed, and returns its output."""

    def run(*command: str) -> str:
        assert main(command) == 0
        return capsys.readouterr().out

    return run


class Script:
    """A shell file that is run with fakes, and the calls that they recorded."""

    def __init__(self, text: str, folder: Path, stand_ins: Path) -> None:
        self.path = folder / "job file.sh"
        self.path.write_text(text)
        self._calls = folder / "calls"
        path = f"{stand_ins}{os.pathsep}{os.environ['PATH']}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SLURM")},
            **{"PATH": path, "CALLS": str(self._calls), "SLURM_JOB_ID": "41"},
            **{"SLURM_JOB_NODELIST": "n[1-2]", "SLURM_JOB_NUM_NODES": "2"},
            **{"SLURM_CPUS_ON_NODE": "8", "SLURM_CPUS_PER_TASK": "2", "SLURM_ARRAY_TASK_ID": "3"},
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", str(self.path), *arguments],
            # As SLURM's daemon starts it, also where the tests run in a shell's background.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            env=self._environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self, process: subprocess.Popen[str]) -> tuple[int, str, str]:
        """Wait for the end and return the status and both outputs; fail at a timeout."""
        try:
            out, err = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        return process.returncode, out, err

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        return self.end(self.start(*arguments, **environment))

    def calls(self, name: str) -> list[list[Any]]:
        """Return the arguments of each call of a program so far, in order."""
        if not self._calls.exists():
            return []
        lines = self._calls.read_text().splitlines()
        return [call[1:] for call in map(json.loads, lines) if call[0] == name]

    def wait_for(self, name: str, calls: int = 1) -> None:
        deadline = time.monotonic() + 30
        while len(self.calls(name)) < calls:
            assert time.monotonic() < deadline, f"{name} was not called"
            time.sleep(0.02)


@pytest.fixture
def script(tmp_path: Path, stand_ins: Path) -> Callable[[str], Script]:
    """Function that makes a shell file of a text."""
    return lambda text: Script(text, tmp_path, stand_ins)
