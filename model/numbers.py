"""The numeric settings as the record ``p``, the first argument of rules.

Policies are not included. Each can differ between jurisdictions, so a rule receives the
jurisdiction's value as an argument, and a rule that reads a policy from ``p`` does not run.
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
    """Build the record of all numeric settings except policies, as floats in their own units.

    Python reads them as attributes; compiled code receives the address of all of them.

    >>> numbers(Settings(awareness_share=0.7)).awareness_share
    0.7
    """
    values = settings.__dict__  # Faster than attributes, and it is done in every run.
    return cast(Settings, _Numbers({name: float(values[name]) for name in FIELDS}))
