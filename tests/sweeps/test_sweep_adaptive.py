"""Adaptive sweeps: each point's replicates depend on its own results, in any order of runs."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Sweep
from scomm.model.measures import ONE
from scomm.sweeps.estimation.totals import COLUMNS, SHAPE
from scomm.sweeps.execution.backend import LOST, SIMULATION, Done, Todo
from scomm.sweeps.execution.tasks import Task
from scomm.sweeps.merge import merge
from scomm.sweeps.plan.identities import digests_of
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.schedule.point_progress import PointProgress
from scomm.sweeps.schedule.stopping_rule import Rule
from scomm.sweeps.status import status
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.manifest import signed
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.seal import unseal
from scomm.sweeps.store.state import read_catalog
from scomm.sweeps.sweep import Interrupted
from scomm.sweeps.sweep_file import Until
from tests.sweeps.answers import failed, finished, name_of, singly

Tree = Callable[[Path], dict[str, bytes]]

# 9 points: in the fabricated totals below, a larger trust gives a wider interval of the effect.
TEXT = """
[sweep]
name = "adaptive"
scenario = "county"
replicates = { until = "reporting_rate.hispanic", half_width = 0.01, most = 60, first = 8 }
seed = 3

[vary]
pretextual_propensity = [0.0, 0.2, 0.4]
community_trust = [0.1, 0.5, 0.8]

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""


def luck(task: Task) -> float:
    """Draw a number from 0 to 1 by world and arm, independent of the model's settings."""
    text = f"{task.seed} {task.settings.enrollment}"
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32


def totals(task: Task) -> Any:
    """Fabricate totals in which reports vary randomly, with a variance that rises with trust."""
    found = np.zeros(SHAPE, np.int64)
    found[..., COLUMNS.index("victimizations_violent")] = 10_000
    reports = 0.5 + 0.1 * task.settings.community_trust**2 * (luck(task) - 0.5)
    found[..., COLUMNS.index("expected_reports_violent")] = round(10_000 * reports * ONE)
    return found


def backend(ahead: int, failing: float = 0.0) -> Callable[..., Any]:
    """Make a backend that takes ``ahead`` tasks ahead, and does the last one first."""

    def run(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        under_way: deque[Any] = deque()
        source = singly(tasks)
        ended = False
        while True:
            while not ended and len(under_way) < ahead:
                task = next(source, "end")
                if task is None:
                    assert under_way, "it waits for nothing"
                    break
                if task == "end":
                    ended = True
                else:
                    under_way.append(task)
            if not under_way:
                return
            last = under_way.pop()
            (task,) = last
            done = finished(last.digests, totals(task))
            unlucky = luck(task) < failing
            yield failed(done, SIMULATION, "out of luck") if unlucky else done

    return run


UNDISTURBED = backend(1)


def run(folder: Path, text: str = TEXT, backend: Any = UNDISTURBED, **asked: Any) -> Store:
    return Sweep.from_text(text).run(folder, backend=backend, progress=False, **asked)


@pytest.fixture
def whole(tmp_path: Path) -> Store:
    """The sweep without interruption."""
    return run(tmp_path / "whole")


def test_points_get_what_they_need_and_the_rule_says(whole: Store) -> None:
    counts = whole.runs.groupby("point")["replicate"].max() + 1
    # At trust 0.1 the first look is enough, at 0.8 the most is not.
    assert counts[[0, 3, 6]].tolist() == [8, 8, 8]
    assert counts[[2, 5, 8]].tolist() == [60, 60, 60]
    assert all(8 < count < 60 for count in counts[[1, 4, 7]])
    until = whole.spec.replicates
    assert isinstance(until, Until)
    rule = Rule(until, tuple(whole.spec.arms))
    for _, rows in whole.by_point():
        kept = {
            str(arm): rule.kept(whole.sums(digests, "focal", "after"))
            for arm, each in rows.groupby("arm")
            for digests in [digests_of(map(bytes.fromhex, each["identity"]))]
        }
        assert rule.wanted(kept) == len(rows) // 2
        # And would have stopped earlier with more.
        shorter = {arm: values[:8] for arm, values in kept.items()}
        assert (rule.wanted(shorter) == 8) == (len(rows) // 2 == 8)


@pytest.mark.parametrize("ahead", [7, 1000])
def test_the_order_changes_nothing(whole: Store, tmp_path: Path, tree: Tree, ahead: int) -> None:
    run(tmp_path / "store", backend=backend(ahead))
    assert tree(tmp_path / "store") == tree(whole.folder)


def test_shards_merged_are_the_whole(whole: Store, tmp_path: Path, tree: Tree) -> None:
    shards = [tmp_path / f"{number}" for number in (1, 2, 3)]
    for number, folder in enumerate(shards, start=1):
        run(folder, shard=Shard(number, 3))
    merge(shards, tmp_path / "merged", print)
    assert tree(tmp_path / "merged") == tree(whole.folder)


@pytest.mark.parametrize("after", [3, 150, 400])
def test_interrupted_and_gone_on_with_it_is_the_same(
    whole: Store, tmp_path: Path, tree: Tree, after: int
) -> None:
    done: list[str] = []

    def interrupted(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        for each in UNDISTURBED(tasks, keep):
            if len(done) == after:
                raise KeyboardInterrupt
            done.append(name_of(each.digests))
            yield each

    folder = tmp_path / "store"
    with pytest.raises(Interrupted):
        run(folder, backend=interrupted)
    reached = status(folder).reached
    assert reached is not None
    assert reached.not_ended > 0
    seen = len(done)
    again = Sweep.from_text(TEXT)

    def counted(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        for each in UNDISTURBED(tasks, keep):
            done.append(name_of(each.digests))
            yield each

    again.run(folder, backend=counted, progress=False)
    assert seen == after
    # No run was done twice.
    assert len(done) == len(set(done)) == len(whole.runs)
    assert tree(folder) == tree(whole.folder)


def test_the_status_says_how_many_are_known(whole: Store) -> None:
    found = status(whole.folder)
    assert found.complete
    assert found.reached is not None
    assert (found.reached.half_width, found.reached.at_most, found.reached.not_ended) == (6, 3, 0)


def test_the_widest_goes_first(
    whole: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once all points are begun: those of trust 0.8 are the widest, and those of 0.1 ended."""
    order: list[float] = []

    def watched(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        def seen() -> Iterator[Any]:
            for some in tasks:
                order.extend(task.settings.community_trust for task in some or ())
                yield some

        yield from UNDISTURBED(seen(), keep)

    monkeypatch.setattr("scomm.sweeps.schedule.schedule.TILE", 1)
    run(tmp_path / "store", backend=watched)
    begun = 9 * 2 * 8
    assert set(order[:begun]) == {0.1, 0.5, 0.8}
    assert set(order[begun : begun + 3 * 2 * 8]) == {0.8}
    assert 0.1 not in order[begun:]


def test_a_failed_run_is_left_out_and_the_point_goes_on(
    whole: Store, tmp_path: Path, tree: Tree
) -> None:
    broken = run(tmp_path / "store", backend=backend(5, failing=0.06)).runs
    assert (broken["status"] == "failed").sum() > 10
    assert (broken["status"] == "waiting").sum() == 0
    # Retried failures succeed: replicates run because of them are kept, and none is lost.
    mended = run(tmp_path / "store", backend=backend(5)).runs
    assert (mended["status"] == "done").all()
    assert set(mended["identity"]) >= set(whole.runs["identity"])


def test_a_lost_run_holds_its_point_up(whole: Store, tmp_path: Path, tree: Tree) -> None:
    """Otherwise the point's replicates would depend on the failure of a machine."""

    def losing(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        for number, done in enumerate(UNDISTURBED(tasks, keep)):
            yield failed(done, LOST, "its node went") if number < 9 else done

    first = run(tmp_path / "store", backend=losing)
    assert (first.runs["status"] == "lost").sum() == 9
    assert len(first.runs) < len(whole.runs)
    run(tmp_path / "store")
    assert tree(tmp_path / "store") == tree(whole.folder)


@pytest.mark.parametrize(
    ("right", "wrong"), [("half_width = 0.01", "half_width = 0.005"), ("most = 60", "most = 90")]
)
def test_more_precision_goes_on_from_less(
    whole: Store, tmp_path: Path, tree: Tree, right: str, wrong: str
) -> None:
    text = TEXT.replace(right, wrong)
    run(tmp_path / "new", text)
    run(whole.folder, text)
    assert tree(whole.folder) == tree(tmp_path / "new")


def test_less_precision_drops_nothing(whole: Store) -> None:
    before = whole.runs["identity"].tolist()
    after = run(whole.folder, TEXT.replace("half_width = 0.01", "half_width = 0.02"))
    assert after.runs["identity"].tolist() == before


@pytest.mark.parametrize("failing", [0.0, 0.06])
def test_less_precision_drops_nothing_behind_a_gap(
    whole: Store, tmp_path: Path, failing: float
) -> None:
    """One run of a look is missing: the interruption came before it, or it failed."""
    ahead = backend(1000, failing)
    if failing:
        run(tmp_path / "store", backend=ahead)
    else:

        def interrupted(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
            for number, done in enumerate(ahead(tasks, keep)):
                if number == 300:
                    raise KeyboardInterrupt
                yield done

        with pytest.raises(Interrupted):
            run(tmp_path / "store", backend=interrupted)
    done = read_catalog(tmp_path / "store").finished()
    less = TEXT.replace("half_width = 0.01", "half_width = 0.02")
    after = run(tmp_path / "store", less, backend=backend(5))
    assert set(done.tolist()) <= set(after.catalog.finished().tolist())
    assert (after.runs["status"] == "done").all()
    counts = after.runs.groupby(["point", "arm"])["replicate"].agg(["count", "max"])
    assert (counts["count"] == counts["max"] + 1).all()
    assert len(after.runs) < len(whole.runs) + 200


def test_shards_that_have_more_than_is_asked_for_are_merged_whole(
    whole: Store, tmp_path: Path, tree: Tree
) -> None:
    less = TEXT.replace("half_width = 0.01", "half_width = 0.02")
    shards = [tmp_path / f"{k}" for k in (1, 2)]
    for text in (TEXT, less):
        for k, shard in enumerate(shards, start=1):
            run(shard, text, shard=Shard(k, 2))
    merged = merge(shards, tmp_path / "merged", print)
    run(whole.folder, less)
    assert tree(merged.folder) == tree(whole.folder)


def test_a_point_with_failed_runs_is_merged_and_counted_whole(whole: Store, tmp_path: Path) -> None:
    unlucky = backend(5, failing=0.06)
    in_one_piece = run(tmp_path / "whole-too", backend=unlucky)
    shards = [run(tmp_path / f"{k}", shard=Shard(k, 2), backend=unlucky).folder for k in (1, 2)]
    merged = merge(shards, tmp_path / "merged", print)
    assert merged.runs.equals(in_one_piece.runs)
    found = status(in_one_piece.folder)
    assert found.complete
    assert found.reached is not None
    assert found.reached.not_ended == 0
    unseal(in_one_piece.folder)
    under_way = load_store(in_one_piece.folder)
    assert under_way.runs["identity"].tolist() == merged.runs["identity"].tolist()


def test_a_store_of_another_version_has_its_counts(whole: Store) -> None:
    path = whole.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["versions"]["model"] = "0.0.9"
    path.write_bytes(signed(manifest))
    found = status(whole.folder)
    assert found.complete
    assert found.reached is None


def test_fixed_replicates_become_adaptive_and_the_other_way(tmp_path: Path, tree: Tree) -> None:
    fixed = TEXT.replace(TEXT[TEXT.index("{ until") : TEXT.index("seed")], "8\n")
    run(tmp_path / "grown", fixed)
    run(tmp_path / "grown", TEXT)
    run(tmp_path / "new", TEXT)
    assert tree(tmp_path / "grown") == tree(tmp_path / "new")
    most = fixed.replace("replicates = 8", "replicates = 60")
    run(tmp_path / "grown", most)
    run(tmp_path / "fixed", most)
    assert tree(tmp_path / "grown") == tree(tmp_path / "fixed")


def test_an_arm_that_all_points_share_is_run_once(tmp_path: Path) -> None:
    """Copied from another store too, as they become wanted."""
    shared = TEXT.replace(
        "pretextual_propensity = [0.0, 0.2, 0.4]\n", "profiling = [1.0, 1.5]\n"
    ).replace("half_width = 0.01, most", 'half_width = 0.01, arm = "never", most')
    first = run(tmp_path / "first", shared)
    assert isinstance(first.spec.replicates, Until)
    other = shared.replace('"adaptive"', '"other"').replace("[1.0, 1.5]", "[1.0]")
    asked: list[str] = []

    def counted(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        for each in UNDISTURBED(tasks, keep):
            asked.append(name_of(each.digests))
            yield each

    second = run(tmp_path / "second", other, reuse=[first.folder], backend=counted)
    assert asked == []
    assert set(second.runs["identity"]) <= set(first.runs["identity"])


def test_looks_count_what_they_add(whole: Store) -> None:
    grown: list[int] = []
    spec = whole.spec
    assert isinstance(spec.replicates, Until)
    sweep = Sweep.from_text(TEXT)
    from scomm.sweeps.catalog.catalog import Catalog

    looks = PointProgress(
        sweep.plan, spec.replicates, np.arange(9), Catalog(), Catalog().finished(), grown.append
    )
    assert looks.next() is None
    assert not looks.under_way
    assert looks.replicates.tolist() == [8] * 9
    assert grown == []
