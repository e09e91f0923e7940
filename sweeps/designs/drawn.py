"""Points drawn from what is believed of the settings: from the priors, or from a posterior.

A sweep file asks for them by ``vary = "prior"`` or ``vary = "posterior"``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError, shown
from scomm.model.priors import Priors, read_priors
from scomm.model.reading import checks
from scomm.sweeps.designs.latin_hypercube import hypercube
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.table import Table

PRIOR: Final = "prior"
POSTERIOR: Final = "posterior"
SOURCES: Final = (PRIOR, POSTERIOR)


@dataclass(frozen=True)
class FromPriors:
    """A Latin hypercube of ``count`` points over the priors of the project."""

    priors: Priors
    count: int
    files: Mapping[str, bytes] = field(default_factory=dict, init=False, compare=False)

    @classmethod
    def read(cls, where: str, design: Mapping[str, object]) -> Self:
        """Read the design. Raises InputError for a mistake."""
        checks.keys(where, design, ("points",), ("without",))
        count = checks.whole(f"{where} points", design["points"], 1, MOST_POINTS)
        known = read_priors()
        names = _without(where, known.names, design.get("without", []))
        return cls(known.only(names), count)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the settings that vary."""
        return self.priors.names

    def __len__(self) -> int:
        """Return the number of points."""
        return self.count

    def cube(self, seed: int) -> NDArray[np.float64]:
        """Return the hypercube, float64[point, setting]."""
        return hypercube(len(self.names), self.count, seed)

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the points."""
        columns = [column.tolist() for column in self.priors.at(self.cube(seed)).values()]
        yield from zip(*columns, strict=True)


@dataclass(frozen=True)
class FromPosterior:
    """``count`` draws of a posterior's file, each at most once, chosen by the sweep's seed."""

    table: Table
    count: int

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], folder: Path) -> Self:
        """Read the design, and the posterior in ``folder``. Raises InputError for a mistake."""
        checks.keys(where, design, ("points", "file"), ("without",))
        table = Table.read(where, {"kind": "table", "file": design["file"]}, folder)
        names = _without(where, table.names, design.get("without", []))
        columns = dict(zip(table.names, table.columns, strict=True))
        kept = Table(names, tuple(columns[name] for name in names), table.files)
        most = min(MOST_POINTS, len(table))
        return cls(kept, checks.whole(f"{where} points", design["points"], 1, most))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the settings that vary."""
        return self.table.names

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return the posterior's file."""
        return self.table.files

    def __len__(self) -> int:
        """Return the number of points."""
        return self.count

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the draws, in the order of ``shuffled``."""
        rows = list(self.table.points(seed))
        yield from (rows[k] for k in shuffled(seed, len(rows))[: self.count])


def shuffled(seed: int, count: int) -> list[int]:
    """Return the numbers from 0 in an order by hashes of the seed and each number.

    >>> sorted(shuffled(1, 4))
    [0, 1, 2, 3]
    """
    return sorted(range(count), key=lambda k: hashlib.sha256(f"{seed}\n{k}".encode()).digest())


def read_drawn(
    where: str, source: str, design: Mapping[str, object], folder: Path
) -> FromPriors | FromPosterior:
    """Read the design of ``vary = source``. Raises InputError."""
    source = checks.one_of("vary", source, SOURCES)
    if "kind" in design:
        raise InputError(
            f"{where} kind is {shown(design['kind'])}, but vary = {shown(source)} says how points "
            "are chosen; remove one of them."
        )
    if source == PRIOR:
        return FromPriors.read(where, design)
    return FromPosterior.read(where, design, folder)


def _without(where: str, names: tuple[str, ...], given: object) -> tuple[str, ...]:
    """Leave out some settings, which stay as the sweep file has them."""
    if not isinstance(given, list):
        raise InputError(
            f"{where} without is {shown(given)}, but must be a list of settings, such as "
            '["pretextual_propensity"].'
        )
    left = [checks.one_of(f"{where} without", name, names) for name in given]
    kept = tuple(name for name in names if name not in left)
    if not kept:
        raise InputError(f"{where} without leaves nothing that varies.")
    return kept
