"""The phases of a week: both executions follow the order of ``model/week.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from scomm import Settings, World, scenario
from scomm.model import events
from scomm.model.compiled import run as compiled
from scomm.model.start import prepare
from scomm.model.week import WEEK

FOLDER = Path(compiled.__file__).parent
# All phases have events: a request delays the plan, a state refuses, jails and beds are crowded.
BUSY = {
    "population": 4000, "weeks": 120, "burn_in_weeks": 8, "activation": "2008-12-01",
    "stance": "asks-out", "request": "2009-06-01", "meeting_weeks": 20,
    "opt_out_regime": "procedure", "procedure_released_share": 0.0,
    "procedure_delayed_share": 1.0, "procedure_delay_weeks": 5, "state_refuses": "2010-06-07",
    "pretextual_propensity": 0.2, "status_inquiry": True, "inquiry_arrest_share": 1.0,
    "screening_detection": 0.8, "jail_beds_rate": 60.0, "sentence_weeks_misdemeanor": 3.0,
    "ice_beds_rate": 30.0, "beds_share_for_jails": 1.0,
    "custody_within_days": 0.7, "custody_within_month": 0.9,
    "replacement_weeks": 2.0, "turnover_rate": 0.3, "detainer_policy": "serious",
    "order_to_appear_share": 0.5, "order_weeks": 3.0, "at_large_arrest": 0.5, "at_large_weeks": 2.0,
}  # fmt: skip


def test_sixteen_phases_each_with_one_sentence() -> None:
    assert len(WEEK) == len({phase.name for phase in WEEK}) == 16
    assert all(phase.changes.endswith(".") for phase in WEEK)


def test_every_kind_of_event_belongs_to_a_phase() -> None:
    assert {kind for phase in WEEK for kind in phase.events} == set(range(len(events.KINDS)))


def test_the_world_goes_through_the_phases_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    world, seen = World(Settings(population=50, weeks=2, burn_in_weeks=0), 1), []
    for phase in WEEK:

        def follow(name: str = phase.name, simulate: object = getattr(world, phase.name)) -> None:
            seen.append(name)
            simulate()  # type: ignore[operator]

        monkeypatch.setattr(world, phase.name, follow)
    world.step()
    assert seen == [phase.name for phase in WEEK]


def calls(name: str, file: str) -> Iterator[str]:
    """Yield, as ``file.function``, the calls of a compiled function, recursively and in order."""
    tree = ast.parse((FOLDER / f"{file}.py").read_text(encoding="utf-8"))
    where = {
        alias.asname or alias.name: node.module.rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scomm.model.comp")
        for alias in node.names
        if node.module is not None
    }
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def inside(function: ast.AST) -> Iterator[str]:
        for node in ast.iter_child_nodes(function):
            yield from inside(node)
            if isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else ""
                if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "self":
                    name = called.attr
                if name in where and (FOLDER / f"{where[name]}.py").exists():
                    yield f"{where[name]}.{name}"
                    yield from calls(name, where[name])
                elif name in functions:
                    yield f"{file}.{name}"
                    yield from inside(functions[name])

    yield from inside(functions[name])


def test_the_compiled_run_calls_the_phases_in_order() -> None:
    """In a run of several parts, which makes choices among many people in Python."""
    called = list(calls("_together", "run"))
    first = [called.index(phase.compiled) for phase in WEEK]
    assert first == sorted(first)


def rank(kind: int, last: int) -> int:
    """Return the first phase from ``last`` on that may write a kind; crime to patrol count as one.

    Each opportunity is simulated to its end before the next one, by neighborhood.
    """
    fitting = [n for n, phase in enumerate(WEEK) if kind in phase.events]
    fitting = [2 if 2 <= n <= 5 else n for n in fitting]
    return min((n for n in fitting if n >= last), default=-1)


def assert_in_order(log: npt.NDArray[np.void]) -> None:
    """The events of a week are written in the order of their phases."""
    assert len(log) > 1000 and len(set(log["kind"].tolist())) == len(events.KINDS)
    for week in np.unique(log["week"]):
        last = 0
        for kind in log["kind"][log["week"] == week].tolist():
            now = rank(kind, last)
            assert now >= last, (week, events.KINDS[kind], WEEK[last].name)
            last = now


@pytest.fixture(scope="module")
def busy() -> Settings:
    return scenario("county").replace(**BUSY)


def test_events_of_the_world_come_in_the_order_of_phases(busy: Settings) -> None:
    world = World(busy, 5, log_events=True)
    world.run_model()
    assert world._log is not None
    assert_in_order(np.array(world._log, dtype=events.DTYPE))


def test_events_of_the_compiled_run_come_in_the_order_of_phases(
    busy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one jurisdiction: several are booked one after the other."""
    monkeypatch.setattr(compiled.log, "in_order", lambda written: written)
    _, _, log = compiled.simulate(prepare(busy, 5), events=True)
    assert log is not None
    assert_in_order(log)
