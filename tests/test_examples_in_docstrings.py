"""The examples in docstrings run, and every public name has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
from pathlib import Path
from types import ModuleType

import pytest

import scomm
from scomm import Outcomes, Settings, Sweep, World
from scomm.model.simulate import run
from tests.test_tree import MODEL, ROOT, SWEEPS

FILES = [
    path
    for path in [ROOT / "scomm" / "__init__.py", *MODEL, *SWEEPS]
    if ">>>" in path.read_text(encoding="utf-8")
]
# The names that the documentation introduces.
PUBLIC = {
    "run": run,
    "scenario": scomm.scenario,
    "effect": scomm.effect,
    "load": scomm.load,
    "Sweep": Sweep,
    "World": World,
    "Settings": Settings,
    "Settings.replace": Settings.replace,
    "Settings.changes": Settings.changes,
    "Outcomes.monthly": Outcomes.monthly.fget,
    **{
        f"Outcomes.{name}": getattr(Outcomes, name)
        for name in (
            *("summary", "value", "total", "reporting_rate"),
            *("arrest_rate", "non_criminal_share", "pipeline"),
        )
    },
}


def module_of(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(part for part in ("scomm", *parts) if part != "__init__")
    return importlib.import_module(name.removeprefix("scomm.") if parts[0] == "scomm" else name)


def examples_in(module: ModuleType) -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = finder.find(module, module.__name__)
    # Compiled functions are objects of Numba, which doctest does not search.
    for name, each in vars(module).items():
        plain = getattr(each, "py_func", None)
        if plain is not None and plain.__module__ == module.__name__:
            found += finder.find(plain, f"{module.__name__}.{name}", module, {**vars(module)})
    return [test for test in {test.name: test for test in found}.values() if test.examples]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_of_a_module_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = module_of(path)
    tests = examples_in(module)
    assert sum(len(test.examples) for test in tests) == path.read_text("utf-8").count(">>> ")
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    said: list[str] = []
    for test in tests:
        runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(PUBLIC[name]) or "")


def test_the_package_shows_its_public_names() -> None:
    assert dir(scomm) == sorted(scomm.__all__)
    assert all(getattr(scomm, name) is not None for name in scomm.__all__)
