"""Groups of residents: ethnicity (Hispanic, other) by status (citizen, lawful, undocumented).

Results are tabulated in the order of groups' numbers: Hispanic citizens first.
"""

from __future__ import annotations

from typing import Final

from scomm.model.compiling.jit import rule
from scomm.model.errors import InputError, nearest, shown

HISPANIC: Final = 0
OTHER: Final = 1

CITIZEN: Final = 0
LAWFUL: Final = 1
UNDOCUMENTED: Final = 2

ETHNICITIES: Final = ("hispanic", "other")
STATUSES: Final = ("citizen", "lawful", "undocumented")
GROUPS: Final = tuple(f"{e}_{s}" for e in ETHNICITIES for s in STATUSES)

_SELECTIONS: Final[dict[str, tuple[int, ...]]] = {
    "all": tuple(range(6)),
    "noncitizen": (1, 2, 4, 5),
    **{name: (number,) for number, name in enumerate(GROUPS)},
    **{name: tuple(range(3 * e, 3 * e + 3)) for e, name in enumerate(ETHNICITIES)},
    **{name: (s, s + 3) for s, name in enumerate(STATUSES)},
}

SELECTIONS: Final = tuple(_SELECTIONS)


@rule
def group_number(ethnicity: int, status: int) -> int:
    """Return the number of the group with an ethnicity and a status, 0 to 5."""
    return ethnicity * 3 + status


@rule
def status_of(group: int) -> int:
    """Return a group's status: citizen, lawful or undocumented."""
    return group % 3


@rule
def ethnicity_of(group: int) -> int:
    """Return a group's ethnicity: Hispanic or other."""
    return group // 3


@rule
def is_hispanic(group: int) -> bool:
    """Return whether a group is Hispanic."""
    return group < 3


def select(name: str) -> tuple[int, ...]:
    """Return the numbers of the groups that ``name`` covers, such as "hispanic" or "undocumented".

    Raises InputError for a name that is none of ``SELECTIONS``.
    """
    if name not in _SELECTIONS:
        raise InputError(
            f"No group is called {shown(name)}; the groups are {', '.join(SELECTIONS)}."
            + nearest(name, SELECTIONS)
        )
    return _SELECTIONS[name]
