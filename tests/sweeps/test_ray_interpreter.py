"""Ray's workers start with an interpreter on any path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scomm.sweeps.execution.on_ray import environment
from tests.sweeps.two_runs import SPEC

PROGRAM = """
import sys
from scomm import Sweep
from scomm.sweeps.execution.choose import chosen
backend = chosen("ray", workers=1)
store = Sweep.from_text(sys.argv[1]).run(sys.argv[2], backend=backend, progress=False)
print(sys.executable, len(store.runs))
"""


def test_workers_of_our_own_are_those_that_ray_has_ready() -> None:
    """With a runtime environment Ray would discard them and start others."""
    assert environment.of_workers(here=True, executable="/opt/scomm/bin/python") is None


def test_a_path_with_a_space_is_quoted_here_and_left_elsewhere() -> None:
    spaced = "/opt/my scomm/bin/python"
    quoted = {"py_executable": "'/opt/my scomm/bin/python'"}
    assert environment.of_workers(here=True, executable=spaced) == quoted
    elsewhere = {"env_vars": environment.ONE_THREAD}
    assert environment.of_workers(here=False, executable=spaced) == elsewhere


def test_threads_are_limited_while_ray_starts_and_not_after() -> None:
    before = dict(os.environ)
    with environment.one_thread():
        assert {os.environ[name] for name in environment.ONE_THREAD} == {"1"}
    assert dict(os.environ) == before


def test_workers_start_where_a_folder_s_name_has_a_space(tmp_path: Path) -> None:
    """Without the quotes Ray started workers forever, none of which came up."""
    folder = tmp_path / "my checkout"
    folder.mkdir()
    (folder / "env").symlink_to(sys.prefix)
    python = folder / "env" / "bin" / Path(sys.executable).name
    done = subprocess.run(
        [str(python), "-c", PROGRAM, SPEC, str(tmp_path / "store")],
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2] == f"{python} 2"
