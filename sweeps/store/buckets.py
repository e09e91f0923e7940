"""Sorting runs into the files that they belong in, when they stand scattered over many others.

All files are read once, from beginning to end. The totals of a few thousand runs at a time are cut
into pieces, one for each file that some of them belong in, and appended to one file on disk, packed
as raw numbers; what each final file needs is then read from there. So both the memory and the
number of times that a run is read are bounded, whatever the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scomm.sweeps.catalog.catalog import RUNS_AT_ONCE
from scomm.sweeps.catalog.columns import SCHEMA, Columns
from scomm.sweeps.estimation.totals import COLUMNS, ROWS

# Runs that are cut into pieces together; the more, the larger the pieces.
RUNS_CUT: Final = 4 * RUNS_AT_ONCE
_CODEC: Final = "zstd"
_BYTES: Final = 8


@dataclass(frozen=True)
class Piece:
    """Where in the file the numbers of some runs are, and these runs' places in canonical order."""

    begin: int
    size: int
    places: NDArray[np.int64]


class Buckets:
    """Runs on disk by the final file that they belong in; see ``buckets``."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take an empty file to write to and read from."""
        self._file: Final = file
        self._end = 0
        self._pieces: Final[dict[int, list[Piece]]] = defaultdict(list)
        self._held: list[tuple[NDArray[np.int64], Columns]] = []
        self._runs = 0

    def add(self, places: NDArray[np.int64], columns: Columns) -> None:
        """Take runs with their places in canonical order."""
        self._held.append((places, columns))
        self._runs += len(places)
        if self._runs >= RUNS_CUT:
            self._cut()

    def read(self, number: int) -> Columns:
        """Return the runs of one final file, in canonical order."""
        self._cut()
        pieces = self._pieces[number]
        places = np.concatenate([piece.places for piece in pieces])
        numbers = np.empty((len(COLUMNS), len(places), ROWS), np.int64)
        begin = 0
        for piece in pieces:
            self._file.seek(piece.begin)
            runs = len(piece.places)
            raw = pa.decompress(
                self._file.read(piece.size),
                decompressed_size=len(COLUMNS) * runs * ROWS * _BYTES,
                codec=_CODEC,
                asbytes=True,
            )
            values = np.frombuffer(raw, np.int64).reshape(len(COLUMNS), runs, ROWS)
            numbers[:, begin : begin + runs] = values
            begin += runs
        order = np.argsort(places)
        return {
            name: numbers[column][order].view(_type(name)) for column, name in enumerate(COLUMNS)
        }

    def _cut(self) -> None:
        """Append the runs that are held to the file, a piece for each final file."""
        if not self._held:
            return
        places = np.concatenate([each for each, _ in self._held])
        numbers = np.empty((len(COLUMNS), len(places), ROWS), np.int64)
        for column, name in enumerate(COLUMNS):
            parts = [columns[name] for _, columns in self._held]
            numbers[column] = np.concatenate(parts).view(np.int64)
        self._held, self._runs = [], 0
        order = np.argsort(places)
        files = places[order] // RUNS_AT_ONCE
        for rows in np.split(order, np.flatnonzero(np.diff(files)) + 1):
            packed = pa.compress(numbers[:, rows].tobytes(), codec=_CODEC, asbytes=True)
            self._file.seek(self._end)
            self._file.write(packed)
            piece = Piece(self._end, len(packed), places[rows])
            self._pieces[int(places[rows[0]]) // RUNS_AT_ONCE].append(piece)
            self._end += len(packed)


@contextmanager
def buckets(folder: Path) -> Iterator[Buckets]:
    """Yield empty buckets, on a file in ``folder`` that is gone with the context or the process."""
    with TemporaryFile(dir=folder) as file:
        yield Buckets(file)


def _type(name: str) -> Any:
    return SCHEMA.field(name).type.to_pandas_dtype()
