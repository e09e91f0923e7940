"""How tasks become batches, what a worker does with one, and what becomes of those that are lost.

Ray itself is not started.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.harness import simulated
from model import Outcomes, Settings, scenario
from sweeps.execute import LOST, MEASUREMENT, Done, Task
from sweeps.ray_backend import code, losses, memory, worker
from sweeps.ray_backend.batches import (
    BYTES_IN_FLIGHT,
    GROWTH,
    LARGEST_BATCH,
    MOST_AHEAD,
    TASKS_IN_FLIGHT,
    Batch,
    Pace,
    Waiting,
    batch_seconds,
)

SETTINGS = scenario("county")


def tasks(seeds: list[int], threads: int = 1) -> list[Task]:
    return [
        Task(str(number), SETTINGS, seed, "compiled", threads) for number, seed in enumerate(seeds)
    ]


def nothing_large(task: Task) -> int:
    return 0


def names(batch: Batch | None) -> list[str]:
    assert batch is not None
    return [task.identity for task in batch.tasks]


def test_tasks_leave_in_order_and_few_are_taken_ahead() -> None:
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task(str(taken), SETTINGS, taken, "compiled")

    waiting = Waiting(endless(), nothing_large)
    assert names(waiting.next_batch(5, 4)) == ["1", "2", "3", "4", "5"]
    assert taken == 21
    assert names(waiting.next_batch(2, 4)) == ["6", "7"]
    waiting.next_batch(1000, 4000)
    assert taken <= MOST_AHEAD + 8


def test_batches_shrink_where_tasks_run_short() -> None:
    waiting = Waiting(tasks(list(range(16))), nothing_large)
    sizes = []
    while batch := waiting.next_batch(1000, 4):
        sizes.append(len(batch.tasks))
    assert sizes[0] == 4
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == 16
    assert waiting.ended


def test_a_task_that_is_not_ready_is_asked_for_again() -> None:
    one, two = tasks([1, 2])
    waiting = Waiting(iter([one, None, two]), nothing_large)
    assert names(waiting.next_batch(1000, 1)) == ["0"]
    assert not waiting.ended
    assert names(waiting.next_batch(1000, 1)) == ["1"]
    assert waiting.next_batch(1000, 1) is None
    assert waiting.ended


def test_a_batch_ends_with_a_world_if_one_ends_in_its_second_half() -> None:
    waiting = Waiting(tasks([1] * 6 + [2] * 6 + [3] * 100), nothing_large)
    assert len(names(waiting.next_batch(8, 1))) == 6
    assert len(names(waiting.next_batch(4, 1))) == 4
    assert len(names(waiting.next_batch(4, 1))) == 4  # the rest of world 2 and two of world 3
    assert len(names(waiting.next_batch(50, 1))) == 50


def test_large_runs_have_batches_of_their_own() -> None:
    sizes = {"2": 1 << 30, "3": 1 << 30}
    waiting = Waiting(tasks([1] * 6), lambda task: sizes.get(task.identity, 0))
    batches = [waiting.next_batch(1000, 1) for _ in range(3)]
    assert [names(batch) for batch in batches] == [["0", "1"], ["2", "3"], ["4", "5"]]
    assert [batch.memory for batch in batches if batch] == [0, 1 << 30, 0]


def test_what_was_not_begun_goes_next() -> None:
    waiting = Waiting(tasks([1] * 8), nothing_large)
    batch = waiting.next_batch(4, 1)
    assert batch is not None
    waiting.put_back(batch.tasks[1:])
    assert names(waiting.next_batch(4, 1)) == ["1", "2", "3", "4"]


def test_the_pace_grows_to_a_second_of_work_within_bounds() -> None:
    pace = Pace()
    pace.learn(1, 0.001, 1000, 4)
    assert pace.size == GROWTH
    for _ in range(9):
        pace.learn(pace.size, pace.size * 0.0101, 100 * pace.size, 4)
    assert pace.size == 99
    for _ in range(9):
        pace.learn(pace.size, pace.size * 1e-5, 100 * pace.size, 4)
    assert pace.size == LARGEST_BATCH
    pace.learn(1000, 1.0, 1000 * 1_000_000, 4)  # a megabyte of results a run
    assert pace.size * 1_000_000 * 4 <= BYTES_IN_FLIGHT
    pace.learn(1, 240.0, 1000, 4)
    assert pace.size == 1
    for _ in range(9):
        pace.learn(pace.size, pace.size * 1e-5, 100 * pace.size, 4000)
    assert pace.size == TASKS_IN_FLIGHT / 4000


def test_batches_are_longer_on_a_cluster_that_would_keep_the_driver_busy() -> None:
    assert [batch_seconds(2 * workers) for workers in (1, 500, 2000)] == [1.0, 1.0, 4.0]
    pace = Pace()
    pace.learn(1, 1.0, 1000, 2 * 2000)
    assert pace.size == 4


def test_a_run_that_takes_its_worker_along_is_found_and_given_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One run of a thousand kills its worker: the others are done, and it comes to an end."""
    waiting = Waiting(tasks(list(range(1000))), nothing_large)
    lost = losses.Losses(waiting)
    done, kills, given_up = Counter[str](), 0, []
    while batch := waiting.next_batch(1000, 1):
        if "700" in names(batch):
            kills += 1
            given_up += lost.lost(batch, "WorkerCrashedError: gone")
        else:
            done.update(names(batch))
    assert done == Counter(str(number) for number in range(1000) if number != 700)
    assert [each.identity for each in given_up] == ["700"]
    assert given_up[0].failure is not None
    assert given_up[0].failure.stage == LOST
    assert kills == 3 + losses.MOST_LOST
    assert caplog.messages == [
        "Batches of runs lost so far: 1 with their worker or node. They are tried again."
    ]


def test_a_run_short_of_memory_asks_for_more_each_time_and_comes_to_an_end() -> None:
    most = 5 << 30
    waiting = Waiting(tasks([1]), nothing_large)
    lost = losses.Losses(waiting)
    requests, given_up = [], []
    while batch := waiting.next_batch(1, 1):
        requests.append(batch.memory)
        given_up += lost.short_of_memory(batch, "OutOfMemoryError", most)
    assert requests == [0, losses.FIRST_REQUEST, 2 * losses.FIRST_REQUEST]
    assert [each.identity for each in given_up] == ["0"]
    lost.short_of_memory(Batch(tasks([1, 2]), memory=4 << 30), "", most)
    again = list(waiting.again)
    assert [(names(batch), batch.memory) for batch in again] == [(["0"], most), (["1"], most)]


def answer_to(batch: list[Task], seconds: float, state: str = "") -> worker.Answer:
    def keep(outcomes: Outcomes) -> object:
        return outcomes.seed if outcomes.seed != 2 else lambda: None  # which cannot be sent

    order = worker.Order(
        state or code.state(), worker.pickled_keep(keep), worker.pickled_tasks(batch), seconds
    )
    answer = worker.unpacked(worker.perform_batch(worker.packed(order)))
    assert isinstance(answer, worker.Answer)
    return answer


def test_a_worker_gives_back_what_takes_too_long(tiny: Settings) -> None:
    batch = [Task(str(seed), tiny.replace(weeks=25), seed, "compiled") for seed in range(4)]
    answer = answer_to(batch, seconds=0.0)
    assert [done.identity for done in answer.done] == ["0"]
    assert worker.unfinished(batch, answer) == batch[1:]
    answer = answer_to(batch, seconds=60.0)
    assert [done.kept for done in answer.done] == [0, 1, None, 3]
    failure = answer.done[2].failure
    assert failure is not None
    assert failure.stage == MEASUREMENT
    assert worker.unfinished(batch, answer) == []


def test_a_worker_refuses_a_batch_of_other_code(tiny: Settings) -> None:
    answer = answer_to([Task("1", tiny, 1, "compiled")], 60.0, state="scomm 99")
    assert answer.done == []
    assert answer.refusal.endswith(f"has {code.state()}")


def test_what_travels_is_small() -> None:
    """A thousand runs of a few settings, and results of which most is nought."""
    batch = tasks(list(range(1000)))
    order = worker.Order("", b"", worker.pickled_tasks(batch), 1.0)
    sent = worker.packed(order)
    assert len(sent) < 30_000
    assert worker.unpacked(sent) == order
    assert pickle.loads(worker.unpacked(sent).tasks) == batch
    results = [Done(str(n), np.zeros((2, 2, 6, 43), np.int64), None, 1.0) for n in range(1000)]
    assert len(worker.packed(worker.Answer(results, 1.0))) < 100_000


def test_simulated_workers_answer_as_workers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the benchmark of the driver."""
    monkeypatch.setenv(simulated.UNIT, "0.5")
    batch = tasks([1, 2, 3])
    order = worker.Order(
        "",
        b"",
        worker.pickled_tasks(
            [replace(task, identity=4 * f"{number:016x}") for number, task in enumerate(batch)]
        ),
        1.0,
    )
    answer = worker.unpacked(simulated.perform_batch(worker.packed(order)))
    assert [int(done.identity[:16], 16) for done in answer.done] == [0, 1, 2]
    assert answer.seconds == 1.5
    kept = [done.kept for done in answer.done]
    assert all(each.shape == kept[0].shape for each in kept)
    assert not np.array_equal(kept[0], kept[1])


@pytest.mark.parametrize(
    ("changes", "engine", "low", "high"),
    [
        ({}, "compiled", 0, 0),
        ({"population": 10_000_000}, "compiled", 0, 0),
        ({"population": 50_000_000}, "compiled", 1e9, 2e9),
        ({"population": 50_000_000, "scale": 0.1}, "compiled", 0, 0),
        ({"population": 1_000_000}, "mesa", 3e9, 4e9),
        ({"places": "nation"}, "compiled", 6e9, 9e9),
        ({"places": "nation", "scale": 0.001}, "compiled", 0, 0),
        ({"places": "table", "table": "/no/such/table.csv"}, "compiled", 0, 0),
    ],
)
def test_large_runs_ask_for_memory(
    changes: dict[str, object], engine: str, low: float, high: float
) -> None:
    settings: Settings = SETTINGS.replace(**changes)
    assert low <= memory.requested(Task("1", settings, 1, engine)) <= high
