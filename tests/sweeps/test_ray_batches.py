"""Batches: how tasks are cut, executed by a worker, and requeued when lost.

Ray itself is not started.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.harness import simulated
from scomm import Outcomes, Settings, scenario
from scomm.sweeps.estimation.totals import SHAPE, block
from scomm.sweeps.execution.backend import LOST, MEASUREMENT, Failure, Keep
from scomm.sweeps.execution.on_ray import code_state as code
from scomm.sweeps.execution.on_ray import memory_requests as memory
from scomm.sweeps.execution.on_ray import retries as losses
from scomm.sweeps.execution.on_ray import worker
from scomm.sweeps.execution.on_ray.batches import (
    BYTES_IN_FLIGHT,
    GROWTH,
    LARGEST_BATCH,
    MOST_AHEAD,
    TASKS_IN_FLIGHT,
    Batch,
    Pace,
    Waiting,
    batch_seconds,
    shortest,
)
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import Digests, digests_of

SETTINGS = scenario("county")


def tasks(seeds: list[int], first: int = 0, changes: int = 1) -> Tasks:
    """Make runs whose identities are numbers from ``first``, with the changes in turn."""
    numbers = range(first, first + len(seeds))
    return Tasks(
        digests=digests_of(number.to_bytes(32) for number in numbers),
        seeds=np.array(seeds, np.int64),
        base=SETTINGS,
        changes=[{"community_trust": number / changes} for number in range(changes)],
        which=np.array([number % changes for number in numbers], np.int64),
        engine="compiled",
    )


def nothing_large(some: Tasks) -> NDArray[np.int64]:
    return np.zeros(len(some), np.int64)


def names(batch: Batch | None) -> list[int]:
    assert batch is not None
    return numbers_of(batch.tasks.digests)


def numbers_of(digests: Digests) -> list[int]:
    return [int.from_bytes(digest) for digest in digests]


def test_tasks_leave_in_order_and_few_are_taken_ahead() -> None:
    taken = 0

    def endless() -> Iterator[Tasks]:
        nonlocal taken
        while True:
            taken += 3
            yield tasks([taken] * 3, first=taken - 2)

    waiting = Waiting(endless(), nothing_large)
    assert names(waiting.next_batch(5, 4)) == [1, 2, 3]  # with which a world ends
    assert taken == 21
    assert names(waiting.next_batch(2, 4)) == [4, 5]
    waiting.next_batch(1000, 4000)
    assert taken <= MOST_AHEAD + 8


def test_batches_shrink_where_tasks_run_short() -> None:
    waiting = Waiting([tasks(list(range(16)))], nothing_large)
    sizes = []
    while batch := waiting.next_batch(1000, 4):
        sizes.append(len(batch.tasks))
    assert sizes[0] == 4
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == 16
    assert waiting.ended


def test_a_task_that_is_not_ready_is_asked_for_again() -> None:
    waiting = Waiting(iter([tasks([1]), None, tasks([2], first=1)]), nothing_large)
    assert names(waiting.next_batch(1000, 1)) == [0]
    assert not waiting.ended
    assert names(waiting.next_batch(1000, 1)) == [1]
    assert waiting.next_batch(1000, 1) is None
    assert waiting.ended


def test_tasks_that_came_apart_go_together_with_their_own_settings() -> None:
    first, second = tasks([1, 1, 1], changes=3), tasks([1, 1], first=3, changes=5)
    waiting = Waiting([first[1:], second], nothing_large)
    batch = waiting.next_batch(10, 1)
    assert names(batch) == [1, 2, 3, 4]
    assert batch is not None
    trust = [task.settings.community_trust for task in batch.tasks]
    assert trust == [1 / 3, 2 / 3, 3 / 5, 4 / 5]
    other = replace(second, engine="mesa")
    waiting = Waiting([first, other], nothing_large)
    assert [names(waiting.next_batch(10, 1)) for _ in range(2)] == [[0, 1, 2], [3, 4]]


def test_a_batch_ends_with_a_world_if_one_ends_in_its_second_half() -> None:
    waiting = Waiting([tasks([1] * 6 + [2] * 6 + [3] * 100)], nothing_large)
    assert len(names(waiting.next_batch(8, 1))) == 6
    assert len(names(waiting.next_batch(4, 1))) == 4
    assert len(names(waiting.next_batch(4, 1))) == 4  # the rest of world 2 and two of world 3
    assert len(names(waiting.next_batch(50, 1))) == 50


def test_large_runs_have_batches_of_their_own() -> None:
    def memory_of(some: Tasks) -> NDArray[np.int64]:
        return np.array([0, 0, 1 << 30, 1 << 30, 0, 0])

    waiting = Waiting([tasks([1] * 6)], memory_of)
    batches = [waiting.next_batch(1000, 1) for _ in range(3)]
    assert [names(batch) for batch in batches] == [[0, 1], [2, 3], [4, 5]]
    assert [batch.memory for batch in batches if batch] == [0, 1 << 30, 0]


def test_what_was_not_begun_goes_next() -> None:
    waiting = Waiting([tasks([1] * 8)], nothing_large)
    batch = waiting.next_batch(4, 1)
    assert batch is not None
    waiting.put_back(replace(batch, tasks=batch.tasks[1:]))
    assert names(waiting.next_batch(4, 1)) == [1, 2, 3, 4]


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
    assert [batch_seconds(2 * workers) for workers in (1, 125, 2000)] == [1.0, 1.0, 16.0]
    pace = Pace()
    pace.learn(1, 1.0, 1000, 2 * 2000)
    assert pace.size == GROWTH


def test_the_last_batches_are_no_shorter_than_it_takes_to_send_them() -> None:
    assert shortest(100, 2 * 2) == 1
    assert shortest(160, 2 * 2000) == 20  # 2 s of runs, in which 2,000 batches are sent
    waiting = Waiting([tasks(list(range(3000)))], nothing_large)
    sizes = []
    while batch := waiting.next_batch(160, 2 * 2000):
        sizes.append(len(batch.tasks))
    assert sizes == [20] * 150


def test_a_run_that_takes_its_worker_along_is_found_and_given_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One run of a thousand kills its worker: the others are done, and it is given up."""
    waiting = Waiting([tasks(list(range(1000)))], nothing_large)
    lost = losses.Retries(waiting)
    done, kills, given_up = Counter[int](), 0, []
    while batch := waiting.next_batch(1000, 1):
        if 700 in names(batch):
            kills += 1
            given_up += lost.lost(batch, "WorkerCrashedError: gone")
        else:
            done.update(names(batch))
    assert done == Counter(number for number in range(1000) if number != 700)
    (given,) = given_up
    assert {int.from_bytes(each): why.stage for each, why in given.failures.items()} == {700: LOST}
    assert kills == 3 + losses.MOST_LOST
    assert caplog.messages == []
    lost.report([], now=True)
    # 1000, 63, 4 and 1 runs, the last of them five times.
    assert caplog.messages == [
        "Workers were lost, with 8 batches of 1072 runs and at most 0 s of work; "
        "these runs are retried."
    ]


def test_a_lost_node_is_said_once_with_its_cost(caplog: pytest.LogCaptureFixture) -> None:
    lost = losses.Retries(Waiting([], nothing_large))
    for _ in range(3):
        lost.lost(Batch(tasks([1, 2])), "NodeDiedError: gone", 1.5)
        lost.report([])
    lost.report(["node-7"])
    assert caplog.messages == [], "there may be more of it"
    lost.report([], now=True)
    lost.report([], now=True)
    assert caplog.messages == [
        "The node node-7 was lost, with 3 batches of 6 runs and at most 4 s of work; "
        "these runs are retried."
    ]
    lost.report(["node-8"], now=True)
    assert caplog.messages[1:] == ["The node node-8 was lost; no run was under way there."]


def test_a_run_short_of_memory_asks_for_more_each_time_and_comes_to_an_end() -> None:
    most = 5 << 30
    waiting = Waiting([tasks([1])], nothing_large)
    lost = losses.Retries(waiting)
    requests, given_up = [], []
    while batch := waiting.next_batch(1, 1):
        requests.append(batch.memory)
        given_up += lost.short_of_memory(batch, "OutOfMemoryError", most)
    assert requests == [0, losses.FIRST_REQUEST, 2 * losses.FIRST_REQUEST]
    assert [list(each.failures) for each in given_up] == [[bytes(32)]]
    lost.short_of_memory(Batch(tasks([1, 2]), memory=4 << 30), "", most)
    again = list(waiting.again)
    assert [(names(batch), batch.memory) for batch in again] == [([0], most), ([1], most)]


def answer_to(batch: Tasks, seconds: float, state: str = "") -> worker.Answer:
    def keep(outcomes: Outcomes) -> object:
        return outcomes.seed if outcomes.seed != 2 else lambda: None  # which cannot be sent

    order = worker.order_for(
        batch,
        state or code.state(),
        worker.pickled_keep(Keep(keep, list)),
        worker.pickled_base(batch.base),
        seconds,
    )
    answer = worker.unpacked(worker.perform_batch(worker.packed(order)))
    assert isinstance(answer, worker.Answer)
    return answer


def test_a_worker_gives_back_what_takes_too_long(tiny: Settings) -> None:
    batch = replace(tasks([0, 1, 2, 3]), base=tiny.replace(weeks=25))
    answer = answer_to(batch, seconds=0.0)
    assert (answer.runs, answer.kept) == (1, [0])
    answer = answer_to(batch, seconds=60.0)
    assert (answer.runs, answer.kept) == (4, [0, 1, 3])
    assert {place: each.stage for place, each in answer.failures.items()} == {2: MEASUREMENT}
    done = worker.done_of(batch, answer)
    assert numbers_of(done.digests) == [0, 1, 3]
    assert [int.from_bytes(each) for each in done.failures] == [2]


def test_what_was_lost_for_want_of_memory_is_no_result() -> None:
    lost, wrong = Failure(LOST, "no memory", ""), Failure(MEASUREMENT, "no measure", "")
    answer = worker.Answer(3, ["zero"], {1: lost, 2: wrong}, 1.0)
    done = worker.done_of(tasks([0, 1, 2, 3]), answer)
    assert numbers_of(done.digests) == [0]
    assert {int.from_bytes(each): why for each, why in done.failures.items()} == {2: wrong}


def test_a_worker_does_the_runs_that_it_was_sent(tiny: Settings) -> None:
    """Every run has its own settings and world, though only the changes that are used are sent."""
    changes = [{"community_trust": 0.125 * number} for number in range(8)]
    batch = replace(tasks([5, 7, 9]), base=tiny, changes=changes, which=np.array([6, 2, 6]))
    order = worker.order_for(batch, "", b"", worker.pickled_base(tiny), 1.0)
    assert len(order.changes) == 2
    received: Tasks = worker.unpacked(worker.packed(order)).tasks
    assert list(received) == list(batch)
    assert [task.settings.community_trust for task in received] == [0.75, 0.25, 0.75]
    assert [task.seed for task in received] == [5, 7, 9]


def test_a_worker_refuses_a_batch_of_other_code(tiny: Settings) -> None:
    answer = answer_to(replace(tasks([1]), base=tiny), 60.0, state="scomm 99")
    assert answer.runs == 0
    assert answer.refusal.endswith(f"has {code.state()}")


def test_what_travels_is_small() -> None:
    """A thousand runs of a few settings, and results that are mostly zero."""
    batch = tasks(list(range(1000)), changes=4)
    order = worker.order_for(batch, "", b"", worker.pickled_base(SETTINGS), 1.0)
    sent = worker.packed(order)
    assert len(sent.content) < 30_000
    assert worker.unpacked(sent) == order
    totals = np.zeros((1000, *SHAPE), np.int64)
    totals[7, 1, 0, 5, 3] = 1 << 40
    kept = block(list(totals))
    results = worker.packed(worker.Answer(1000, kept, {}, 1.0))
    assert len(results.content) < 100_000
    received = worker.unpacked(results).kept
    assert len(received) == 1000
    assert np.array_equal(received.totals, kept.totals)


def test_simulated_workers_answer_as_workers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the benchmark of the driver."""
    monkeypatch.setenv(simulated.UNIT, "0.5")
    base = worker.pickled_base(SETTINGS)
    order = worker.order_for(tasks([1, 2, 3], changes=2), "", b"", base, 1.0)
    answer = worker.unpacked(simulated.perform_batch(worker.packed(order)))
    assert answer.runs == 3
    assert answer.seconds == 1.5
    assert len(answer.kept) == 3
    runs = answer.kept.totals.swapaxes(0, 1)
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert not np.array_equal(runs[one], runs[other])


@pytest.mark.parametrize(
    ("changes", "engine", "low", "high"),
    [
        ({}, "compiled", 0, 0),
        ({"population": 10_000_000}, "compiled", 0, 0),
        ({"population": 50_000_000}, "compiled", 1e9, 2e9),
        ({"population": 50_000_000, "scale": 0.1}, "compiled", 0, 0),
        ({"population": 1_000_000}, "mesa", 1e9, 2e9),
        ({"places": "nation"}, "compiled", 6e9, 9e9),
        ({"places": "nation", "scale": 0.01}, "compiled", 0, 0),
        ({"places": "table", "table": "/no/such/table.csv"}, "compiled", 0, 0),
    ],
)
def test_large_runs_ask_for_memory(
    changes: dict[str, object], engine: str, low: float, high: float
) -> None:
    settings: Settings = SETTINGS.replace(**changes)
    one = replace(tasks([1, 2]), base=settings, changes=[{}], which=np.zeros(2, int), engine=engine)
    assert ((low <= memory.requested(one)) & (memory.requested(one) <= high)).all()
    # The same, where it is the varied setting.
    few = replace(one, base=SETTINGS, changes=[{}, changes], which=np.array([1, 0]))
    usual, found = memory.requested(few)[::-1].tolist()
    assert low <= found <= high
    assert usual == memory.requested(replace(one, base=SETTINGS))[0]
