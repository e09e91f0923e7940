"""The numeric settings, as rules take them: ``p``, their first argument.

Policies are not among them. A jurisdiction can have a value of its own for each, so a rule is given
the jurisdiction's, and one that asks ``p`` for a policy does not run.
"""

from __future__ import annotations

from typing import Final, cast

from scomm.model.compiling.floats import Floats, FloatsType
from scomm.model.places.policies import POLICIES
from scomm.model.settings import Settings

FIELDS: Final = tuple(
    name
    for name, field in Settings.model_fields.items()
    if field.annotation in (float, int) and name not in POLICIES
)


class _Numbers(Floats):
    _numba_type_ = FloatsType("Numbers", FIELDS)


def numbers(settings: Settings) -> Settings:
    """Return the numeric settings but policies, by their names and in their units, as floats.

    Python reads them as attributes; compiled code takes them all as one address.

    >>> numbers(Settings(awareness_share=0.7)).awareness_share
    0.7
    """
    return cast(Settings, _Numbers({name: float(getattr(settings, name)) for name in FIELDS}))
