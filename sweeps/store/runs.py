"""The table of a sweep's runs, ``runs.parquet``: written and read in batches of points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import FAILED, LOST, Catalog
from scomm.sweeps.catalog.columns import IDENTITY, texts_of
from scomm.sweeps.plan.canonical_order import Batch, Wanted
from scomm.sweeps.plan.identities import keys_of
from scomm.sweeps.plan.plan import Plan
from scomm.sweeps.store.failures import Failures

BEFORE: Final = (IDENTITY, "point", "arm", "replicate", "seed")
AFTER: Final = ("status", "error")
"""The columns before and after the varied settings."""

STATUSES: Final = ("done", "failed", "lost", "waiting")


def schema(plan: Plan) -> pa.Schema:
    """Return the Arrow schema of a plan's table of runs."""
    types = (pa.string(), pa.int32(), pa.string(), pa.int32(), pa.uint64())
    varied = [(name, _type(plan.points.columns[name])) for name in plan.varied]
    after = [(name, pa.string()) for name in AFTER]
    return pa.schema([*zip(BEFORE, types, strict=True), *varied, *after])


def tables(wanted: Wanted, catalog: Catalog, failures: Failures) -> Iterator[pa.Table]:
    """Yield the table of the runs in canonical order, whole points together."""
    columns = schema(wanted.plan)
    if not wanted.runs:
        yield columns.empty_table()
    for batch in wanted.batches():
        yield pa.table(_columns(batch, wanted.plan, catalog, failures), schema=columns)


def _columns(batch: Batch, plan: Plan, catalog: Catalog, failures: Failures) -> list[Any]:
    most = int(batch.replicate.max(initial=-1)) + 1
    worlds = np.array(plan.worlds(range(most)), np.uint64)
    found = catalog.find(keys_of(batch.digests))
    done = catalog.is_here(found)
    # An error of an earlier command does not describe a run that waits for its retry.
    status = np.select(
        [done, found == FAILED, found == LOST], np.arange(3), default=STATUSES.index("waiting")
    )
    errors = np.full(len(status), "", object)
    for row in np.flatnonzero((status == 1) | (status == 2)).tolist():
        errors[row] = failures.message(batch.digests[row].tobytes())
    return [
        texts_of(batch.digests),
        batch.point,
        _chosen(plan.arms, batch.arm),
        batch.replicate,
        worlds[batch.replicate],
        *(plan.points.columns[name][batch.point] for name in plan.varied),
        _chosen(STATUSES, status),
        errors,
    ]


def _chosen(texts: Sequence[str], numbers: NDArray[np.int64]) -> pa.Array:
    """Return the text of each number."""
    return pa.array(texts, pa.string()).take(pa.array(numbers))


def write(path: Path, columns: pa.Schema, parts: Iterator[pa.Table]) -> None:
    """Write the table of runs, each point within one row group."""
    how: dict[str, Any] = {"store_schema": False, "write_page_checksum": True}
    with pq.ParquetWriter(path, columns, compression="zstd", **how) as writer:
        for part in parts:
            writer.write_table(part, row_group_size=max(1, len(part)))


def read(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield the table of runs as it was written, whole points together; ``columns`` selects some.

    A shard without points has one table without rows.
    """
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        if not file.num_row_groups:
            yield file.read(columns)
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns)


def _type(column: Any) -> pa.DataType:
    return pa.string() if column.dtype == object else pa.from_numpy_dtype(column.dtype)
