"""The catalog: the location of each finished run's totals, and reads of totals by location.

A *location* is a whole number: the file's number times 2**32, plus the run's number in the file. So
a catalog of a million runs takes 24 MB, and totals are read lazily, a group of runs at a time.
Negative locations are codes for runs without totals.
"""

from __future__ import annotations

import errno
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.sweeps.catalog.columns import MONTHS, SCHEMA, Columns, stored
from scomm.sweeps.catalog.identity_map import IdentityMap
from scomm.sweeps.catalog.totals_file import Chunk, Stamp, read_group, stamp_of
from scomm.sweeps.estimation.totals import ROWS, Sums
from scomm.sweeps.plan.identities import Digests, Keys, keys_of

ABSENT: Final = -1
"""Catalog code: the run is not known."""
FAILED: Final = -2
"""Catalog code: the model failed."""
LOST: Final = -3
"""Catalog code: the worker or its node died, or ran out of memory."""
GIVEN_OUT: Final = -4
"""Catalog code: the run is in progress."""
HELD: Final = -5
"""Catalog code: the run is finished and not saved yet."""

Locations = NDArray[np.int64]

_IN_FILE: Final = 2**32 - 1
_BITS: Final = 32
# Runs in the cache, 8 kB each: neighbors in one file are often requested one after the other.
CACHED: Final = 16_384
# Packed months take about as much memory as the totals of this many runs.
_TOTALS_OF_MONTHS: Final = 3
# Runs per batch of a copy.
RUNS_AT_ONCE: Final = 4096

Group = tuple[int, int]
"""A file's number, and that of a group of runs in it."""


class Catalog:
    """The finished runs of some totals files, deduplicated: of a run in two files, the first.

    ``months`` is true if their sums by month are kept too, and ``columns`` are those of what is
    kept of a run.
    """

    def __init__(self, months: bool = False) -> None:
        """Begin without files."""
        self.months: Final = months
        self.columns: Final = stored(months)
        self.index: Final = IdentityMap(ABSENT)
        self._files: dict[int, tuple[Path, NDArray[np.int64]]] = {}
        self._stamps: dict[int, Stamp] = {}
        self._elsewhere: list[int] = []
        self._next = 0
        self._cache: OrderedDict[tuple[Group, tuple[str, ...], int | None], Columns] = OrderedDict()
        self._cached = 0

    def add(self, chunk: Chunk, elsewhere: bool = False) -> None:
        """Add the runs of a file that the catalog lacks; ``elsewhere`` if of another store.

        Runs that are only elsewhere count as lacking. Raises ValueError for a file without the
        months that the catalog keeps.
        """
        if self.months and not chunk.months:
            raise ValueError("its runs lack their sums by month")
        number = self._enter(chunk)
        if elsewhere:
            self._elsewhere.append(number)
        keys = keys_of(chunk.digests)
        new = ~self.is_here(self.find(keys))
        self.index.put(keys[new], _locations(number, chunk)[new])

    def replace(self, old: Iterable[int], chunks: Iterable[Chunk]) -> None:
        """Replace the files with the numbers ``old`` by others."""
        for number in old:
            del self._files[number], self._stamps[number]
        self._cache.clear()
        self._cached = 0
        for chunk in chunks:
            self.index.put(keys_of(chunk.digests), _locations(self._enter(chunk), chunk))

    def _enter(self, chunk: Chunk) -> int:
        number, self._next = self._next, self._next + 1
        self._files[number] = chunk.path, chunk.starts
        self._stamps[number] = chunk.stamp
        return number

    def finished(self, elsewhere: bool = False) -> Keys:
        """Return the sorted keys of all runs in files of this store, or of others too."""
        keys, locations = self.index.sorted()
        return keys[locations >= 0 if elsewhere else self.is_here(locations)]

    def files(self) -> dict[int, Path]:
        """Return the files of this store, number -> path."""
        return {
            number: path
            for number, (path, _) in self._files.items()
            if number not in self._elsewhere
        }

    def runs_in(self, number: int) -> int:
        """Return the number of runs in a file."""
        return int(self._files[number][1][-1])

    def find(self, keys: Keys) -> Locations:
        """Return the location of each run's totals; a negative code for runs without totals."""
        return self.index.get(keys)

    def is_here(self, locations: Locations) -> NDArray[np.bool_]:
        """Mask of the ``locations`` that are in files of this store."""
        here = locations >= 0
        if self._elsewhere:
            here &= ~np.isin(locations >> _BITS, self._elsewhere)
        return here

    def every(
        self, columns: Iterable[str] | None = None
    ) -> Iterator[tuple[Locations, Keys, Columns]]:
        """Yield all runs of all files, group by group, with all columns or some."""
        names = self.columns if columns is None else tuple(columns)
        for number, (path, starts) in self._files.items():
            keys, locations = (
                keys_of(Chunk.read(path).digests),
                locations_in(number, int(starts[-1])),
            )
            for group in range(len(starts) - 1):
                runs = slice(starts[group], starts[group + 1])
                yield locations[runs], keys[runs], self._read((number, group), names)

    def read(self, locations: Locations, columns: Iterable[str] | None = None) -> Columns:
        """Read all columns or some of the runs at ``locations``, in that order."""
        names = self.columns if columns is None else tuple(columns)
        found: dict[str, NDArray[Any]] = {
            name: np.empty(len(locations), object)
            if name == MONTHS
            else np.empty((len(locations), ROWS), SCHEMA.field(name).type.to_pandas_dtype())
            for name in names
        }
        for group, runs in self._by_group(locations):
            values = self._group(group, names)
            inside = self._inside(group, locations[runs])
            for name in names:
                found[name][runs] = values[name][inside]
        return found

    def sums(self, locations: Locations, columns: Sequence[str], rows: slice) -> Sums:
        """Read some rows of columns of the runs at ``locations``: float64[run, row, column]."""
        names = tuple(columns)
        # The runs last in memory, along which callers sum.
        found = np.empty((len(names), rows.stop - rows.start, len(locations)))
        for group, runs in self._by_group(locations):
            values = self._group(group, names, rows)
            inside = self._inside(group, locations[runs])
            for column, name in enumerate(names):
                found[column][:, runs] = values[name][inside].T
        return np.moveaxis(found, -1, 0).swapaxes(1, 2)

    def _inside(self, group: Group, locations: Locations) -> NDArray[np.int64]:
        """Return the positions of runs within their group."""
        return (locations & _IN_FILE) - int(self._files[group[0]][1][group[1]])

    @contextmanager
    def steady(self, locations: Locations | None = None) -> Iterator[None]:
        """Raise FileNotFoundError at the end if a file with ``locations`` was replaced meanwhile.

        None checks all files. So reads within the context, and their errors, belong to the files
        that were listed. A writer need not check its own files, which it alone changes; files
        elsewhere are checked at each read.
        """
        try:
            yield
        finally:
            numbers = self._files if locations is None else np.unique(locations >> _BITS).tolist()
            for number in numbers:
                path, _ = self._files[number]
                if stamp_of(path) != self._stamps[number]:
                    what = "another file has its name now"
                    raise FileNotFoundError(errno.ENOENT, what, str(path))

    def parts(
        self, digests: Digests, columns: Iterable[str] | None = None
    ) -> Iterator[tuple[Digests, Columns]]:
        """Yield runs with all columns or some, in batches, in the order of ``digests``."""
        names = self.columns if columns is None else tuple(columns)
        for begin in range(0, len(digests), RUNS_AT_ONCE):
            some = digests[begin : begin + RUNS_AT_ONCE]
            yield some, self.read(self.find(keys_of(some)), names)

    def groups_of(self, locations: Locations) -> list[Group]:
        """Return the groups that have the runs at ``locations``."""
        return [group for group, _ in self._by_group(locations)]

    def _by_group(self, locations: Locations) -> Iterator[tuple[Group, NDArray[np.int64]]]:
        """Yield each group with the positions of its runs in ``locations``."""
        numbers = locations >> _BITS
        for number in np.unique(numbers).tolist():
            rows = np.flatnonzero(numbers == number)
            starts = self._files[number][1]
            groups = np.searchsorted(starts, locations[rows] & _IN_FILE, side="right") - 1
            for group in np.unique(groups).tolist():
                yield (number, group), rows[groups == group]

    def _group(self, group: Group, names: tuple[str, ...], rows: slice = slice(ROWS)) -> Columns:
        wanted = group, names, rows.start
        if wanted not in self._cache:
            found = self._read(group, names)
            if rows != slice(ROWS):
                # A copy, so that the other rows do not stay in memory.
                found = {name: values[:, rows].copy() for name, values in found.items()}
            self._cache[wanted] = found
            self._cached += self.room_for(group, names)
            while self._cached > CACHED and len(self._cache) > 1:
                (oldest, read, _), _ = self._cache.popitem(last=False)
                self._cached -= self.room_for(oldest, read)
        self._cache.move_to_end(wanted)
        return self._cache[wanted]

    def _read(self, group: Group, names: tuple[str, ...]) -> Columns:
        number, position = group
        path = self._files[number][0]
        if number not in self._elsewhere:
            return read_group(path, position, names)
        try:
            # After the read: an earlier replacement is noticed, a later one does no harm.
            found, stamp = read_group(path, position, names), stamp_of(path)
        except FileNotFoundError:
            stamp = None
        if stamp != self._stamps[number]:
            raise InputError(
                f"The file {path} has changed since its runs were found; give the same command "
                "again when nobody writes there."
            )
        return found

    def size_of(self, group: Group) -> int:
        """Return the number of runs in a group."""
        starts = self._files[group[0]][1]
        return int(starts[group[1] + 1] - starts[group[1]])

    def room_for(self, group: Group, columns: Sequence[str] | None = None) -> int:
        """Return the room that a group takes in the cache, in runs' totals."""
        months = MONTHS in (self.columns if columns is None else columns)
        return self.size_of(group) * (1 + _TOTALS_OF_MONTHS * months)


def locations_in(number: int, runs: int) -> Locations:
    """Return the locations of the first ``runs`` runs of the file with this number."""
    return (number << _BITS) + np.arange(runs, dtype=np.int64)


def file_of(location: np.int64) -> int:
    """Return the number of the file that a location is in."""
    return int(location) >> _BITS


def _locations(number: int, chunk: Chunk) -> Locations:
    return locations_in(number, len(chunk.digests))
