"""Groups of residents: ethnicity (Hispanic, other) by status (citizen, lawful, undocumented).

A group's number is ``ethnicity * 3 + status``; results are tabulated in this order.
"""

from __future__ import annotations

from typing import Final

from scomm.model.errors import InputError, nearest

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


def select(name: str) -> tuple[int, ...]:
    """Return the numbers of the groups that ``name`` covers, such as "hispanic" or "undocumented".

    Raises InputError for a name that is none of ``SELECTIONS``.
    """
    if name not in _SELECTIONS:
        raise InputError(
            f"No group is called {name!r}; the groups are {', '.join(SELECTIONS)}."
            + nearest(name, SELECTIONS)
        )
    return _SELECTIONS[name]
