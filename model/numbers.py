"""The numeric settings as one flat tuple of floats, as compiled code takes them."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final, cast

import numpy as np

from scomm.model.settings import Settings

FIELDS: Final = tuple(
    name for name, field in Settings.model_fields.items() if field.annotation in (float, int)
)

# A class at module level, so that compiled code which takes one can be kept on disk.
Numbers = cast(Any, namedtuple("Numbers", FIELDS))


def numbers(settings: Settings) -> Any:
    """Return the numeric settings, by their own names and units, as floats."""
    return Numbers(*(float(getattr(settings, name)) for name in FIELDS))


def record(settings: Settings) -> Any:
    """Return the same numbers as one record, which compiled code takes as a single pointer."""
    return np.array([tuple(numbers(settings))], dtype=[(name, np.float64) for name in FIELDS])[0]
