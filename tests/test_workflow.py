"""The public CI: a valid workflow whose steps agree with the Makefile and pyproject.toml."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from tests.test_tree import ROOT

PATH = ROOT / ".github" / "workflows" / "ci.yml"
WORKFLOW: dict[Any, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands() -> list[str]:
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    return [step["run"] for step in steps if "run" in step]


def test_every_step_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    for command in commands():
        program, target, *_ = command.split()
        assert program == "make"
        assert target in targets


def test_lint_types_tests_and_the_wheel_are_in_it() -> None:
    assert {command.split()[1] for command in commands()} == {"check", "test", "smoke"}


def test_the_versions_of_python_begin_with_the_oldest_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert versions == ["3.11", "3.12", "3.13"]
    assert project["requires-python"] == f">={versions[0]}"
    assert f'python-version: "{versions[0]}"' in PATH.read_text(encoding="utf-8")


def test_no_step_can_write_to_the_repository_or_run_without_end() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    for job in WORKFLOW["jobs"].values():
        assert job["timeout-minutes"] <= 120
        for step in job["steps"]:
            assert re.search(r"@v\d+$|:\d+(\.\d+)*$", step.get("uses", "@v1")), step


def test_what_the_project_s_own_ci_runs_is_in_it() -> None:
    own = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in own if line.startswith("make ")] == ["make check", "make test"]
    assert own[-1] == "make test", "pytest's closing line is the last"


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(["actionlint", str(PATH)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
