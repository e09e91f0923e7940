"""The constraints of the source tree: imports between modules, randomness, length of files."""

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

# An absolute path on a developer's machine; system folders, the same on every machine, are allowed.
MACHINE_PATH = re.compile(r"(?<![\w.:/~$}*-])/(?:home|Users|root|tmp|work|mnt)/\w[^\s'\"`)]*")
# A path with "..", relative to the file that contains it.
CLIMBING_PATH = re.compile(r"(?<![\w./])(?:\.\./)+[\w.-]+")
# The only file that may refer to a path beside the checkout, for a table outside the repository.
LOOKS_BESIDE = ".ci/run"


def imports(path: Path) -> Iterator[str]:
    """Yield all modules, and names in modules, that the file imports, as dotted names."""
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
    """List the files of ``paths`` that import one of ``names`` or a module or name inside it."""
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if any(found == n or found.startswith(f"{n}.") for found in imports(path) for n in names)
    ]


def test_one_file_imports_ray() -> None:
    assert importers(MODEL + SWEEPS, "ray") == ["sweeps/execution/on_ray/library.py"]


def test_the_model_knows_nothing_of_sweeps() -> None:
    assert importers(MODEL, "sweeps", "scomm.sweeps") == []


# The modules of a line may import those of the lines below it, not above. A folder counts as one;
# within it there is no order, but there must be no cycle.
ORDERS = {
    "model": """
        simulate
        predictions
        mesa_model targets trace sampling_error priors
        outcomes compiled
        run_tables
        start summary
        population
        numbers practices
        places rates tally estimands
        rules scenarios
        settings memory
        parameters stages sources
        groups measures randomness streams week named_file changed_rules
        compiling calendar reading machine events
        errors version display
    """,
    "sweeps": """
        cli
        coverage
        sweep dry_run effect merge status verify clusters calibrate predict information
        figures
        calibration targets sensitivity
        store
        schedule
        catalog
        estimation
        execution
        plan
        sweep_file
        designs
    """,
}
# Agents refer to one another and to their world.
AGENTS = "scomm.model.mesa_model."


def modules() -> dict[str, Path]:
    """Return the paths of all modules of the package by name."""
    found = {}
    for path in MODEL + SWEEPS:
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = parts[:-1] if parts[-1] == "__init__" else parts
        found[".".join(("scomm", *name))] = path
    return found


def arrows() -> dict[str, set[str]]:
    """Map each module of the package to those that it imports, also only for its types.

    A name imported from a package is a module in it, or a name in its ``__init__``.
    """
    known = modules()
    found: dict[str, set[str]] = {name: set() for name in known}
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                inside = (f"{node.module}.{alias.name}" for alias in node.names)
                found[name] |= {each if each in known else str(node.module) for each in inside}
            elif isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names}
    return {name: imported & known.keys() - {name} for name, imported in found.items()}


def room_of(module: str, part: str) -> str:
    """Return the file or folder of ``part`` that contains a module; "" if none does."""
    first, *rest = module.removeprefix("scomm.").split(".")
    return rest[0] if first == part and rest else ""


@pytest.mark.parametrize("part", ORDERS)
def test_imports_go_down(part: str) -> None:
    lines = ORDERS[part].split("\n")
    height = {room: -number for number, line in enumerate(lines) for room in line.split()}
    upward = []
    for module, imported in arrows().items():
        here = room_of(module, part)
        for other in imported if here else ():
            there = room_of(other, part)
            new = {here, there} - {""} - height.keys()
            assert not new, f"put {', '.join(new)} into a line of ORDERS in tests/test_tree.py"
            if there and there != here and height[there] >= height[here]:
                upward.append(f"{module} imports {other}")
    assert upward == []


def test_no_circle_but_that_of_the_agents() -> None:
    left = {
        module: {each for each in imported if not each.startswith(AGENTS)}
        for module, imported in arrows().items()
        if not module.startswith(AGENTS)
    }
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in free}
    assert left.keys() == set(), "these modules import one another, or what does"


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
    # Results of generators with state depend on the order of calls; scomm.model.randomness is keyed
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


# The functions that take more than eight arguments, each with the reason.
OPTIONS = "a command has one argument per option, as the command-line library reads them"
WIDE = {
    ("sweeps/cli/calibrate.py", "calibrate"): OPTIONS,
    ("sweeps/cli/cluster.py", "kuberay"): OPTIONS,
    ("sweeps/cli/cluster.py", "slurm"): OPTIONS,
    ("sweeps/cli/cluster.py", "slurm_array"): OPTIONS,
    ("sweeps/cli/effect.py", "effect"): OPTIONS,
    ("sweeps/cli/estimate.py", "estimate"): OPTIONS,
    ("sweeps/cli/figures.py", "figures"): OPTIONS,
    ("sweeps/cli/predict.py", "predict"): OPTIONS,
    ("sweeps/cli/run.py", "run"): OPTIONS,
    ("sweeps/cli/sweep.py", "sweep"): OPTIONS,
    ("sweeps/cli/trace.py", "trace"): OPTIONS,
    ("sweeps/effect.py", "effect"): "independent choices, all but three by name with a default",
    ("sweeps/sweep.py", "run"): "independent choices, all but the folder by name with a default",
}


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the arguments of a function, self and cls left out."""
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def test_a_function_of_many_arguments_takes_a_record() -> None:
    wide = {
        (path.relative_to(ROOT).as_posix(), node.name)
        for path in MODEL + SWEEPS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and arguments(node) > 8
    }
    assert wide == WIDE.keys()


def tracked_files() -> list[Path]:
    """List the files that git tracks or would add; skip outside a checkout."""
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
            continue  # an image or a Parquet file
        found += [f"{name}: {match}" for match in MACHINE_PATH.findall(text)]
        found += [
            f"{name}: {match}"
            for match in CLIMBING_PATH.findall(text)
            if not (path.parent / match).resolve().is_relative_to(ROOT)
        ]
    assert found == []
