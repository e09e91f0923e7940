"""The table of failed runs: a round trip through its file, and a million in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scomm.sweeps.execution.backend import LOST, SIMULATION, Failure
from scomm.sweeps.plan.identities import digests_of
from scomm.sweeps.store.failures import SCHEMA, Failures

FRAMES = "".join(
    f'  File "model/part_{number}.py", line {number}, in run\n' for number in range(40)
)
# More than are written at a time, and not a multiple of that.
MANY = 10_001


def failing(count: int) -> Iterator[tuple[bytes, Failure]]:
    """Yield failures with different messages at the end of the same traceback."""
    for number in range(count):
        message = f"ValueError: world {number} has nobody in it"
        yield number.to_bytes(32), Failure(SIMULATION, message, FRAMES + message)


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    expected = {
        **dict(failing(MANY)),
        (MANY + 1).to_bytes(32): Failure(
            LOST, "its node went", "said by the cluster: no such node"
        ),
        (MANY + 2).to_bytes(32): Failure(LOST, "", ""),
        (MANY + 3).to_bytes(32): Failure(LOST, "", "no message"),
        (MANY + 4).to_bytes(32): Failure(LOST, "the same", "the same"),
        (MANY + 5).to_bytes(32): Failure(LOST, "said", "said and said"),
    }
    written, read = Failures(), Failures()
    for digest, failure in expected.items():
        written.add(digest, Failure(SIMULATION, "an earlier one", "an earlier one"))
        written.add(digest, failure)
    # In another order than they were added.
    order = digests_of(reversed(expected))
    written.write(tmp_path / "failures.parquet", order)
    read.read(tmp_path / "failures.parquet")
    assert len(read) == len(expected)
    for digest, failure in expected.items():
        assert digest in read
        assert (read.stage(digest), read.message(digest)) == (failure.stage, failure.message)
    rows = read.table(order).to_pylist()
    assert rows == pq.read_table(tmp_path / "failures.parquet").to_pylist()
    assert [
        (bytes.fromhex(row["identity"]), row["stage"], row["message"], row["traceback"])
        for row in rows
    ] == [(each, why.stage, why.message, why.traceback) for each, why in reversed(expected.items())]


def test_of_many_failures_only_what_differs_is_held() -> None:
    assert len(FRAMES) > 1500
    tracemalloc.start()
    try:
        failures = Failures()
        for digest, failure in failing(MANY):
            failures.add(digest, failure)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(failures) == MANY
    assert held / MANY < 600


def test_a_file_of_another_kind_holds_no_failures(tmp_path: Path) -> None:
    path = tmp_path / "failures-other.parquet"
    pq.write_table(pa.table({name: ["text"] for name in SCHEMA.names[:3]}), path)
    with pytest.raises(pa.ArrowInvalid, match="other columns than a table of failures"):
        Failures().read(path)
