"""Several nodes on one machine: results come from all of them, and none is lost with a node.

Ray takes seconds to start, so the tests share a cluster, and each tests several events at once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Outcomes, Settings
from scomm.model.errors import InputError
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import LOST, MEASUREMENT, Done, Failure, Keep, Lost
from scomm.sweeps.execution.on_ray import code_state as code
from scomm.sweeps.execution.on_ray import environment, on_ray
from scomm.sweeps.execution.serial import serial
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import digests_of

OBJECT_STORE = 80 << 20
SMALL_NODE, LARGE_NODE = 1 << 30, 8 << 30


class Nodes:
    """A cluster of nodes with one processor each; the head has one too."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        head = {"include_dashboard": False, "memory": SMALL_NODE}
        self._cluster = Cluster(initialize_head=True, head_node_args={**self._each, **head})
        self.address: str = self._cluster.address

    _each = {"num_cpus": 1, "object_store_memory": OBJECT_STORE}  # noqa: RUF012

    def add(self, memory: int = SMALL_NODE) -> Any:
        return self._cluster.add_node(**self._each, memory=memory)

    def kill(self, node: Any) -> None:
        """Kill a node at once, as if its machine lost power."""
        self._cluster.remove_node(node, allow_graceful=False)

    def end(self) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    environment.prepare(None)
    logging.getLogger("ray").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as patch:
        # The head's interval of health checks: a dead node is noticed in 2 s, not 15.
        patch.setenv("RAY_health_check_period_ms", "500")
        cluster = Nodes()
    cluster.add()
    of_workers = environment.of_workers
    with pytest.MonkeyPatch.context() as patch:
        # These nodes are on this machine: their workers need its interpreter's path quoted, too.
        patch.setattr(
            environment,
            "of_workers",
            lambda here: of_workers(here=False) | (of_workers(here=True) or {}),
        )
        yield cluster
    cluster.end()


@pytest.fixture
def tasks(tiny: Settings) -> Callable[[int], Tasks]:
    """Short runs, whose identities and seeds are their numbers."""
    short = tiny.replace(weeks=25)
    return lambda count: Tasks(
        digests=digests_of(number.to_bytes(32) for number in range(count)),
        seeds=np.arange(count),
        base=short,
        changes=[{}],
        which=np.zeros(count, np.int64),
        engine=choose.DEFAULT_ENGINE,
    )


def by_number(results: Iterator[Done[Any]]) -> dict[int, Any]:
    """Collect the outcome of each run, or its failure; each must come once."""
    found: dict[int, Any] = {}
    for done in results:
        take(done, found)
    return found


def take(done: Done[Any], found: dict[int, Any]) -> None:
    kept = zip(map(bytes, done.digests), done.kept or (), strict=True)
    for digest, value in (*kept, *done.failures.items()):
        number = int.from_bytes(digest)
        assert number not in found
        found[number] = value


def test_all_nodes_work_results_ask_for_more_and_a_run_that_raises_is_alone(
    nodes: Nodes, tasks: Callable[[int], Tasks], capfd: pytest.CaptureFixture[str]
) -> None:
    def keep(outcomes: Outcomes) -> tuple[int, str, str]:
        import os
        import time

        import ray

        time.sleep(0.05)
        if outcomes.seed == 13:
            raise KeyError("no such measure")
        if outcomes.seed == 14:
            return lambda: None  # type: ignore[return-value]  # cannot be sent
        node = ray.get_runtime_context().get_node_id()
        return int(outcomes.count_table.sum()), node, os.environ["OMP_NUM_THREADS"]

    done: dict[int, Any] = {}

    def half_by_half() -> Iterator[Tasks | None]:
        """Yield tasks of which the second half is not ready before the first is done."""
        yield tasks(40)[:20]
        while len(done) < 20:
            yield None
        yield tasks(40)[20:]

    for each in choose.chosen("ray", address=nodes.address)(half_by_half(), Keep(keep, list)):
        take(each, done)
    assert len(done) == 40
    failed = {number: each for number, each in done.items() if isinstance(each, Failure)}
    assert {number: each.stage for number, each in failed.items()} == {
        13: MEASUREMENT,
        14: MEASUREMENT,
    }
    assert failed[13].message == "KeyError: 'no such measure'"
    kept = {number: each for number, each in done.items() if number not in failed}
    assert len({node for _, node, _ in kept.values()}) == 2
    assert {threads for _, _, threads in kept.values()} == {"1"}
    counted = Keep(lambda outcomes: int(outcomes.count_table.sum()), list)
    here = by_number(serial([tasks(13)], counted))
    assert {number: kept[number][0] for number in here} == here
    assert capfd.readouterr().out == ""


def test_a_worker_a_node_and_a_run_that_kills_its_workers(
    nodes: Nodes,
    tasks: Callable[[int], Tasks],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """All in one sweep: every run but the last is done, once."""
    mark = tmp_path / "killed"

    def keep(outcomes: Outcomes) -> str:
        import os
        import signal
        import time

        import ray

        time.sleep(0.05)
        if outcomes.seed == 60 or (outcomes.seed == 30 and not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return str(ray.get_runtime_context().get_node_id())

    doomed = nodes.add()
    done: dict[int, Any] = {}
    backend = on_ray(None, nodes.address, most_lost=2)
    for each in backend([tasks(100)], Keep(keep, list)):
        take(each, done)
        if doomed is not None and doomed.node_id in (each.kept or ()):
            nodes.kill(doomed)
            doomed = None
    assert doomed is None, "the third node never had a run"
    assert len(done) == 100
    failed = {number: each for number, each in done.items() if isinstance(each, Failure)}
    assert list(failed) == [60]
    assert failed[60].stage == LOST
    assert failed[60].message == "its worker or node was lost 2 times"
    said = capfd.readouterr()
    assert said.out == ""


@pytest.mark.verify
def test_runs_killed_for_memory_go_where_there_is_more(
    nodes: Nodes, tasks: Callable[[int], Tasks], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One node kills for any use of memory, the other is large: the runs end there."""

    def keep(outcomes: Outcomes) -> str:
        import time

        import ray

        time.sleep(0.1)
        return str(ray.get_runtime_context().get_node_id())

    with monkeypatch.context() as patch:
        patch.setenv("RAY_memory_usage_threshold", "0.001")
        patch.setenv("RAY_memory_monitor_refresh_ms", "50")
        starving = nodes.add()
    large = nodes.add(LARGE_NODE)
    try:
        backend = choose.chosen("ray", address=nodes.address)
        done = by_number(backend([tasks(12)], Keep(keep, list)))
    finally:
        nodes.kill(starving)
        nodes.kill(large)
    assert len(done) == 12
    assert not any(isinstance(each, Failure) for each in done.values())
    assert starving.node_id not in done.values()


def test_other_code_on_a_worker_is_refused(
    nodes: Nodes, tasks: Callable[[int], Tasks], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "state", lambda: "scomm 99 with source 0")
    results = choose.chosen("ray", address=nodes.address)(
        [tasks(3)], Keep(lambda outcomes: None, list)
    )
    with pytest.raises(InputError, match=r"has scomm 0\..* but here is scomm 99 with source 0"):
        list(results)


def test_closing_frees_the_nodes_at_once(
    nodes: Nodes, tasks: Callable[[int], Tasks], tmp_path: Path
) -> None:
    def keep(outcomes: Outcomes) -> None:
        import os
        import time

        if outcomes.seed > 0:
            (tmp_path / str(os.getpid())).touch()
            time.sleep(600)

    results = choose.chosen("ray", address=nodes.address)([tasks(20)], Keep(keep, list))
    with closing(results):
        next(results)
        deadline = time.monotonic() + 60
        while not any(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.1)
    workers = [Path("/proc") / path.name for path in tmp_path.iterdir()]
    assert workers
    while any(path.exists() for path in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(path.exists() for path in workers)


def test_work_beside_the_runs_is_done_in_small_number_or_lost(nodes: Nodes) -> None:
    from scomm.sweeps.execution.on_ray.aside import Asides, OnWorker
    from scomm.sweeps.execution.on_ray.session import connected

    def asked(function: Callable[[Any], object], value: object) -> OnWorker:
        found = asides.ask(function, value)
        assert found is not None
        ends = time.monotonic() + 60.0
        while not found.ready():
            # One at a time for so many slots.
            assert asides.ask(sorted, [0]) is None or found.ready()
            assert time.monotonic() < ends
            time.sleep(0.05)
        return found

    with connected(None, nodes.address, 1) as session:
        asides = Asides(session, slots_each=session.slots)
        assert Asides(session, slots_each=session.slots + 1).ask(sorted, [2, 1]) is None
        assert asked(sorted, [2, 1]).result() == [1, 2]
        with pytest.raises(Lost, match="invalid literal"):
            asked(int, "one").result()
        late = asked(time.sleep, 0.5)
    assert late.ready()
    with pytest.raises(Lost, match="ended"):
        late.result()


def test_no_cluster_is_said(tasks: Callable[[int], Tasks]) -> None:
    nobody = choose.chosen("ray", address="127.0.0.1:1")
    with pytest.raises(InputError, match=r"No Ray cluster answers at 127\.0\.0\.1:1"):
        list(nobody([tasks(1)], Keep(lambda outcomes: None, list)))
