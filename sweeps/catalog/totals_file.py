"""Files of finished runs' totals: written a group of runs at a time, read by group and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scomm.model.measures import COUNTS, SUMS
from scomm.sweeps.catalog.columns import (
    IDENTITY,
    LABELS,
    SCHEMA,
    WRITTEN,
    Columns,
    digests_of_texts,
    table_of,
)
from scomm.sweeps.estimation.totals import ROWS, START
from scomm.sweeps.plan.identities import Digests

# Runs that are read together at least. More of them pack better, fewer are read with less waste.
GROUP: Final = 2048

_TEXTS: Final = (IDENTITY, *LABELS)
_WHOLE: Final = (*COUNTS, START)
_HOW: Final[dict[str, Any]] = {
    "compression": "zstd",
    "use_dictionary": _TEXTS,
    # Whole numbers are small, and the bytes of real ones are alike by their place: packed by that,
    # a file is smaller and takes two thirds of the time.
    "column_encoding": {
        **dict.fromkeys(_WHOLE, "DELTA_BINARY_PACKED"),
        **dict.fromkeys(SUMS, "BYTE_STREAM_SPLIT"),
    },
    # Nobody skips over totals by their size, and Arrow's own note of types names dictionaries.
    "write_statistics": False,
    "store_schema": False,
    # Whoever reads a page sees whether it is what was written.
    "write_page_checksum": True,
}

Parts = Iterable[tuple[Digests, Columns]]
"""Runs with their totals, some at a time."""

Stamp = tuple[int, int]
"""A file's size in bytes and the time of its last change in ns."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """A file of totals. ``digests`` are its runs' identities, in the order of the file.

    ``starts`` are the numbers of the first run of each group, and last how many runs there are.
    ``stamp`` is the file's size and time, by which another file of its name is known.
    """

    path: Path
    stamp: Stamp
    starts: NDArray[np.int64]
    digests: Digests

    @classmethod
    def written(cls, path: Path, digests: Digests) -> Chunk:
        """Return the file that ``write`` wrote, now at ``path``, from what it returned."""
        starts = np.append(np.arange(0, len(digests), GROUP), len(digests))
        return cls(path, stamp_of(path), starts, digests)

    @classmethod
    def read(cls, path: Path) -> Chunk:
        """Read the form of a file and whose totals it holds.

        Raises ValueError if the file is not of the form that ``write`` gives it, and what Arrow
        raises (``pa.ArrowException``, ``OSError``) if it cannot be read at all.
        """
        # Taken before the file is opened: if another takes its place between, the stamp is wrong,
        # and what is read here is let go of.
        stamp = stamp_of(path)
        with _opened(path, read_dictionary=[IDENTITY]) as file:
            if file.schema_arrow.names != SCHEMA.names or not _types_fit(file.schema_arrow):
                raise ValueError("its columns are others")
            groups = [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)]
            if any(rows % ROWS for rows in groups):
                raise ValueError(f"its rows do not come by {ROWS}")
            starts = np.cumsum([0, *(rows // ROWS for rows in groups)])
            parts = [
                _identities(file.read_row_group(each, [IDENTITY]).column(0))
                for each in range(file.num_row_groups)
            ]
        return cls(path, stamp, starts, np.concatenate([np.empty((0, 32), np.uint8), *parts]))


def stamp_of(path: Path) -> Stamp:
    """Return a file's size in bytes and the time of its last change in ns."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def read_group(path: Path, group: int, columns: Iterable[str]) -> Columns:
    """Return columns of one group of runs."""
    with _opened(path) as file:
        table = file.read_row_group(group, list(columns), use_threads=False)
    return {name: table.column(name).to_numpy().reshape(-1, ROWS) for name in table.column_names}


def _opened(path: Path, **how: Any) -> pq.ParquetFile:
    return pq.ParquetFile(path, page_checksum_verification=True, **how)


def write(path: Path, parts: Parts) -> Digests:
    """Write runs' totals to ``path``, part after part, and return their identities.

    Every part but the last must be a whole number of groups.
    """
    written = [np.empty((0, 32), np.uint8)]
    with pq.ParquetWriter(path, WRITTEN, **_HOW) as writer:
        for digests, columns in parts:
            written.append(digests)
            for begin in range(0, len(digests), GROUP):
                runs = slice(begin, begin + GROUP)
                some = {name: values[runs] for name, values in columns.items()}
                writer.write_table(table_of(digests[runs], some), row_group_size=GROUP * ROWS)
    return np.concatenate(written)


def _types_fit(found: pa.Schema) -> bool:
    plain = [
        each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in found
    ]
    return bool(plain == SCHEMA.types)


def _identities(column: pa.ChunkedArray) -> Digests:
    """Return the identity of each run of a group, of which every row must have the same."""
    array = column.combine_chunks()
    numbers = array.indices.to_numpy(zero_copy_only=False).reshape(-1, ROWS)
    if (numbers != numbers[:, :1]).any():
        raise ValueError("the rows of its runs are mixed")
    return digests_of_texts(array.dictionary.take(pa.array(numbers[:, 0])))
