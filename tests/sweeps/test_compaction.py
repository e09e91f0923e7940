"""Compaction: the same files in canonical order from any pending files.

There are many runs, and their totals are fabricated: their positions are tested.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Sweep
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.identity_map import IdentityMap
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.estimation.totals import COLUMNS, SHAPE, Totals
from scomm.sweeps.execution.backend import Done, Todo
from scomm.sweeps.plan.canonical_order import Order, Wanted
from scomm.sweeps.plan.identities import digests_of, keys_of, names_of
from scomm.sweeps.store import compaction, estimating, writer
from scomm.sweeps.store.damage import damaged, files_of_totals
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.writer import Saving
from tests.sweeps.answers import fabricating, name_of

Tree = Callable[[Path], dict[str, bytes]]

# A file of 4,096 runs and one of 1,304.
LARGE = """
[sweep]
name = "large"
scenario = "county"
replicates = 3
seed = 1

[vary]
pretextual_propensity = { from = 0.0, to = 0.8, steps = 30 }
community_trust = { from = 0.0, to = 1.0, steps = 30 }

[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""
RUNS = 5400


@pytest.fixture(scope="module")
def large() -> Sweep:
    return Sweep.from_text(LARGE)


@pytest.fixture(scope="module")
def made(large: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that sweep, made without interruption."""
    folder = tmp_path_factory.mktemp("large") / "store"
    return large.run(folder, backend=fabricate, progress=False).folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def totals_of(identity: str) -> Totals:
    totals = np.full(SHAPE, int(identity[:4], 16))
    totals[..., COLUMNS.index("resident_weeks")] = int(identity[:12], 16)
    return totals


fabricate = fabricating(totals_of)


def shuffled(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
    """Yield results in an order unrelated to that of the tasks."""
    yield from sorted(fabricate(tasks, keep), key=lambda done: name_of(done.digests))


def test_files_are_canonical_whatever_the_order(
    large: Sweep, made: Path, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [Chunk.read(path) for path in files_of_totals(made)]
    assert [chunk.path.name for chunk in files] == ["totals-00000.parquet", "totals-00001.parquet"]
    assert [len(chunk.digests) for chunk in files] == [4096, 1304]
    identities = [name for chunk in files for name in names_of(chunk.digests)]
    assert identities == load_store(made).runs["identity"].tolist()

    # Otherwise each final file would be saved in its final form, as soon as all its runs are there.
    saving = Saving(most_held=1000)
    sorted_before = []
    sort = compaction._sort
    monkeypatch.setattr(
        compaction, "_sort", lambda *given: (sorted_before.append(True), sort(*given))
    )
    # So few runs are not sorted on disk unless they must be.
    for often in (4, 0):
        monkeypatch.setattr(compaction, "OFTEN", often)
        folder = tmp_path / f"shuffled-{often}"
        large.run(folder, backend=shuffled, saving=saving, progress=False)
        assert bool(sorted_before) == (often == 0)
        assert tree(folder) == tree(made)


def test_the_totals_are_those_that_came(made: Path) -> None:
    store = load_store(made)
    some = store.runs["identity"].iloc[[0, 4095, 4096, RUNS - 1]].tolist()
    sums = store.sums(digests_of(map(bytes.fromhex, some)), "focal", "after", ["resident_weeks"])
    assert sums.sum(axis=-1).tolist() == [[int(name[:12], 16)] * 6 for name in some]


def test_only_the_file_that_lost_runs_is_written_again(
    large: Sweep, copy: Path, made: Path, tree: Tree
) -> None:
    staying, lost = files_of_totals(copy)
    before = staying.stat().st_ino
    lost.unlink()
    large.run(copy, backend=fabricate, progress=False)
    assert staying.stat().st_ino == before
    assert tree(copy) == tree(made)


@pytest.mark.parametrize("values", ["[0.3, 0.5]", "[0.5, 0.3]", "[0.7, 0.3, 0.5]"])
def test_a_whole_file_gets_the_number_that_it_has_now(
    tmp_path: Path, tree: Tree, values: str
) -> None:
    """Points in front move it on by a file, and points in another order exchange two."""
    text = LARGE.replace("{ from = 0.0, to = 0.8, steps = 30 }", values)
    text = text.replace("steps = 30", "steps = 32").replace("replicates = 3", "replicates = 64")
    begun = text.replace(values, "[0.3, 0.5]" if values == "[0.5, 0.3]" else "[0.5]")
    Sweep.from_text(begun).run(tmp_path / "store", backend=fabricate, progress=False)
    Sweep.from_text(text).run(tmp_path / "store", backend=fabricate, progress=False)
    Sweep.from_text(text).run(tmp_path / "new", backend=fabricate, progress=False)
    assert tree(tmp_path / "store") == tree(tmp_path / "new")
    assert list(damaged(tmp_path / "store")) == []


def test_files_under_way_do_not_become_many(
    large: Sweep, made: Path, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = []
    put_together = writer.Writer._put_together

    def watched(self: writer.Writer) -> None:
        put_together(self)
        most.append(len(list((self.folder / "pending").iterdir())))

    monkeypatch.setattr(writer.Writer, "_put_together", watched)
    saving = Saving(most_held=200, most_files=8, put_together=4)
    large.run(tmp_path / "store", backend=fabricate, saving=saving, progress=False)
    assert len(most) == 27
    assert max(most) == 8
    assert tree(tmp_path / "store") == tree(made)


def test_no_run_is_written_twice_where_files_are_whole(
    large: Sweep, made: Path, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though there are more pending files than are merged otherwise."""
    written, write = [], chunks.write

    def watched(path: Path, parts: Any) -> Any:
        parts = list(parts)
        written.append(sum(len(digests) for digests, _ in parts))
        return write(path, parts)

    monkeypatch.setattr(chunks, "write", watched)
    saving = Saving(most_files=0)
    large.run(tmp_path / "store", backend=fabricate, saving=saving, progress=False)
    assert sorted(written) == [1304, 4096]
    assert tree(tmp_path / "store") == tree(made)


def test_a_finished_sweep_knows_it_without_a_run(
    large: Sweep, copy: Path, made: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        assert list(tasks) == []
        yield from ()

    monkeypatch.setattr(compaction, "_in_place", None)
    large.run(copy, backend=none, progress=False)
    assert tree(copy) == tree(made)


def test_runs_that_come_again_have_their_first_place() -> None:
    """Both arms are the same, and so are two designs of the union."""
    text = LARGE.replace('enrollment = "never"', "").replace("[vary]", "[[union]]\n[union.vary]")
    text = text.replace("[arms]", text[text.index("[[union]]") : text.index("[arms]")] + "[arms]")
    plan = Sweep.from_text(text).plan
    wanted = Wanted(plan, np.arange(len(plan)), np.full(len(plan), 3))
    assert wanted.runs == 4 * RUNS // 2
    order = Order(wanted)
    assert len(order) == RUNS // 2
    batches = list(wanted.batches())
    places = np.concatenate([order.positions(keys_of(batch.digests)) for batch in batches])
    first = np.concatenate([batch.arm for batch in batches]) == 0
    first &= np.concatenate([batch.point for batch in batches]) < 900
    assert (order.first == first).all()
    assert (places[first] == np.arange(RUNS // 2)).all()
    assert (order.positions(keys_of(digests_of([bytes(32)]))) == -1).all()


def test_an_index_finds_what_was_put_last() -> None:
    digests = np.random.Generator(np.random.Philox(key=1)).integers(
        0, 256, (30_000, 32), dtype=np.uint8
    )
    # Zeros at the end of a key must not be lost.
    digests[:100, 8:] = 0
    keys = keys_of(digests)
    index = IdentityMap()
    for begin in range(0, 20_000, 700):
        index.put(keys[begin : begin + 700], np.arange(begin, min(begin + 700, 30_000)))
    known = 20_300
    assert len(index) == known
    expected = np.where(np.arange(30_000) < known, np.arange(30_000), -1)
    assert (index.get(keys) == expected).all()
    index.put(keys[5:6], -7)
    index.put(keys[20_000:20_010], 3)
    assert index.get(keys[[5, 6, 20_004]]).tolist() == [-7, 6, 3]
    assert index.get(keys).tolist()[5] == -7
    assert len(index) == known


def test_estimates_read_a_few_points_and_columns_at_a_time(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, sums, sizes = load_store(made), Store.sums, []

    def noted(store: Store, digests: Any, *given: Any) -> Any:
        sizes.append(digests[..., 0].size)
        return sums(store, digests, *given)

    monkeypatch.setattr(Store, "sums", noted)
    monkeypatch.setattr(estimating, "_RUNS_AT_ONCE", 64)
    (part,) = store.estimates_in_parts(wanted=["reporting_rate.hispanic"])
    assert part["point"].tolist() == list(range(RUNS // 6))
    assert max(sizes) <= 32
    # Of a group of runs, the columns of that ratio, and of these the rows of places and period.
    for (_, columns, _), values in store.catalog._cache.items():
        assert len(columns) == 4
        assert {each.shape[1] for each in values.values()} == {6}


def test_an_index_that_is_interrupted_answers_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """While new keys are merged, the second array does not exist yet."""
    digests = digests_of(number.to_bytes(4) * 8 for number in range(20_000))
    keys, insert, calls = keys_of(digests), np.insert, []

    def interrupted(*given: Any) -> Any:
        calls.append(True)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return insert(*given)

    index = IdentityMap()
    monkeypatch.setattr(np, "insert", interrupted)
    index.put(keys[::2], np.arange(0, 20_000, 2))
    with pytest.raises(KeyboardInterrupt):
        index.put(keys[1::2], np.arange(1, 20_000, 2))
    monkeypatch.undo()
    assert (index.get(keys) == np.arange(20_000)).all()
