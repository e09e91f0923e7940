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
        """The key of its row in a table: estimand, class, group and counting."""
        return self.estimand.name, self.estimand.kind, self.label, self.counting

    @property
    def name(self) -> str:
        """Its name in sweep files, whatever its counting: ``named`` reads it.

        >>> named("reporting_rate.all.hispanic").name
        'reporting_rate.hispanic'
        """
        return name_of(*self.key[:3])

    def columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the columns of sums in the numerator, and those in the denominator."""
        return self.estimand.columns(self.counting)

    def __call__(self, sums: Sums) -> Array:
        """Compute the ratio of ``sums``[..., group, column]: float64[...], nan where undefined."""
        value: Array = Ratios([self])(sums)[0]
        return value


class Ratios:
    """Ratios evaluated together, as array expressions over ratios × replicates × elements.

    ``columns`` are the columns of sums that they need, in the order of ``COLUMNS``, and
    ``members`` the ratios. Its length is the number of ratios.

    >>> ratios = Ratios([named("reporting_rate.violent.hispanic")])
    >>> ratios.columns
    ('victimizations_violent', 'expected_reports_violent')
    """

    def __init__(self, members: Iterable[Ratio]) -> None:
        """Prepare the evaluation of ``members``, at least one."""
        self.members: Final = tuple(members)
        needed = {name for each in self.members for part in each.columns() for name in part}
        if any(each.standardized for each in self.members):
            needed.add(START)
        self.columns: Final = tuple(name for name in COLUMNS if name in needed)
        self.factor: Final = np.array([each.estimand.factor for each in self.members])
        # Sums shared by several ratios are computed once: by columns and group.
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
        """Return the number of ratios."""
        return len(self.members)

    def __call__(self, sums: Sums, columns: Sequence[str] = COLUMNS) -> Array:
        """Compute the ratios of ``sums``[..., group, column]: float64[ratio, ...].

        ``columns`` names the columns of ``sums``, which may be a subset. A ratio is nan where its
        denominator is 0.
        """
        return self._divide(self._add_up(sums, columns))

    def estimate(self, sums: Sums, columns: Sequence[str] = COLUMNS) -> Estimate:
        """Estimate the ratios of sums over replicates, with jackknife intervals.

        ``sums`` is float64[replicate, ..., group, column], and the estimates are [ratio, ...].
        """
        added = np.moveaxis(self._add_up(sums, columns), 2, 0)
        return jackknife(
            lambda table: np.moveaxis(self._divide(np.moveaxis(table, 0, 2)), 1, 0), left_out(added)
        )

    def _place(self, ratio: Ratio, part: int, group: str) -> tuple[int, int]:
        """Return the indices of a group and of a ratio's numerator (part 0) or denominator (1)."""
        return self._place_of(ratio.columns()[part], group)

    def _place_of(self, columns: tuple[str, ...], group: str) -> tuple[int, int]:
        return (
            self._groups.setdefault(group, len(self._groups)),
            self._sums.setdefault(columns, len(self._sums)),
        )

    def _of_groups(self, ratio: Ratio) -> tuple[NDArray[np.int64], ...]:
        """Return the indices of numerators, denominators and weights of a ratio's groups."""
        groups = [GROUPS[number] for number in select(ratio.group)]
        return tuple(
            _pairs([self._place_of(columns, group) for group in groups])
            for columns in (*ratio.columns(), (START,))
        )

    def _add_up(self, sums: Sums, columns: Sequence[str]) -> Array:
        """Compute the numerators, denominators and weights of ratios: float64[group, sum, ...]."""
        numbers = {name: number for number, name in enumerate(columns)}
        # The long axes last, so that each step runs over neighbors in memory.
        table = np.moveaxis(sums, (-1, -2), (0, 1))
        by_group = np.stack(
            [table[[numbers[name] for name in names]].sum(axis=0) for names in self._sums]
        )
        return np.stack([by_group[:, list(select(name))].sum(axis=1) for name in self._groups])

    def _divide(self, added: Array) -> Array:
        """Divide the sums of ``_add_up``: float64[ratio, ...]."""
        values = np.empty((len(self), *added.shape[2:]))
        values[self._crude] = divided(added[*self._top], added[*self._bottom])
        for number, (top, bottom, weight) in self._standardized:
            weights = added[*weight]
            # A group without residents at the start has no weight, even where its rate is nan.
            rates = np.where(weights > 0, divided(added[*top], added[*bottom]), 0.0)
            values[number] = divided((weights * rates).sum(axis=0), weights.sum(axis=0))
        values *= self.factor.reshape(-1, *[1] * (values.ndim - 1))
        return values


def _pairs(positions: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Stack indices as int64[2, item]: those of the groups, and those of the sums."""
    return np.array(positions, np.int64).reshape(-1, 2).T


def divided(top: Array, bottom: Array) -> Array:
    """Divide ``top`` by ``bottom``, nan where ``bottom`` is 0."""
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def ratios() -> list[Ratio]:
    """List every estimand for each of its groups, each way of counting, and standardized."""
    return [
        Ratio(estimand, group, counting, standardized)
        for estimand in ESTIMANDS
        for group in estimand.groups
        for counting in estimand.countings
        for standardized in (False, True)
        if not standardized or (estimand.standardized and group in ETHNICITIES)
    ]


def pick(name: str, kinds: tuple[str, ...], groups: tuple[str, ...]) -> list[Ratio]:
    """List an estimand's ratios for some kinds and groups, with its more precise counting.

    That is by probabilities, where the estimand has both.
    """
    return [
        Ratio(estimand, group, estimand.countings[0], standardized=False)
        for estimand in ESTIMANDS
        if estimand.name == name and estimand.kind in kinds
        for group in groups
    ]


def named(text: str) -> Ratio:
    """Look up the ratio named "name.class.group", with its more precise counting.

    A class or group that is left out is "all": "reporting_rate.hispanic" is that of crimes of all
    classes, "non_criminal_share" that of all groups. "hispanic_standardized" is the group at the
    mix of the start. Raises InputError, which lists the valid names, for an unknown part.

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


def name_of(estimand: str, kind: str, group: str) -> str:
    """Return the name in sweep files of an estimand, its class and its group, without "all".

    >>> name_of("reporting_rate", "violent", "all"), name_of("officer_hours", "all", "all")
    ('reporting_rate.violent.all', 'officer_hours')
    """
    if kind != "all":
        return f"{estimand}.{kind}.{group}"
    return estimand if group == "all" else f"{estimand}.{group}"


def chosen(wanted: Iterable[Ratio | str] | None) -> list[Ratio]:
    """Resolve ``wanted``, ratios or their names, to ratios; None stands for all of them.

    Raises InputError for an unknown name, and if nothing is wanted.
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
    """List the ratios of estimands by ``names``, of all classes, for those ``groups`` they have.

    Each has its more precise counting. Raises InputError for an unknown name.
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
