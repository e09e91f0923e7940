"""The buffer of unsaved results, and the files that they are flushed to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scomm.model.measures import ONE, SUMS
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.columns import SCHEMA, columns_of, sums_of, table_of
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.estimation.totals import COLUMNS, SHAPE, Totals, block, sums
from scomm.sweeps.plan.identities import Digests, digests_of
from scomm.sweeps.store.unsaved import Held

RUNS = 20


@pytest.fixture(scope="module")
def totals() -> Totals:
    """Totals of which no two numbers are the same, some of them beyond what a double can hold."""
    numbers = np.arange(RUNS * np.prod(SHAPE), dtype=np.int64).reshape(RUNS, *SHAPE)
    return numbers + (1 << 60)


@pytest.fixture(scope="module")
def digests() -> Digests:
    return digests_of(bytes([number]) * 32 for number in range(RUNS))


def test_a_block_has_what_the_totals_have(totals: Totals) -> None:
    columns = columns_of([block(list(totals))])
    for number, name in enumerate(COLUMNS):
        expected = totals[..., number].reshape(RUNS, -1)
        assert np.array_equal(columns[name], expected / ONE if name in SUMS else expected)
    after = sums_of(columns, "all", "after")
    assert np.array_equal(after, sums(totals)[:, 1, 1])


def test_runs_leave_by_file_and_in_canonical_order(totals: Totals, digests: Digests) -> None:
    held, whole = Held(8), columns_of([block(list(totals))])
    order = np.array([17, 3, 9, 0, 8, 1, 19, 5, 4, 2, 12, 18, 6, 7, 16, 10, 13, 15, 11, 14])
    files = []
    for begin in range(0, RUNS, 4):
        places = order[begin : begin + 4]
        files.append(held.add(digests[places], block(list(totals[places])), places))
    assert files == [[0, 1, 2], [0, 1, 2], [0, 1, 2], [0, 1, 2], [1]]
    assert [held.in_file(file) for file in range(4)] == [8, 8, 4, 0]
    assert len(held) == RUNS
    for file, expected in ((1, slice(8, 16)), (0, slice(0, 8)), (2, slice(16, 20))):
        found, columns = held.gathered(file).part
        assert np.array_equal(found, digests[expected])
        for name, values in whole.items():
            assert np.array_equal(columns[name], values[expected])
        assert held.in_file(file) == len(found)
        held.drop(file)
        assert held.in_file(file) == 0
    assert len(held) == 0


def test_all_leave_together_in_the_order_of_their_places(totals: Totals, digests: Digests) -> None:
    held = Held(8)
    for places in (np.array([12, 1, 9]), np.array([0, 15, 4])):
        held.add(digests[places], block(list(totals[places])), places)
    found = held.gathered(*held.files).digests
    assert found[:, 0].tolist() == [0, 1, 4, 9, 12, 15]
    assert len(held) == 6
    held.drop(*held.files)
    assert len(held) == 0


def test_what_is_written_is_read(
    totals: Totals, digests: Digests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "GROUP", 8)
    columns = columns_of([block(list(totals))])
    written = chunks.write(tmp_path / "new.parquet", [(digests, columns)])
    known = Chunk.written(tmp_path / "new.parquet", written)
    # As earlier states of the code wrote them: the same columns, packed in another way.
    plain = pa.table(table_of(digests, columns).cast(SCHEMA).to_pydict())
    rows = 8 * len(columns["prints"][0])
    pq.write_table(plain, tmp_path / "old.parquet", row_group_size=rows, store_schema=False)
    assert np.array_equal(known.digests, digests)
    assert known.stamp == Chunk.read(known.path).stamp
    for name in ("new", "old"):
        chunk = Chunk.read(tmp_path / f"{name}.parquet")
        assert np.array_equal(chunk.digests, digests)
        assert chunk.starts.tolist() == known.starts.tolist() == [0, 8, 16, 20]
        for group, begin in enumerate((0, 8, 16)):
            found = chunks.read_group(chunk.path, group, COLUMNS)
            for column, values in found.items():
                assert np.array_equal(values, columns[column][begin : begin + 8])
