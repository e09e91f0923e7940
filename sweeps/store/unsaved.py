"""The buffer of finished runs that are not saved yet, by their final file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.columns import Columns, columns_of
from scomm.sweeps.estimation.totals import Block, only_runs
from scomm.sweeps.plan.identities import Digests


@dataclass(frozen=True)
class Part:
    """Runs of one batch and one final file, with their positions in canonical order."""

    digests: Digests
    block: Block
    positions: NDArray[np.int64]


class Held:
    """Results in memory, 8 kB per run. Its length is the number of runs."""

    def __init__(self, runs_per_file: int) -> None:
        """Begin empty; the run at position p belongs in file p // ``runs_per_file``."""
        self._runs_per_file: Final = runs_per_file
        self._parts: Final[dict[int, list[Part]]] = defaultdict(list)
        self._counts: Final[dict[int, int]] = defaultdict(int)

    def __len__(self) -> int:
        """Return the number of runs in the buffer."""
        return sum(self._counts.values())

    def in_file(self, file: int) -> int:
        """Return the number of buffered runs of one final file."""
        return self._counts.get(file, 0)

    def add(self, digests: Digests, block: Block, positions: NDArray[np.int64]) -> list[int]:
        """Add runs; return the numbers of their final files."""
        ends = (int(positions.min()), int(positions.max()))
        first, last = (position // self._runs_per_file for position in ends)
        if first == last:
            self._hold(first, Part(digests, block, positions))
            return [first]
        files = positions // self._runs_per_file
        found: list[int] = np.unique(files).tolist()
        for file in found:
            # Copied, so that runs already saved do not stay in memory with these.
            rows = np.flatnonzero(files == file)
            self._hold(file, Part(digests[rows], only_runs(block, rows), positions[rows]))
        return found

    def drop(self, *files: int) -> None:
        """Remove the runs of some final files, by default of all, after they are saved."""
        for file in files or tuple(self._parts):
            self._parts.pop(file, None)
            self._counts.pop(file, None)

    def _hold(self, file: int, part: Part) -> None:
        self._parts[file].append(part)
        self._counts[file] += len(part.positions)

    def runs(self, *files: int) -> tuple[Digests, Columns]:
        """Return the runs of some final files, by default of all, in canonical order."""
        parts = [part for file in files or self._parts for part in self._parts.get(file, ())]
        order = np.argsort(np.concatenate([part.positions for part in parts]), kind="stable")
        columns = columns_of([part.block for part in parts])
        digests = np.concatenate([part.digests for part in parts])
        return digests[order], {name: values[order] for name, values in columns.items()}
