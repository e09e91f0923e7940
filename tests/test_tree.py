"""What the tree promises: who imports whom, where chance comes from, how long a file is."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = sorted((ROOT / "model").rglob("*.py"))
SWEEPS = sorted((ROOT / "sweeps").rglob("*.py"))
FIGURES = sorted((ROOT / "sweeps" / "figures").rglob("*.py"))

# An absolute path into somebody's machine; system folders, the same on every machine, are fine.
MACHINE_PATH = re.compile(r"(?<![\w.:/~$}*-])/(?:home|Users|root|tmp|work|mnt)/\w[^\s'\"`)]*")
# A path that climbs, to be resolved from the file that names it.
CLIMBING_PATH = re.compile(r"(?<![\w./])(?:\.\./)+[\w.-]+")
# The one file that may look beside the checkout, for a table that is no part of the repository.
LOOKS_BESIDE = ".ci/run"


def imports(path: Path) -> Iterator[str]:
    """Yield every module and every name in a module that the file imports, as dotted names."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) + 1 - node.level]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def importers(paths: list[Path], *names: str) -> list[str]:
    """Return the files of ``paths`` that import one of ``names`` or something inside it."""
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if any(found == n or found.startswith(f"{n}.") for found in imports(path) for n in names)
    ]


def test_one_file_imports_ray() -> None:
    assert importers(MODEL + SWEEPS, "ray") == ["sweeps/execution/on_ray/library.py"]


def test_the_model_knows_nothing_of_sweeps() -> None:
    assert importers(MODEL, "sweeps") == []


def test_figures_never_simulate() -> None:
    assert FIGURES
    simulating = (
        *(
            "scomm.model.simulate",
            "scomm.model.simulate.run",
            "scomm.model.mesa_model.world",
            "scomm.World",
            "scomm.model.compiled",
        ),
        *(
            "scomm.model.mesa_model.agents",
            "scomm.sweeps.execution.perform",
            "scomm.sweeps.execution.on_ray",
        ),
    )
    assert importers(FIGURES, *simulating) == []


def test_every_draw_is_keyed() -> None:
    # Generators carry state, so the order of calls would decide; scomm.model.randomness is keyed
    # instead.
    assert importers(MODEL + SWEEPS, "random", "numpy.random") == []
    stateful = {"default_rng", "RandomState", "shuffle_do"}
    for path in MODEL + SWEEPS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                owner = node.value.id if isinstance(node.value, ast.Name) else ""
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                assert node.attr not in stateful, where
                assert not (owner in {"np", "numpy"} and node.attr == "random"), where


def test_one_idea_a_file() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODEL + SWEEPS
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
    assert statistics.median(lengths.values()) < 150


def tracked_files() -> list[Path]:
    """Return what git tracks or would add; skip where this is no checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so nobody knows which files belong to the project")
    return [ROOT / name for name in done.stdout.split("\0") if (ROOT / name).is_file()]


def test_no_path_leads_out_of_the_checkout() -> None:
    found = []
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        if name == LOOKS_BESIDE:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a Parquet file
        found += [f"{name}: {match}" for match in MACHINE_PATH.findall(text)]
        found += [
            f"{name}: {match}"
            for match in CLIMBING_PATH.findall(text)
            if not (path.parent / match).resolve().is_relative_to(ROOT)
        ]
    assert found == []
