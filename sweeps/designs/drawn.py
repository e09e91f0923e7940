"""Points drawn from what is believed of the settings: from the priors, or from a posterior.

A sweep file asks for them by ``vary = "prior"`` or ``vary = "posterior"``; ``[design.cross]`` takes
every draw at each value of some settings.
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
from scomm.sweeps.designs.grid import Grid
from scomm.sweeps.designs.latin_hypercube import hypercube
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.table import Table

PRIOR: Final = "prior"
POSTERIOR: Final = "posterior"
SOURCES: Final = (PRIOR, POSTERIOR)
_CROSS: Final = "cross"


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


@dataclass(frozen=True)
class Crossed:
    """Every draw at every combination of a grid's values, which replace those of the draw."""

    drawn: FromPriors | FromPosterior
    grid: Grid

    @property
    def names(self) -> tuple[str, ...]:
        """Return the settings that vary: the drawn ones, then those of the grid."""
        return (
            *(name for name in self.drawn.names if name not in self.grid.values),
            *self.grid.names,
        )

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return the files of the draws."""
        return self.drawn.files

    def __len__(self) -> int:
        """Return the number of draws times that of combinations."""
        return len(self.drawn) * len(self.grid)

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the points, a draw's combinations one after the other."""
        kept = [k for k, name in enumerate(self.drawn.names) if name not in self.grid.values]
        for draw in self.drawn.points(seed):
            for values in self.grid.points(seed):
                yield (*(draw[k] for k in kept), *values)

    def replaced(self, seed: int) -> dict[str, list[object]]:
        """Return what the draws had of the grid's settings, setting -> a value for each draw."""
        draws = list(self.drawn.points(seed))
        return {
            name: [draw[k] for draw in draws]
            for k, name in enumerate(self.drawn.names)
            if name in self.grid.values
        }


def shuffled(seed: int, count: int) -> list[int]:
    """Return the numbers from 0 in an order by hashes of the seed and each number.

    >>> sorted(shuffled(1, 4))
    [0, 1, 2, 3]
    """
    return sorted(range(count), key=lambda k: hashlib.sha256(f"{seed}\n{k}".encode()).digest())


def read_drawn(
    where: str, source: str, design: Mapping[str, object], folder: Path
) -> FromPriors | FromPosterior | Crossed:
    """Read the design of ``vary = source``. Raises InputError."""
    source = checks.one_of("vary", source, SOURCES)
    if "kind" in design:
        raise InputError(
            f"{where} kind is {shown(design['kind'])}, but vary = {shown(source)} says how points "
            "are chosen; remove one of them."
        )
    rest = {key: each for key, each in design.items() if key != _CROSS}
    drawn = (
        FromPriors.read(where, rest) if source == PRIOR else FromPosterior.read(where, rest, folder)
    )
    if _CROSS not in design:
        return drawn
    grid = _grid(where, design[_CROSS])
    if len(drawn) * len(grid) > MOST_POINTS:
        raise InputError(
            f"{where} has {len(drawn):,} draws at {len(grid):,} combinations of {_CROSS}, that is "
            f"{len(drawn) * len(grid):,} points; at most {MOST_POINTS:,} are possible."
        )
    return Crossed(drawn, grid)


def _grid(where: str, given: object) -> Grid:
    if not isinstance(given, dict) or not given:
        raise InputError(
            f"{where} {_CROSS} is {shown(given)}, but must be a table of settings and their "
            "values, such as { community_trust = [0.3, 0.5, 0.7] }."
        )
    return Grid.over(f"{where[:-1]}.{_CROSS}]", given)


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
