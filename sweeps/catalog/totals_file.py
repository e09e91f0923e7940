"""Files of finished runs' totals: written a group of runs at a time, read by group and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
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
    MONTHS,
    SCHEMA,
    WITH_MONTHS,
    WRITTEN,
    WRITTEN_WITH_MONTHS,
    Columns,
    columns_of,
    digests_of_texts,
    months_of_column,
    stored,
    table_of,
)
from scomm.sweeps.estimation.totals import ROWS, START, Block
from scomm.sweeps.plan.identities import Digests

# Runs per row group, the smallest read. Larger groups compress better, smaller ones read less.
GROUP: Final = 2048

_TEXTS: Final = (IDENTITY, *LABELS)
_WHOLE: Final = (*COUNTS, START)
_HOW: Final[dict[str, Any]] = {
    "compression": "zstd",
    "use_dictionary": _TEXTS,
    # Integers are small, and bytes of floats are alike by position: with encodings for that,
    # a file is smaller and takes two thirds of the time.
    "column_encoding": {
        **dict.fromkeys(_WHOLE, "DELTA_BINARY_PACKED"),
        **dict.fromkeys(SUMS, "BYTE_STREAM_SPLIT"),
    },
    # No reader filters totals by statistics, and Arrow's own schema would name dictionaries.
    "write_statistics": False,
    "store_schema": False,
    # A checksum per page detects damage when it is read.
    "write_page_checksum": True,
}

Parts = Iterable[tuple[Digests, Columns]]
"""Batches of runs with their totals."""

Stamp = tuple[int, int]
"""A file's size in bytes and its modification time in ns."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """Runs of one file, as they were received: in blocks, which have other runs too.

    ``digests`` are the runs' identities, in the order of the file, and ``which`` the position of
    each among the runs of all ``blocks``, int64[run].
    """

    digests: Digests
    blocks: Sequence[Block]
    which: NDArray[np.int64]

    @property
    def part(self) -> tuple[Digests, Columns]:
        """The runs with their totals, as ``write`` takes them."""
        months = any(block.months is not None for block in self.blocks)
        columns = columns_of(self.blocks, stored(months))
        return self.digests, {name: values[self.which] for name, values in columns.items()}


@dataclass(frozen=True, eq=False)
class Chunk:
    """A file of totals. ``digests`` are its runs' identities, in the order of the file.

    ``starts`` are the positions of the first run of each group, and last the number of runs.
    ``stamp`` is the file's size and time, by which a replacement of the same name is detected.
    ``months`` is true if it has sums by month too.
    """

    path: Path
    stamp: Stamp
    starts: NDArray[np.int64]
    digests: Digests
    months: bool

    @classmethod
    def written(cls, path: Path, digests: Digests, months: bool = False) -> Chunk:
        """Make a chunk of a file that ``write`` wrote, now at ``path``, without reading it."""
        starts = np.append(np.arange(0, len(digests), GROUP), len(digests))
        return cls(path, stamp_of(path), starts, digests, months)

    @classmethod
    def read(cls, path: Path) -> Chunk:
        """Read the layout of a file and the identities of its runs.

        Raises ValueError if the file does not have the layout that ``write`` gives it, and Arrow's
        errors (``pa.ArrowException``, ``OSError``) if it cannot be read at all.
        """
        # Before the file is opened: if it is replaced in between, the stamp is stale, and the read
        # is discarded.
        stamp = stamp_of(path)
        with _opened(path, read_dictionary=[IDENTITY]) as file:
            found = file.schema_arrow
            months = MONTHS in found.names
            if not _fits(found, WITH_MONTHS if months else SCHEMA):
                raise ValueError("its columns are others")
            groups = [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)]
            if any(rows % ROWS for rows in groups):
                raise ValueError(f"its rows do not come by {ROWS}")
            starts = np.cumsum([0, *(rows // ROWS for rows in groups)])
            parts = [
                _identities(file.read_row_group(each, [IDENTITY]).column(0))
                for each in range(file.num_row_groups)
            ]
        digests = np.concatenate([np.empty((0, 32), np.uint8), *parts])
        return cls(path, stamp, starts, digests, months)


def stamp_of(path: Path) -> Stamp:
    """Return a file's size in bytes and its modification time in ns."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def read_group(path: Path, group: int, columns: Iterable[str]) -> Columns:
    """Read columns of one group of runs."""
    with _opened(path) as file:
        table = file.read_row_group(group, list(columns), use_threads=False)
    return {
        name: months_of_column(table.column(name))
        if name == MONTHS
        else table.column(name).to_numpy().reshape(-1, ROWS)
        for name in table.column_names
    }


def _opened(path: Path, **how: Any) -> pq.ParquetFile:
    return pq.ParquetFile(path, page_checksum_verification=True, **how)


def encoded(runs: Gathered) -> bytes:
    """Encode a file: the bytes that ``write`` writes."""
    sink = pa.BufferOutputStream()
    write(sink, [runs.part])
    content: bytes = sink.getvalue().to_pybytes()
    return content


def write(path: Path | pa.NativeFile, parts: Parts) -> Digests:
    """Write runs' totals to ``path``, part after part, and return their identities.

    Every part but the last must be a whole number of groups, and all of them or none have months.
    """
    written = [np.empty((0, 32), np.uint8)]
    coming = iter(parts)
    first = list(islice(coming, 1))
    schema = WRITTEN_WITH_MONTHS if first and MONTHS in first[0][1] else WRITTEN
    encoding = dict(_HOW["column_encoding"])
    if schema is WRITTEN_WITH_MONTHS:
        encoding[MONTHS] = "DELTA_LENGTH_BYTE_ARRAY"
    with pq.ParquetWriter(path, schema, **{**_HOW, "column_encoding": encoding}) as writer:
        for digests, columns in chain(first, coming):
            written.append(digests)
            for begin in range(0, len(digests), GROUP):
                runs = slice(begin, begin + GROUP)
                some = {name: values[runs] for name, values in columns.items()}
                writer.write_table(table_of(digests[runs], some), row_group_size=GROUP * ROWS)
    return np.concatenate(written)


def _fits(found: pa.Schema, expected: pa.Schema) -> bool:
    """True if the columns have the names and types of a schema, texts possibly as dictionaries."""
    plain = [
        each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in found
    ]
    return bool(found.names == expected.names and plain == expected.types)


def _identities(column: pa.ChunkedArray) -> Digests:
    """Return the identity of each run of a group, the same in all rows of a run."""
    array = column.combine_chunks()
    numbers = array.indices.to_numpy(zero_copy_only=False).reshape(-1, ROWS)
    if (numbers != numbers[:, :1]).any():
        raise ValueError("the rows of its runs are mixed")
    return digests_of_texts(array.dictionary.take(pa.array(numbers[:, 0])))
