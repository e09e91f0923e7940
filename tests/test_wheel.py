"""The wheel: its content, and all commands run from it in an empty environment."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from typer.main import get_command

from scomm.sweeps.cli import app
from tests import smoke
from tests.test_tree import ROOT, tracked_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('built')"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend that pyproject.toml names from a copy of what git tracks."""
    copy = tmp_path_factory.mktemp("checkout")
    for path in tracked_files():
        if path.relative_to(ROOT).parts[0] in {"model", "sweeps", "pyproject.toml", "LICENSE"}:
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    shutil.copytree(ROOT / "scomm", copy / "scomm", symlinks=True)
    (copy / "built").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = (copy / "built").glob("*.whl")
    return built


def test_the_wheel_holds_all_that_git_tracks_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("scomm/")}
    tracked = {
        f"scomm/{path.relative_to(ROOT).as_posix()}"
        for path in tracked_files()
        if path.relative_to(ROOT).parts[0] in {"model", "sweeps"}
    }
    assert held == tracked | {"scomm/__init__.py", "scomm/py.typed"}


def test_the_wheel_names_the_dependencies_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        metadata = archive.read(names["METADATA"]).decode()
        commands = archive.read(names["entry_points.txt"]).decode()
    assert f"Version: {PROJECT['version']}" in metadata
    assert metadata.count("Requires-Dist:") >= len(PROJECT["dependencies"])
    assert "scomm = scomm.sweeps.cli:main" in commands
    assert "LICENSE" in names


def test_every_dependency_has_a_lower_bound() -> None:
    for each in PROJECT["dependencies"]:
        assert re.match(r"[\w.-]+>=\d", each), each
    assert len(smoke.lowest(ROOT / "pyproject.toml")) == len(PROJECT["dependencies"])


def test_the_smoke_test_runs_every_command() -> None:
    known = {*getattr(get_command(app), "commands", {})}
    assert known == {arguments[0] for _, arguments in smoke.COMMANDS} - {"--version", "--help"}


@pytest.mark.verify
@pytest.mark.parametrize("arguments", [[], ["--oldest"]], ids=["newest", "oldest"])
def test_every_command_works_in_an_empty_environment(arguments: list[str], tmp_path: Path) -> None:
    smoke.main([*arguments, str(tmp_path / "smoke")])
