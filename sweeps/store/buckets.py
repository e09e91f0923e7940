"""External sort of runs into their final files, for runs scattered over many files.

All files are read once, from beginning to end. The totals of a few thousand runs at a time are cut
into pieces, one for each file that some of them belong in, and appended to one Arrow file on disk;
what each final file needs is then read from there. So both the memory and the number of times that
a run is read are bounded in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import RUNS_AT_ONCE
from scomm.sweeps.catalog.columns import (
    MONTHS,
    WITH_MONTHS,
    Columns,
    months_column,
    months_of_column,
    stored,
)
from scomm.sweeps.estimation.totals import ROWS

# Runs per batch that is cut into pieces; larger batches give larger pieces.
RUNS_CUT: Final = 4 * RUNS_AT_ONCE
# With months, which take three times the memory of totals.
_RUNS_CUT_WITH_MONTHS: Final = RUNS_AT_ONCE


class Buckets:
    """Runs on disk, grouped by final file; see ``buckets``.

    After the first read nothing more can be added.
    """

    def __init__(self, file: IO[bytes], months: bool) -> None:
        """Use an empty file, open for writing and reading; runs have ``months`` or do not."""
        self._file: Final = file
        self._columns: Final = stored(months)
        self._schema: Final = pa.schema(WITH_MONTHS.field(name) for name in self._columns)
        self._runs_cut: Final = _RUNS_CUT_WITH_MONTHS if months else RUNS_CUT
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        self._writer: Final = pa.ipc.new_file(file, self._schema, options=options)
        self._reader: pa.ipc.RecordBatchFileReader | None = None
        # By final file: the numbers of its pieces, and the positions of their runs.
        self._pieces: Final[dict[int, list[tuple[int, NDArray[np.int64]]]]] = defaultdict(list)
        self._count = 0
        self._held: list[tuple[NDArray[np.int64], Columns]] = []
        self._runs = 0

    def add(self, positions: NDArray[np.int64], columns: Columns) -> None:
        """Add runs with their positions in canonical order."""
        self._held.append((positions, columns))
        self._runs += len(positions)
        if self._runs >= self._runs_cut:
            self._cut()

    def read(self, number: int) -> Columns:
        """Return the runs of one final file, in canonical order."""
        if self._reader is None:
            self._cut()
            self._writer.close()
            self._file.flush()
            self._reader = pa.ipc.open_file(self._file)
        pieces = self._pieces[number]
        order = np.argsort(np.concatenate([positions for _, positions in pieces]))
        table = pa.Table.from_batches([self._reader.get_batch(piece) for piece, _ in pieces])
        return {
            name: months_of_column(table.column(name))[order]
            if name == MONTHS
            else table.column(name).to_numpy().reshape(-1, ROWS)[order]
            for name in self._columns
        }

    def _cut(self) -> None:
        """Flush the runs in memory to the file, one piece for each final file."""
        if not self._held:
            return
        positions = np.concatenate([each for each, _ in self._held])
        columns = {
            name: np.concatenate([columns[name] for _, columns in self._held])
            for name in self._columns
        }
        self._held, self._runs = [], 0
        order = np.argsort(positions)
        files = positions[order] // RUNS_AT_ONCE
        for runs in np.split(order, np.flatnonzero(np.diff(files)) + 1):
            arrays = [
                months_column(columns[name][runs])
                if name == MONTHS
                else pa.array(columns[name][runs].ravel())
                for name in self._columns
            ]
            self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            file = int(positions[runs[0]]) // RUNS_AT_ONCE
            self._pieces[file].append((self._count, positions[runs]))
            self._count += 1


@contextmanager
def buckets(folder: Path, months: bool) -> Iterator[Buckets]:
    """Yield empty buckets on a temporary file in ``folder``, deleted at the end of the context."""
    with TemporaryFile(dir=folder) as file:
        yield Buckets(file, months)
