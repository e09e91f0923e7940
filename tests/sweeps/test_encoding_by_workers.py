"""Files that workers encode: the same bytes, whether they answer soon, late or never."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scomm import Sweep, load
from scomm.sweeps.catalog.catalog import RUNS_AT_ONCE
from scomm.sweeps.execution.backend import Aside, Done, Helping, Lost, Todo
from scomm.sweeps.store.writer import Saving
from scomm.sweeps.sweep import Interrupted
from tests.sweeps.answers import FAKE

Tree = Callable[[Path], dict[str, bytes]]

SPEC = """
[sweep]
name = "two-files"
scenario = "county"
replicates = 10
seed = 1
[design]
kind = "latin-hypercube"
points = 260
[vary]
community_trust = { from = 0.0, to = 1.0 }
[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""
RUNS = 260 * 2 * 10
NEVER = 10**9
LOOK = Saving(look=0.0)


class Answer:
    """The answer of a worker that is ready after a number of looks."""

    def __init__(self, content: object, looks: int, lost: bool) -> None:
        self.content, self.looks, self.lost = content, looks, lost

    def ready(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def result(self) -> Any:
        assert self.looks < 0, "asked for before it was ready"
        if self.lost:
            raise Lost("its node has died")
        return self.content


class Workers:
    """A backend without a model, whose workers answer after some looks, or are lost."""

    def __init__(self, looks: int, lost: bool = False, end: int = NEVER) -> None:
        self.looks, self.lost, self.end = looks, lost, end
        self.asked = 0

    def __call__(self, tasks: Todo, keep: Any, /) -> Iterator[Done[Any]]:
        for number, done in enumerate(FAKE(tasks, keep)):
            if number == self.end:
                raise KeyboardInterrupt
            yield done

    def aside(self, function: Callable[[Any], object], value: object) -> Aside:
        self.asked += 1
        # As it travels.
        function, value = pickle.loads(pickle.dumps((function, value)))
        return Answer(function(value), self.looks, self.lost)


@pytest.fixture(scope="module")
def sweep() -> Sweep:
    assert RUNS_AT_ONCE < RUNS < 2 * RUNS_AT_ONCE
    return Sweep.from_text(SPEC)


@pytest.fixture(scope="module")
def whole(sweep: Sweep, tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the sweep whose files are all encoded by the driver."""
    folder = tmp_path_factory.mktemp("stores") / "whole"
    return tree(sweep.run(folder, backend=FAKE, progress=False).folder)


@pytest.mark.parametrize(
    ("workers", "saving"),
    [
        (Workers(looks=0), LOOK),
        (Workers(looks=5), LOOK),
        (Workers(looks=0, lost=True), LOOK),
        (Workers(looks=NEVER), LOOK),
        pytest.param(
            Workers(looks=NEVER), Saving(look=0.0, seconds=0.001), marks=pytest.mark.verify
        ),
    ],
    ids=["soon", "late", "lost", "never", "saved before it comes"],
)
def test_the_bytes_are_the_drivers(
    sweep: Sweep,
    tree: Tree,
    whole: dict[str, bytes],
    tmp_path: Path,
    workers: Workers,
    saving: Saving,
) -> None:
    assert isinstance(workers, Helping)
    assert not isinstance(FAKE, Helping)
    sweep.run(tmp_path / "store", backend=workers, progress=False, saving=saving)
    assert tree(tmp_path / "store") == whole
    if saving is LOOK:
        assert workers.asked == 2


def test_an_interruption_saves_what_a_worker_has_not_returned(
    sweep: Sweep, tree: Tree, whole: dict[str, bytes], tmp_path: Path
) -> None:
    folder, workers = tmp_path / "store", Workers(looks=NEVER, end=RUNS - 5)
    with pytest.raises(Interrupted):
        sweep.run(folder, backend=workers, progress=False, saving=LOOK)
    assert workers.asked == 1
    assert (load(folder).runs["status"] == "done").sum() == RUNS - 5
    sweep.run(folder, backend=FAKE, progress=False)
    assert tree(folder) == whole
