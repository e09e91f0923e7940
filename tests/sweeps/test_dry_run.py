"""A dry run estimates the cost of a sweep from a few of its runs, and stores nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from scomm.sweeps.dry_run import DryRun
from scomm.sweeps.dry_run import dry_run as real_dry_run
from scomm.sweeps.estimation.totals import SHAPE
from scomm.sweeps.execution.backend import SIMULATION, Done, Todo
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.plan import Plan, plan
from scomm.sweeps.plan.shard import WHOLE, Shard
from scomm.sweeps.sweep_file import parse
from tests.sweeps.answers import failed, finished, one_by_one

SECONDS = 0.25


def planned(text: str) -> Plan:
    return plan(parse(text))


class Quarters:
    """A backend whose every run takes a quarter of a second, and those that it did."""

    def __init__(self) -> None:
        self.tasks: list[Tasks] = []

    def __call__(self, given: Todo, keep: object) -> Iterator[Done[Any]]:
        for task in one_by_one(given):
            self.tasks.append(task)
            yield finished(task.digests, np.full(SHAPE, len(self.tasks), np.int64), SECONDS)


def dry_run(plan: Plan, workers: int = 1, done_count: int = 0, **asked: Any) -> DryRun:
    asked = {"backend": Quarters(), **asked}
    return real_dry_run(plan, workers, "compiled", done_count, **asked)


def test_runs_time_and_disk_follow_from_those_that_were_timed(spec_text: str) -> None:
    found = dry_run(planned(spec_text), workers=2, done_count=4)
    assert (found.points, found.arms, found.fewest_runs, found.most_runs) == (4, 2, 24, 24)
    assert (found.runs_timed, found.seconds_per_run) == (8, SECONDS)
    assert found.seconds(found.most_runs) == 20 * SECONDS / 2
    assert 48 < found.bytes_per_run < 5000
    assert found.as_dict()["most_bytes"] == 24 * found.bytes_per_run
    assert found.lines()[:2] == [
        "4 points in 2 arms, 3 replicates each: 24 runs, of which 4 are done.",
        "They take about 2.5 seconds on 2 workers: 250 ms a run, the mean of 8 timed here.",
    ]


def test_the_start_is_part_of_the_time(spec_text: str) -> None:
    found = dry_run(planned(spec_text), workers=2, done_count=4, start_seconds=10.0)
    assert found.seconds(found.most_runs) == 10.0 + 20 * SECONDS / 2
    assert found.seconds(4) == 0.0
    assert "about 12 seconds on 2 workers" in found.lines()[1]
    assert found.lines()[1].endswith("timed here, and 10 seconds to start.")


def test_adaptive_replicates_give_a_span(spec_text: str) -> None:
    until = '{ until = "reporting_rate.all", half_width = 0.01, most = 400 }'
    text = spec_text.replace("replicates = 3", f"replicates = {until}")
    found = dry_run(planned(text))
    assert (found.fewest_runs, found.most_runs) == (8 * 20, 8 * 400)
    assert found.lines()[0] == ("4 points in 2 arms, 20 to 400 replicates each: 160 to 3,200 runs.")
    assert "about 40 seconds to 13 minutes on 1 worker:" in found.lines()[1]


def test_runs_that_several_points_or_arms_share_are_counted_once(spec_text: str) -> None:
    text = spec_text.replace('never = { enrollment = "never" }', "same = {}")
    found = dry_run(planned(text))
    assert (found.points, found.arms, found.most_runs) == (4, 2, 12)


def test_the_runs_that_are_timed_are_spread_over_the_points(spec_text: str) -> None:
    wide = planned(spec_text.replace("steps = 2", "steps = 40"))
    quarters = Quarters()
    dry_run(wide, backend=quarters)
    places = {each: point for point in range(80) for each in wide.identities(point, range(1))}
    timed = [places[task.digests.tobytes()] for task in quarters.tasks]
    assert sorted(point // 5 for point in timed[::2]) == list(range(16))
    assert timed[::2] == timed[1::2]
    assert timed[::2] != sorted(timed[::2])


def test_a_shard_is_told_of_alone(spec_text: str) -> None:
    wide = planned(spec_text.replace("steps = 2", "steps = 40"))
    quarters = Quarters()
    found = dry_run(wide, done_count=4, shard=Shard(3, 16), backend=quarters)
    points = range(2, 80, 16)
    assert (found.points, found.fewest_runs, found.most_runs) == (5, 30, 30)
    assert {task.digests.tobytes() for task in quarters.tasks} == {
        each for point in points for each in wide.identities(point, range(1))
    }
    assert found.seconds(found.most_runs) == 26 * SECONDS
    assert found.as_dict()["shard"] == (3, 16)
    assert found.as_dict()["most_bytes"] == 30 * found.bytes_per_run
    first, second, _ = found.lines()
    assert first == (
        "Shard 3/16: 5 points in 2 arms, 3 replicates each: 30 runs, of which 4 are done."
    )
    assert second.startswith("They take about 6.5 seconds on 1 worker: 250 ms a run,")


def test_shards_add_up_to_the_sweep(spec_text: str) -> None:
    sweep = planned(spec_text)
    parts = [dry_run(sweep, shard=Shard(k, 3)) for k in (1, 2, 3)]
    assert [part.points for part in parts] == [2, 1, 1]
    assert sum(part.most_runs for part in parts) == 24


def test_a_shard_without_points_takes_nothing(spec_text: str) -> None:
    quarters = Quarters()
    found = dry_run(planned(spec_text), shard=Shard(5, 5), backend=quarters)
    assert quarters.tasks == []
    assert (found.most_runs, found.seconds(0), found.as_dict()["most_bytes"]) == (0, 0.0, 0.0)
    assert found.lines() == ["Shard 5/5: 0 points in 2 arms, 3 replicates each: 0 runs."]


def test_it_stops_when_it_has_taken_long(spec_text: str) -> None:
    found = dry_run(planned(spec_text), most_seconds=-1.0)
    assert found.runs_timed == 1
    assert found.bytes_per_run > 48


def test_a_run_that_fails_is_said(spec_text: str) -> None:
    def unlucky(given: Todo, keep: object) -> Iterator[Done[Any]]:
        for task in one_by_one(given):
            done = finished(task.digests, np.zeros(SHAPE, np.int64))
            yield failed(done, SIMULATION, "ValueError: no")

    found = dry_run(planned(spec_text), backend=unlucky)
    assert math.isnan(found.seconds_per_run)
    assert found.lines()[1:] == ["A run that was tried failed: ValueError: no"]


def test_real_runs_are_timed(spec_text: str) -> None:
    found = dry_run(planned(spec_text), workers=2, backend="serial")
    assert found.runs_timed == 8
    assert not found.error
    assert found.seconds_per_run > 0
    assert 10 * 2**20 < found.worker_bytes < 100 * 2**30


def test_numbers_are_written_for_a_reader() -> None:
    def lines(runs: int, seconds: float, size: float) -> str:
        few = DryRun(WHOLE, 1, 1, 1, 1, runs, runs, 0, 1, 0.0, 5, seconds, size, 2**30, "")
        return " ".join(few.lines())

    text = lines(100, 1000.0, 2**20)
    assert "1 point in 1 arm, 1 replicates each: 100 runs. They take about 28 hours" in text
    assert "100.0 MiB on disk, and a worker about 1.0 GiB" in text
    assert "about 5.8 days on 1 worker" in lines(500, 1000.0, 10.0)
    assert "about 5 KiB on disk" in lines(500, 1000.0, 10.0)
