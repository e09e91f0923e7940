"""The pair of arms that a contrast compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scomm.model.errors import InputError, nearest, shown
from scomm.sweeps.sweep_file import SweepSpec

if TYPE_CHECKING:
    pass


def pair_of(spec: SweepSpec, arm: str | None, reference: str | None) -> tuple[str, str]:
    """Return the two arms to compare, by default the first and the last.

    The only arm of a sweep is returned twice: there is nothing to compare it with. Raises
    InputError.
    """
    arms = tuple(spec.arms)
    pair = arm or arms[0], reference or arms[-1]
    for name in pair:
        if name not in arms:
            raise InputError(
                f"The sweep {shown(spec.name)} has no arm {shown(name)}; its arms are "
                f"{', '.join(arms)}." + nearest(name, arms)
            )
    if pair[0] == pair[1] and len(arms) > 1:
        raise InputError(
            f"A contrast needs two arms, but both are {shown(pair[0])}; the arms are "
            f"{', '.join(arms)}."
        )
    return pair
