"""A grid: every combination of the values of each setting, the last setting going fastest."""

from __future__ import annotations

import itertools
import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from scomm.model.errors import InputError
from scomm.model.reading import checks
from scomm.model.reading.values import rounded
from scomm.sweeps.designs.varied import MOST_STEPS, Range, listed, ranged, setting


@dataclass(frozen=True)
class Grid:
    """All combinations of ``values``, setting -> its values, in the order of the points."""

    values: OrderedDict[str, tuple[object, ...]]
    files: Mapping[str, bytes] = field(default_factory=dict, init=False, compare=False)

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], vary: Mapping[str, object]) -> Self:
        """Read the grid over ``vary``. Raises InputError; ``where`` names the place."""
        checks.keys(where, design, ("kind",))
        return cls.over("[vary]", vary)

    @classmethod
    def over(cls, table: str, vary: Mapping[str, object]) -> Self:
        """Read the grid over the settings of a table such as "[vary]". Raises InputError."""
        return cls(OrderedDict((name, _values(table, name, given)) for name, given in vary.items()))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the settings that vary."""
        return tuple(self.values)

    def __len__(self) -> int:
        """Return the product of the numbers of values."""
        return math.prod(len(values) for values in self.values.values())

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the combinations; nothing is drawn."""
        return itertools.product(*self.values.values())


def _values(table: str, name: str, given: object) -> tuple[object, ...]:
    where = f"{table} {name}"
    parameter = setting(table, name)
    if not isinstance(given, dict):
        return listed(table, name, given, "{ from = 0.0, to = 0.8, steps = 5 }")
    checks.keys(where, given, ("from", "to", "steps"), ("scale",))
    steps = checks.whole(f"{where}.steps", given["steps"], 2, MOST_STEPS)
    values = _steps(ranged(where, parameter, given), steps)
    if len(set(values)) < steps:
        raise InputError(
            f"{where} has {steps} steps, but fewer whole numbers lie between its ends; "
            "lower 'steps'."
        )
    return values


def _steps(over: Range, steps: int) -> tuple[object, ...]:
    last = steps - 1
    if over.log:
        ratio = math.log(over.high / over.low)
        numbers = [over.low * math.exp(ratio * k / last) for k in range(steps)]
    else:
        numbers = [(over.low * (last - k) + over.high * k) / last for k in range(steps)]
    if over.whole:
        return tuple(round(number) for number in numbers)
    return tuple(rounded(number) for number in numbers)
