"""Finished runs that are not saved yet, by the final file that they belong in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.columns import columns_of
from scomm.sweeps.estimation.totals import COLUMNS, ROWS, Block
from scomm.sweeps.plan.identities import Digests

_ROWS_OF_A_RUN: Final = np.dtype((np.void, ROWS * np.dtype(np.int64).itemsize))


@dataclass(frozen=True)
class Part:
    """Runs that came together and belong in one file, with their places in canonical order."""

    digests: Digests
    block: Block
    places: NDArray[np.int64]


class Held:
    """Results in memory, 8 kB a run. Their length is how many there are."""

    def __init__(self, runs_per_file: int) -> None:
        """Hold nothing; the run at place p belongs in file p // ``runs_per_file``."""
        self._runs_per_file: Final = runs_per_file
        self._parts: Final[dict[int, list[Part]]] = defaultdict(list)
        self._counts: Final[dict[int, int]] = defaultdict(int)

    def __len__(self) -> int:
        """Return how many runs are held."""
        return sum(self._counts.values())

    def in_file(self, file: int) -> int:
        """Return how many runs are held of one final file."""
        return self._counts.get(file, 0)

    def add(self, digests: Digests, block: Block, places: NDArray[np.int64]) -> list[int]:
        """Take runs; return the numbers of the files that they belong in."""
        first, last = (int(place) // self._runs_per_file for place in (places.min(), places.max()))
        if first == last:
            self._hold(first, Part(digests, block, places))
            return [first]
        files = places // self._runs_per_file
        found: list[int] = np.unique(files).tolist()
        for file in found:
            # Copied, so that what is saved of the others does not stay in memory with these.
            rows = np.flatnonzero(files == file)
            self._hold(file, Part(digests[rows], block[:, rows], places[rows]))
        return found

    def drop(self, *files: int) -> None:
        """Hold the runs of some final files no longer, by default of all: they are saved."""
        for file in files or tuple(self._parts):
            self._parts.pop(file, None)
            self._counts.pop(file, None)

    def _hold(self, file: int, part: Part) -> None:
        self._parts[file].append(part)
        self._counts[file] += len(part.places)

    def runs(self, *files: int) -> tuple[Digests, dict[str, NDArray[Any]]]:
        """Return the runs of some final files, by default of all, in canonical order."""
        parts = [part for file in files or self._parts for part in self._parts.get(file, ())]
        order = np.argsort(np.concatenate([part.places for part in parts]), kind="stable")
        row_of = np.empty_like(order)
        row_of[order] = np.arange(len(order))
        block = np.empty((len(COLUMNS), len(order), ROWS), np.int64)
        whole = _whole_runs(block)
        end = 0
        for part in parts:
            begin, end = end, end + len(part.places)
            whole[:, row_of[begin:end]] = _whole_runs(part.block)
        return np.concatenate([part.digests for part in parts])[order], columns_of(block)


def _whole_runs(block: Block) -> NDArray[np.void]:
    """Return a view whose elements are a run's rows of a column, which are moved in one piece."""
    return block.view(_ROWS_OF_A_RUN)[..., 0]
