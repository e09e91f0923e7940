"""Serial execution: the stage of a failure is reported, and the other runs continue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Outcomes, Settings
from scomm.model.errors import InputError, NotEnoughMemory, SetUpError
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import LOST, MEASUREMENT, SET_UP, SIMULATION, Failure, Keep
from scomm.sweeps.execution.perform import done as done_of
from scomm.sweeps.execution.perform import perform
from scomm.sweeps.execution.serial import serial
from scomm.sweeps.execution.tasks import Task, Tasks
from scomm.sweeps.plan.identities import digests_of


def task(settings: Settings, engine: str = choose.DEFAULT_ENGINE) -> Task:
    return Task(settings, 1, engine)


def nothing(outcomes: Outcomes) -> None:
    raise AssertionError("nothing was to be measured")


def failure_of(result: object) -> Failure:
    assert isinstance(result, Failure)
    return result


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_a_run_that_cannot_begin_fails_in_its_set_up(
    tiny: Settings, tmp_path: Path, engine: str
) -> None:
    """A table that is gone when its run begins."""
    settings = tiny.replace(places="table", table=str(tmp_path / "places.csv"))
    failure = failure_of(perform(task(settings, engine), nothing))
    assert failure.stage == SET_UP
    assert failure.message.startswith("InputError: ")
    assert "places.csv" in failure.message
    # The same words on every machine: modules, no folders.
    assert 'File "scomm.model.start", line ' in failure.traceback
    assert ".py" not in failure.traceback
    assert failure.traceback.endswith(failure.message)


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_a_fault_in_the_set_up_is_told_from_one_in_a_week(tiny: Settings, engine: str) -> None:
    """Settings that were not checked, so that the beginning of the world meets another error."""
    failure = failure_of(
        perform(task(tiny.model_copy(update={"ice_beds_rate": "?"}), engine), nothing)
    )
    assert failure.stage == SET_UP
    assert failure.message == "ValueError: could not convert string to float: '?'"
    assert failure.traceback.endswith(failure.message)


@pytest.mark.parametrize(
    ("reason", "stage"),
    [
        (ArithmeticError("the week\nfell apart"), SIMULATION),
        (NotEnoughMemory("a run needs 9 GiB"), LOST),
        (MemoryError("no more"), LOST),
        (SetUpError("no world"), SET_UP),
        (InputError("no such engine"), SET_UP),
    ],
)
def test_the_stage_of_a_failure_follows_from_its_type(
    tiny: Settings, reason: Exception, stage: str
) -> None:
    def end_week(*given: object, **named: object) -> Outcomes:
        raise reason

    failure = failure_of(perform(task(tiny), nothing, end_week))
    assert failure.stage == stage
    assert failure.message == f"{type(reason).__name__}: {' '.join(str(reason).split())}"
    assert "in end_week\n" in failure.traceback


def test_a_run_for_which_no_machine_has_the_memory_is_lost_not_wrong(tiny: Settings) -> None:
    failure = failure_of(perform(task(tiny.replace(population=50_000_000), "mesa"), nothing))
    assert failure.stage == LOST
    assert "GiB of memory" in failure.message


@pytest.mark.parametrize(("kind", "stage"), [(KeyError, MEASUREMENT), (MemoryError, LOST)])
def test_what_is_kept_can_fail(tiny: Settings, kind: type[Exception], stage: str) -> None:
    def keep(outcomes: Outcomes) -> None:
        raise kind("no such measure")

    assert failure_of(perform(task(tiny), keep)).stage == stage


def tasks(settings: Settings, runs: int) -> Tasks:
    """Return runs of the worlds 0, 1, …, whose identities are their numbers."""
    numbers = np.arange(runs)
    return Tasks(
        digests=digests_of(number.to_bytes(32) for number in range(runs)),
        seeds=numbers,
        base=settings,
        changes=[{}],
        which=np.zeros_like(numbers),
        engine=choose.DEFAULT_ENGINE,
    )


SEEDS = Keep(lambda outcomes: outcomes.seed, list)


def test_serial_takes_a_task_only_when_the_one_before_was_received(tiny: Settings) -> None:
    taken = []

    def some() -> Iterator[Tasks]:
        for number in range(3):
            taken.append(number)
            yield tasks(tiny, 2)

    results = serial(some(), SEEDS)
    assert [next(results).kept for _ in range(2)] == [[0], [1]]
    assert taken == [0]
    results.close()
    assert taken == [0]


def test_serial_has_nothing_to_wait_for(tiny: Settings) -> None:
    results = serial(iter([tasks(tiny, 1), None]), SEEDS)
    next(results)
    with pytest.raises(RuntimeError, match="no task is ready"):
        next(results)


def test_what_became_of_some_runs_is_said_by_identity() -> None:
    failure = Failure(SIMULATION, "out of luck", "")
    digests = digests_of(bytes([number]) * 32 for number in range(4))
    found = done_of(digests, ["zero", failure, "two", failure], SEEDS, 3.0)
    assert found.digests[:, 0].tolist() == [0, 2]
    assert found.kept == ["zero", "two"]
    assert found.failures == {bytes([1]) * 32: failure, bytes([3]) * 32: failure}
    assert len(found) == 4
    nothing_kept = done_of(digests[:1], [failure], SEEDS, 1.0)
    assert nothing_kept.kept is None
    assert len(nothing_kept.digests) == 0
    assert len(nothing_kept) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("rai", None, None), "Did you mean 'ray'"),
        (("ray", 0, None), "workers is 0"),
        ((serial, None, "auto"), "the serial backend does not"),
        (("ray", None, "ray://head:10001"), "the address 'auto'"),
        (("ray", None, "head"), "give 'auto' or HOST:PORT"),
    ],
)
def test_what_cannot_be_asked_for_is_said_before_anything_runs(
    asked: tuple[Any, int | None, str | None], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        choose.chosen(*asked)


def test_a_client_s_address_is_refused_where_the_environment_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "ray://head:10001")
    with pytest.raises(InputError, match="by RAY_ADDRESS"):
        choose.chosen("ray", address="auto")


def test_small_work_is_done_here_and_said(tiny: Settings) -> None:
    said: list[str] = []
    assert choose.by_size(tiny, 24, "compiled", said.append) is serial
    (sentence,) = said
    assert sentence.startswith("The runs take about 1 s and are done in this process;")
    assert choose.by_size(tiny, 0, "compiled", said.append) is serial
    assert len(said) == 1
    # Ray starts only when the backend is called.
    assert choose.by_size(tiny.replace(population=100_000), 5000, "compiled") is not serial
    assert choose.by_size(tiny, 5000, "mesa") is not serial


def test_what_is_asked_for_is_taken(tiny: Settings) -> None:
    assert choose.named(None) is None
    assert choose.named("serial") is serial
    assert choose.named(serial) is serial
    assert choose.named(None, workers=1) is not serial
