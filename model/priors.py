"""Prior distributions of the settings that the facts leave open, read from ``priors.toml``.

Each prior maps shares from 0 to 1 to values of its setting by its quantile function, so that any
design of points in the unit cube, and any posterior sampler there, becomes settings in one way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError, nearest, plain, shown
from scomm.model.parameters.parameter import Parameter
from scomm.model.reading import checks
from scomm.model.reading.files import parse_toml, read_text
from scomm.model.reading.values import rounded
from scomm.model.settings import Settings, typed

FILE: Final = Path(__file__).with_name("priors.toml")
CHOICE: Final = "choice"
DISTRIBUTIONS: Final[dict[str, tuple[str, ...]]] = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sigma"),
    "beta": ("a", "b"),
    CHOICE: ("values", "weights"),
}
"""The distributions, each with its numbers in order."""

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """The prior of one setting.

    ``numbers`` are those of its distribution (``DISTRIBUTIONS``); for a choice ``choices`` are the
    values and ``numbers`` their weights. ``group`` names settings with correlated priors.
    """

    setting: Parameter
    distribution: str
    numbers: tuple[float, ...]
    choices: tuple[object, ...]
    source: str
    why: str
    group: str = ""

    @property
    def name(self) -> str:
        """The setting's name."""
        return self.setting.name

    def at(self, shares: Shares) -> NDArray[Any]:
        """Return the quantile of each of ``shares``, any shape, within the setting's bounds.

        Example:
            >>> prior = read_priors().of["electronic_share"]
            >>> prior.at(np.array([0.0, 0.5, 1.0])).tolist()
            [0.8, 0.9, 1.0]
        """
        if self.distribution == CHOICE:
            return np.array(self.choices)[self.choice(shares)]
        low, high = self.within
        found = self._frozen().ppf(low + shares * (high - low))
        least, most = self.bounds
        values = np.clip(found, least, most)
        whole = isinstance(self.setting.value, int)
        if whole:
            return np.asarray(np.rint(values))
        return np.array([rounded(value) for value in values.ravel()]).reshape(values.shape)

    def choice(self, shares: Shares) -> NDArray[np.intp]:
        """Return the position, among the values of a choice, of each of ``shares``."""
        ends = np.cumsum(self.numbers)[:-1] / sum(self.numbers)
        return np.searchsorted(ends, shares, side="right")

    @property
    def bounds(self) -> tuple[float, float]:
        """The setting's bounds."""
        low, high = self.setting.low, self.setting.high
        return (-math.inf if low is None else low, math.inf if high is None else high)

    @property
    def within(self) -> tuple[float, float]:
        """The distribution function at the setting's bounds."""
        frozen = self._frozen()
        low, high = self.bounds
        return float(frozen.cdf(low)), float(frozen.cdf(high))

    @property
    def words(self) -> str:
        """The distribution in words, such as "beta(a 4, b 4)"."""
        names: Sequence[object] = DISTRIBUTIONS[self.distribution]
        if self.distribution == CHOICE:
            names = self.choices
        inside = ", ".join(
            f"{name} {number:g}" for name, number in zip(names, self.numbers, strict=True)
        )
        return f"{self.distribution}({inside})"

    def _frozen(self) -> Any:
        from scipy import stats  # Slow to import: only where priors are drawn.

        first, second = self.numbers
        if self.distribution == "uniform":
            return stats.uniform(first, second - first)
        if self.distribution == "loguniform":
            return stats.loguniform(first, second)
        if self.distribution == "normal":
            return stats.norm(first, second)
        if self.distribution == "lognormal":
            return stats.lognorm(second, scale=first)
        return stats.beta(first, second)


@dataclass(frozen=True)
class Priors:
    """The priors of several settings; ``correlations`` maps each group to its correlation."""

    each: tuple[Prior, ...]
    correlations: Mapping[str, float]

    @property
    def names(self) -> tuple[str, ...]:
        """The settings, in the order of the file: the columns of a cube."""
        return tuple(prior.name for prior in self.each)

    @property
    def of(self) -> Mapping[str, Prior]:
        """Setting -> its prior."""
        return {prior.name: prior for prior in self.each}

    def only(self, names: Sequence[str]) -> Priors:
        """Select some settings, in the order of ``names``. Raises InputError for one without."""
        known = self.of
        for name in names:
            if name not in known:
                raise InputError(
                    f"The setting {shown(name)} has no prior.{nearest(name, tuple(known))}"
                )
        return Priors(tuple(known[name] for name in names), self.correlations)

    def at(self, cube: Shares) -> dict[str, NDArray[Any]]:
        """Return the settings' values at points of the unit cube.

        Args:
            cube: float64[point, setting], independent uniforms, in the order of ``names``.

        Returns:
            Setting -> value of each point. Priors of one group are correlated by a Gaussian copula.
        """
        shares = self.correlated(cube)
        return {prior.name: prior.at(shares[:, k]) for k, prior in enumerate(self.each)}

    @property
    def identity(self) -> str:
        """A text that differs for other priors."""
        each = [(prior.name, prior.words, prior.group) for prior in self.each]
        return repr(each) + repr(sorted(self.correlations.items()))

    def correlated(self, cube: Shares) -> Shares:
        """Correlate the coordinates of each group, which stay uniform one by one."""
        from scipy.special import ndtr, ndtri

        out = cube.copy()
        for group, correlation in self.correlations.items():
            columns = [k for k, prior in enumerate(self.each) if prior.group == group]
            if len(columns) < 2:
                continue
            matrix = np.full((len(columns), len(columns)), correlation)
            np.fill_diagonal(matrix, 1.0)
            edge = np.finfo(float).tiny
            normal = ndtri(np.clip(cube[:, columns], edge, 1.0 - 2.0**-53))
            out[:, columns] = ndtr(normal @ np.linalg.cholesky(matrix).T)
        return out


def read_priors(path: str | Path = FILE) -> Priors:
    """Read a file of priors, TOML; by default the project's own.

    Args:
        path: a file with a table [prior.SETTING] for each setting and, where priors are correlated,
            [groups]: see docs/calibration.md.

    Raises:
        InputError: for a mistake in the file; the sentence names the entry.

    Example:
        >>> read_priors().of["step_half_life"].words
        'choice(26.0 0.25, 104.0 0.25, inf 0.5)'
    """
    where = plain(str(path))
    content = parse_toml(read_text(path, f"The priors file {where}"), f"The priors file {where}")
    try:
        return _priors(content)
    except InputError as error:
        raise InputError(f"In {where}: {error}") from None


def _priors(content: Mapping[str, Any]) -> Priors:
    for key in content:
        if key not in ("prior", "groups"):
            raise InputError(f"{shown(key)} is no table of a priors file; write [prior.SETTING].")
    given, groups = content.get("prior"), content.get("groups", {})
    if not isinstance(given, dict) or not given:
        raise InputError("there is no prior; each is a table headed [prior.SETTING].")
    if not isinstance(groups, dict):
        raise InputError("'groups' must be a table such as [groups] detainers = 0.5.")
    correlations = {
        name: checks.number(f"[groups] {name}", value, 0.0, 0.99) for name, value in groups.items()
    }
    known = {each.name: each for each in Settings.parameters()}
    each = []
    for name, table in given.items():
        if name not in known:
            raise InputError(f"[prior.{name}]: no setting is called so.{nearest(name, known)}")
        each.append(_prior(f"[prior.{name}]", known[name], table, correlations))
    return Priors(tuple(each), correlations)


def _prior(where: str, setting: Parameter, given: Any, groups: Mapping[str, float]) -> Prior:
    if not isinstance(given, dict):
        raise InputError(f"{where} must be a table with the key 'distribution'.")
    kind = given.get("distribution")
    if kind not in DISTRIBUTIONS:
        raise InputError(
            f"{where}: the distribution is {shown(kind)}, but must be one of "
            f"{', '.join(DISTRIBUTIONS)}." + nearest(str(kind), tuple(DISTRIBUTIONS))
        )
    needed = ("distribution", *DISTRIBUTIONS[kind], "source", "why")
    checks.keys(where, given, needed, ("group",))
    for key in ("source", "why"):
        checks.text(f"{where} {key}", given[key])
    group = given.get("group", "")
    if group and group not in groups:
        raise InputError(f"{where}: [groups] has no correlation for {shown(group)}.")
    values, numbers = _numbers(where, setting, kind, given)
    made = Prior(setting, kind, numbers, values, given["source"], given["why"], group)
    if kind != CHOICE:
        low, high = made.within
        if not high > low:
            raise InputError(
                f"{where}: {made.words} has no values among those allowed, {setting.allowed}."
            )
    return made


def _numbers(
    where: str, setting: Parameter, kind: str, given: Mapping[str, Any]
) -> tuple[tuple[object, ...], tuple[float, ...]]:
    """Return the values of a choice, and the numbers of the distribution."""
    if kind == CHOICE:
        values, weights = given["values"], given["weights"]
        if not (isinstance(values, list) and isinstance(weights, list) and values) or len(
            values
        ) != len(weights):
            raise InputError(f"{where}: values and weights must be lists of one length.")
        chosen = tuple(_allowed(where, setting, value) for value in values)
        numbers = tuple(checks.number(f"{where} weights", weight, 0.0) for weight in weights)
        if not sum(numbers) > 0.0:
            raise InputError(f"{where}: at least one weight must be above 0.")
        return chosen, numbers
    if isinstance(setting.value, bool) or not isinstance(setting.value, int | float):
        raise InputError(f"{where}: {setting.name} is no number; its distribution is 'choice'.")
    least = {"normal": -math.inf, "uniform": -math.inf}.get(kind, 0.0)
    numbers = tuple(
        checks.number(f"{where} {key}", given[key], least if key != "sd" else 0.0, math.inf)
        for key in DISTRIBUTIONS[kind]
    )
    first, second = numbers
    positive = {"loguniform": first, "lognormal": min(numbers), "beta": min(numbers)}
    if positive.get(kind, 1.0) <= 0.0 or (kind == "normal" and second <= 0.0):
        raise InputError(f"{where}: the numbers of {kind} must be above 0.")
    if kind in ("uniform", "loguniform"):
        low, high = setting.low, setting.high
        if not first < second:
            raise InputError(f"{where}: low is {first:g} and must be below high, {second:g}.")
        if (low is not None and first < low) or (high is not None and second > high):
            raise InputError(
                f"{where}: {first:g} to {second:g} leaves what is allowed, {setting.allowed}."
            )
    return (), numbers


def _allowed(where: str, setting: Parameter, value: object) -> object:
    found = typed(setting.name, value)
    if setting.choices and found not in setting.choices:
        raise InputError(
            f"{where}: {shown(value)} is no value of {setting.name}, which is {setting.allowed}."
            + nearest(str(value), setting.choices)
        )
    return found
