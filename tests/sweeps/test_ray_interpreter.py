"""Ray's workers start wherever the interpreter lies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scomm.sweeps.execution.on_ray import environment

SPEC = """
[sweep]
name = "two"
scenario = "county"
replicates = 1
seed = 1
[vary]
weeks = [20, 21]
population = [300]
[arms]
never = { enrollment = "never" }
"""
PROGRAM = """
import sys
from scomm import Sweep
store = Sweep.from_text(sys.argv[1]).run(sys.argv[2], workers=1, progress=False)
print(sys.executable, len(store.runs))
"""


def test_a_plain_path_is_left_to_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/scomm/bin/python")
    assert environment.of_workers(here=True) == {"env_vars": environment.ONE_THREAD}


def test_another_machine_s_path_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/my scomm/bin/python")
    assert environment.of_workers(here=False) == {"env_vars": environment.ONE_THREAD}
    assert environment.of_workers(here=True)["py_executable"] == "'/opt/my scomm/bin/python'"


def test_workers_start_where_a_folder_s_name_has_a_space(tmp_path: Path) -> None:
    """Without the quotes Ray started workers for ever, none of which came up."""
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
