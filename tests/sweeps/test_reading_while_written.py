"""Reading a store while a writer merges its files, at the worst instants.

Runs are fabricated, but they are saved, merged and compacted by the writer itself, which a reader's
listing of files triggers, so that the listed files are gone when they are read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scomm import InputError, Sweep
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.estimation.estimands import pick
from scomm.sweeps.estimation.totals import COLUMNS, SHAPE
from scomm.sweeps.execution.backend import Done
from scomm.sweeps.plan.identities import digests_of, keys_of, names_of
from scomm.sweeps.status import status
from scomm.sweeps.store import estimating, reading, runs, state
from scomm.sweeps.store.damage import files_of_totals
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.read_again import afresh
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.seal import unseal
from scomm.sweeps.store.writer import Saving
from scomm.sweeps.sweep import Interrupted
from tests.sweeps.answers import fabricating

# 10 × 10 points, 2 arms, 3 replicates.
SPEC = """
[sweep]
name = "many"
scenario = "county"
replicates = 3
seed = 1

[vary]
pretextual_propensity = { from = 0.0, to = 0.8, steps = 10 }
community_trust = { from = 0.0, to = 1.0, steps = 10 }

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""
RUNS = 600
# 2 × 2 points, looked at first after 20 replicates.
ADAPTIVE = SPEC.replace("steps = 10", "steps = 2").replace(
    "replicates = 3", 'replicates = { until = "reporting_rate.all", half_width = 0.005, most = 40 }'
)
BETWEEN_SAVES = 60


def totals_of(identity: str) -> Any:
    totals = np.full(SHAPE, int(identity[:4], 16))
    totals[..., COLUMNS.index("resident_weeks")] = int(identity[:12], 16)
    return totals


def sums_of(store: reading.Store, names: list[str]) -> Any:
    """Return resident-weeks of runs by their identities: float64[run, group, 1]."""
    digests = digests_of(map(bytes.fromhex, names))
    return store.sums(digests, "focal", "after", ["resident_weeks"])


def backend(before: Callable[[int], None]) -> Callable[..., Iterator[Done[Any]]]:
    """Make a backend that fabricates totals, and calls ``before`` with each run's number."""
    return fabricating(totals_of, before)


# Save often, merge files often, and fabricate results.
SAVING = Saving(runs=BETWEEN_SAVES, most_held=BETWEEN_SAVES, most_files=3, put_together=3)


def run(text: str, folder: Path, before: Callable[[int], None] = lambda number: None) -> Store:
    sweep = Sweep.from_text(text)
    return sweep.run(folder, backend=backend(before), saving=SAVING, progress=False)


def begun(text: str, folder: Path, finished: int) -> Path:
    """Make the folder of a sweep that was interrupted after ``finished`` runs."""

    def stop(number: int) -> None:
        if number == finished:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        run(text, folder, stop)
    return folder


def check(sums: Any, identities: list[str]) -> None:
    """Check that the sums are those of the runs, not of others in a file of the same name."""
    assert sums.sum(axis=-1).tolist() == [[int(name[:12], 16)] * 6 for name in identities]


class Steps:
    """A sweep in a separate thread, which saves and merges files once per ``step``."""

    def __init__(self, folder: Path) -> None:
        self.saved = 0
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self.error: BaseException | None = None

        def pause(number: int) -> None:
            if number % BETWEEN_SAVES == 0:
                self.saved = number
                self._done.release()
                assert self._go.acquire(timeout=60)

        def sweep() -> None:
            try:
                run(SPEC, folder, pause)
                self.saved = RUNS
            except BaseException as error:
                self.error = error
            finally:
                self._done.release()

        self._thread = threading.Thread(target=sweep)
        self._thread.start()
        assert self._done.acquire(timeout=60)

    @property
    def ended(self) -> bool:
        return self.saved == RUNS or self.error is not None

    def step(self) -> None:
        """Let the writer continue to the end of its next save, or of the sweep."""
        if not self.ended:
            self._go.release()
            assert self._done.acquire(timeout=60)

    def end(self) -> None:
        while not self.ended:
            self.step()
        self._thread.join()


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    writing = Steps(tmp_path / "store")
    yield writing
    writing.end()


def test_every_run_is_read_once_while_files_are_put_together(
    steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    steps.step()
    gone, due = [], False

    def listed(store: Path) -> list[Path]:
        nonlocal due
        found = files_of_totals(store)
        if due:
            due = False
            steps.step()
            gone.extend(path for path in found if not path.exists())
        return found

    monkeypatch.setattr(state, "files_of_totals", listed)
    readers = 0
    while not steps.ended:
        readers += 1
        before, due = steps.saved, True
        if readers % 2:
            found = status(folder).runs
            done = sum(arm["done"] for arm in found.values())
            assert sum(sum(arm.values()) for arm in found.values()) == RUNS
        else:
            store = load_store(folder)
            names = store.runs.loc[store.runs["status"] == "done", "identity"].tolist()
            assert len(set(names)) == len(names)
            assert len(store.totals) == 24 * len(names)
            check(sums_of(store, names), names)
            done = len(names)
        assert before <= done <= steps.saved
    assert steps.error is None
    assert readers >= 5
    assert len(gone) >= 9, "files were to go between listing and reading"
    assert status(folder).complete


def test_a_reader_goes_on_after_the_store_was_compacted(tmp_path: Path) -> None:
    folder = begun(SPEC, tmp_path / "store", 200)
    store = load_store(folder)
    done = store.runs.loc[store.runs["status"] == "done", "identity"].tolist()
    assert len(done) == 200
    listed = store.catalog.files().values()
    run(SPEC, folder)
    assert not any(path.exists() for path in listed)
    check(sums_of(store, done), done)
    assert len(store.totals) == 24 * len(done)
    afterwards = load_store(folder).totals
    afterwards = afterwards[afterwards["identity"].isin(done)].reset_index(drop=True)
    pd.testing.assert_frame_equal(store.totals, afterwards)


def test_estimates_are_the_same_with_a_compaction_amid_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(SPEC, tmp_path / "store", 300)
    wanted = pick("reporting_rate", ("all",), ("all",))
    undisturbed = load_store(folder).estimates(wanted=wanted)
    sums = reading.Store.sums
    points = 0
    monkeypatch.setattr(estimating, "_RUNS_AT_ONCE", 1)

    def compacted_amid(*given: Any, **named: Any) -> Any:
        nonlocal points
        points += 1
        if points == 10:
            run(SPEC, folder)
        return sums(*given, **named)

    monkeypatch.setattr(reading.Store, "sums", compacted_amid)
    pd.testing.assert_frame_equal(load_store(folder).estimates(wanted=wanted), undisturbed)
    assert points > 10
    assert load_store(folder).complete


def test_another_file_of_the_same_name_is_not_taken_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = run(SPEC, folder)
    names = store.runs["identity"].tolist()
    check(sums_of(store, names[:7]), names[:7])
    (path,) = store.catalog.files().values()
    run(SPEC.replace("replicates = 3", "replicates = 4"), folder)
    assert path.exists()
    check(sums_of(store, names), names)


def test_a_shorter_file_of_the_same_name_is_found_out(tmp_path: Path) -> None:
    store = run(SPEC, tmp_path / "store")
    catalog = store.catalog
    (path,) = catalog.files().values()
    names = names_of(Chunk.read(path).digests)[:3]
    locations = catalog.find(keys_of(digests_of(map(bytes.fromhex, store.runs.identity))))
    (digests, columns), *_ = catalog.parts(digests_of(map(bytes.fromhex, names)))
    chunks.write(path, [(digests, columns)])
    replaced = pytest.raises(FileNotFoundError, match="another file has its name now")
    with replaced, catalog.steady(locations):
        catalog.read(locations[-1:], ["resident_weeks"])


def test_looks_are_had_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun(ADAPTIVE, tmp_path / "store", 130)
    settle, amid = state.Schedule.settle, []

    def compacted_amid(schedule: state.Schedule) -> None:
        if not amid:
            amid.append(True)
            run(ADAPTIVE, folder)
        settle(schedule)

    monkeypatch.setattr(state.Schedule, "settle", compacted_amid)
    found = status(folder)
    assert amid
    monkeypatch.undo()
    assert found.reached == status(folder).reached
    assert found.runs == status(folder).runs


def test_a_table_of_runs_that_is_taken_back_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    whole = run(SPEC, folder).runs
    read = runs.read

    def taken_back(*given: Any) -> Any:
        unseal(folder)
        return read(*given)

    monkeypatch.setattr(runs, "read", taken_back)
    pd.testing.assert_frame_equal(load_store(folder).runs, whole)


def test_a_file_that_goes_at_every_attempt_is_said(tmp_path: Path) -> None:
    attempts = []

    def read() -> bytes:
        attempts.append(True)
        return (tmp_path / "pending" / "absent").read_bytes()

    with pytest.raises(InputError) as caught:
        afresh(tmp_path, read, pauses=(0.0, 0.0))
    assert "at each of 3 attempts a file went away meanwhile, at last" in str(caught.value)
    assert "pending/absent" in str(caught.value)
    assert len(attempts) == 3
