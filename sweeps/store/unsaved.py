"""The buffer of finished runs that are not saved yet, by their final file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.catalog.totals_file import Gathered
from scomm.sweeps.estimation.totals import Block
from scomm.sweeps.plan.identities import Digests


@dataclass(frozen=True)
class Part:
    """Runs of one batch and one final file, with their positions in canonical order.

    ``rows`` are their positions in ``block``, which has runs of other files too.
    """

    digests: Digests
    block: Block
    rows: NDArray[np.int64]
    positions: NDArray[np.int64]


class Held:
    """Results in memory, about 2 kB per run. Its length is the number of runs."""

    def __init__(self, runs_per_file: int) -> None:
        """Begin empty; the run at position p belongs in file p // ``runs_per_file``."""
        self._runs_per_file: Final = runs_per_file
        self._parts: Final[dict[int, list[Part]]] = defaultdict(list)
        self._counts: Final[dict[int, int]] = defaultdict(int)

    def __len__(self) -> int:
        """Return the number of runs in the buffer."""
        return sum(self._counts.values())

    @property
    def files(self) -> tuple[int, ...]:
        """The numbers of the final files that have runs in the buffer."""
        return tuple(self._parts)

    def in_file(self, file: int) -> int:
        """Return the number of buffered runs of one final file."""
        return self._counts.get(file, 0)

    def add(self, digests: Digests, block: Block, positions: NDArray[np.int64]) -> list[int]:
        """Add runs; return the numbers of their final files."""
        files = positions // self._runs_per_file
        found: list[int] = np.unique(files).tolist()
        for file in found:
            rows = np.flatnonzero(files == file)
            self._parts[file].append(Part(digests[rows], block, rows, positions[rows]))
            self._counts[file] += len(rows)
        return found

    def drop(self, *files: int) -> None:
        """Remove the runs of some final files, after they are saved."""
        for file in files:
            self._parts.pop(file, None)
            self._counts.pop(file, None)

    def gathered(self, *files: int) -> Gathered:
        """Return the runs of some final files, at least one of which has some, in their order."""
        parts = [part for file in files for part in self._parts.get(file, ())]
        # A batch that has runs of several files is decompressed once.
        blocks = list({id(part.block): part.block for part in parts}.values())
        begins = np.cumsum([0, *(len(block) for block in blocks[:-1])]).tolist()
        begin_of = {id(block): begin for block, begin in zip(blocks, begins, strict=True)}
        which = np.concatenate([part.rows + begin_of[id(part.block)] for part in parts])
        order = np.argsort(np.concatenate([part.positions for part in parts]), kind="stable")
        digests = np.concatenate([part.digests for part in parts])
        return Gathered(digests[order], blocks, which[order])
