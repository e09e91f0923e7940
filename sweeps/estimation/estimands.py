"""Ratios: an estimand for one group and counting, evaluated for many replicates and points at once.

The estimands themselves are defined in ``scomm.model.estimands``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model import estimands
from scomm.model.errors import InputError, nearest, shown
from scomm.model.estimands import ESTIMANDS, NAMES, STANDARDIZED, Counting, Estimand
from scomm.model.groups import ETHNICITIES, GROUPS, SELECTIONS, select
from scomm.sweeps.estimation.jackknife import Estimate, jackknife, left_out
from scomm.sweeps.estimation.totals import COLUMNS, START, Sums

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """An estimand for one group and one counting, as a function of sums."""

    estimand: Estimand
    group: str
    counting: Counting
    standardized: bool

    @property
    def label(self) -> str:
        """The group, with "_standardized" where it is taken at the mix of the start."""
        return self.group + (STANDARDIZED if self.standardized else "")

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells its row in a table: estimand, class, group and counting."""
        return self.estimand.name, self.estimand.kind, self.label, self.counting

    def columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the columns of sums that are added up above, and those below the line."""
        return self.estimand.columns(self.counting)

    def __call__(self, sums: Sums) -> Array:
        """Return the ratio of ``sums``[..., group, column]: float64[...], nan where undefined."""
        value: Array = Ratios([self])(sums)[0]
        return value


class Ratios:
    """Some ratios, evaluated together as array expressions over ratios × replicates × elements.

    ``columns`` are the columns of sums that they need, in the order of ``COLUMNS``, and
    ``members`` the ratios. Their length is how many there are.

    >>> ratios = Ratios([named("reporting_rate.violent.hispanic")])
    >>> ratios.columns
    ('victimizations_violent', 'expected_reports_violent')
    """

    def __init__(self, members: Iterable[Ratio]) -> None:
        """Take the ratios, at least one."""
        self.members: Final = tuple(members)
        needed = {name for each in self.members for part in each.columns() for name in part}
        if any(each.standardized for each in self.members):
            needed.add(START)
        self.columns: Final = tuple(name for name in COLUMNS if name in needed)
        self.factor: Final = np.array([each.estimand.factor for each in self.members])
        # Sums that many ratios share are added up once: by what is added up, and over whom.
        self._sums: Final[dict[tuple[str, ...], int]] = {}
        self._groups: Final[dict[str, int]] = {}
        crude = [n for n, each in enumerate(self.members) if not each.standardized]
        self._crude: Final = np.array(crude, np.int64)
        top = [self._place(self.members[n], 0, self.members[n].group) for n in crude]
        bottom = [
            self._place(self.members[n], 1, self.members[n].estimand.of or self.members[n].group)
            for n in crude
        ]
        self._top: Final = _pairs(top)
        self._bottom: Final = _pairs(bottom)
        self._standardized: Final = [
            (n, self._of_groups(each)) for n, each in enumerate(self.members) if each.standardized
        ]

    def __len__(self) -> int:
        """Return how many ratios there are."""
        return len(self.members)

    def __call__(self, sums: Sums, columns: Sequence[str] = COLUMNS) -> Array:
        """Return the ratios of ``sums``[..., group, column]: float64[ratio, ...].

        ``columns`` are the names of those of ``sums``, which may be only some. A ratio is nan where
        there is nothing to divide by.
        """
        return self._divide(self._add_up(sums, columns))

    def estimate(self, sums: Sums, columns: Sequence[str] = COLUMNS) -> Estimate:
        """Return the ratios of sums over replicates with their jackknife intervals.

        ``sums`` is float64[replicate, ..., group, column], and the estimates are [ratio, ...].
        """
        added = np.moveaxis(self._add_up(sums, columns), 2, 0)
        return jackknife(
            lambda table: np.moveaxis(self._divide(np.moveaxis(table, 0, 2)), 1, 0), left_out(added)
        )

    def _place(self, ratio: Ratio, part: int, group: str) -> tuple[int, int]:
        """Return where the sum above (0) or below (1) the line of a ratio stands for a group."""
        return self._place_of(ratio.columns()[part], group)

    def _place_of(self, columns: tuple[str, ...], group: str) -> tuple[int, int]:
        return (
            self._groups.setdefault(group, len(self._groups)),
            self._sums.setdefault(columns, len(self._sums)),
        )

    def _of_groups(self, ratio: Ratio) -> tuple[NDArray[np.int64], ...]:
        """Return the places of numerators, denominators and weights of the groups of a ratio."""
        groups = [GROUPS[number] for number in select(ratio.group)]
        return tuple(
            _pairs([self._place_of(columns, group) for group in groups])
            for columns in (*ratio.columns(), (START,))
        )

    def _add_up(self, sums: Sums, columns: Sequence[str]) -> Array:
        """Return the sums that ratios are made of: float64[group, sum, ...]."""
        numbers = {name: number for number, name in enumerate(columns)}
        # The long axes last, so that each step runs over neighbors in memory.
        table = np.moveaxis(sums, (-1, -2), (0, 1))
        by_group = np.stack(
            [table[[numbers[name] for name in names]].sum(axis=0) for names in self._sums]
        )
        return np.stack([by_group[:, list(select(name))].sum(axis=1) for name in self._groups])

    def _divide(self, added: Array) -> Array:
        """Return the ratios of what ``_add_up`` returned: float64[ratio, ...]."""
        values = np.empty((len(self), *added.shape[2:]))
        values[self._crude] = divided(added[*self._top], added[*self._bottom])
        for number, (top, bottom, weight) in self._standardized:
            weights = added[*weight]
            # A group that had no residents at the start has no weight, whatever its rate.
            rates = np.where(weights > 0, divided(added[*top], added[*bottom]), 0.0)
            values[number] = divided((weights * rates).sum(axis=0), weights.sum(axis=0))
        values *= self.factor.reshape(-1, *[1] * (values.ndim - 1))
        return values


def _pairs(places: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return places as int64[2, place]: the index of the group, and that of the sum."""
    return np.array(places, np.int64).reshape(-1, 2).T


def divided(top: Array, bottom: Array) -> Array:
    """Return ``top`` / ``bottom``, nan where there is nothing to divide by."""
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def ratios() -> list[Ratio]:
    """Return every estimand for each of its groups, each way of counting, and standardized."""
    return [
        Ratio(estimand, group, counting, standardized)
        for estimand in ESTIMANDS
        for group in estimand.groups
        for counting in estimand.countings
        for standardized in (False, True)
        if not standardized or (estimand.standardized and group in ETHNICITIES)
    ]


def pick(name: str, kinds: tuple[str, ...], groups: tuple[str, ...]) -> list[Ratio]:
    """Return an estimand for some kinds and groups, counted the better way that it has."""
    return [
        Ratio(estimand, group, estimand.countings[0], standardized=False)
        for estimand in ESTIMANDS
        if estimand.name == name and estimand.kind in kinds
        for group in groups
    ]


def named(text: str) -> Ratio:
    """Return the ratio called "name.class.group", counted the better way that it has.

    A class or group that is left out is "all": "reporting_rate.hispanic" is that of crimes of all
    classes, "non_criminal_share" that of all groups. "hispanic_standardized" is the group at the
    mix of the start. Raises InputError, which says what there is instead, for a part that does not
    exist.

    >>> named("reporting_rate.hispanic").key
    ('reporting_rate', 'all', 'hispanic', 'probability')
    """
    plain = text.removesuffix(STANDARDIZED)
    estimand, group = estimands.named(plain)
    standardized = plain != text
    if standardized and not (estimand.standardized and group in ETHNICITIES):
        raise InputError(
            f"{shown(text)} names no estimand: only the groups {' and '.join(ETHNICITIES)} can be "
            "standardized, and only for rates and means over residents."
        )
    return Ratio(estimand, group, estimand.countings[0], standardized)


def chosen(wanted: Iterable[Ratio | str] | None) -> list[Ratio]:
    """Return the ratios that are ``wanted``, some by their names; None stands for all of them.

    Raises InputError for a name that is none, and if nothing is wanted.
    """
    if isinstance(wanted, str):
        wanted = [wanted]
    if wanted is None:
        return ratios()
    found = [named(each) if isinstance(each, str) else each for each in wanted]
    if not found:
        raise InputError("No estimand is wanted; name at least one, or leave it out for all.")
    return found


def ratios_of(names: Sequence[str], groups: Sequence[str]) -> list[Ratio]:
    """Return the estimands called ``names``, of all classes, for those ``groups`` that they have.

    Each is counted the better way that it has. Raises InputError for a name that is none.
    """
    for what, given, known in (("estimand", names, NAMES), ("group", groups, SELECTIONS)):
        for name in given:
            if name not in known:
                raise InputError(
                    f"No {what} is called {shown(name)}; there are {', '.join(known)}."
                    + nearest(name, known)
                )
    return [
        ratio
        for estimand in ESTIMANDS
        if estimand.name in names
        for ratio in pick(
            estimand.name,
            (estimand.kind,),
            tuple(group for group in estimand.groups if group in groups),
        )
    ]
