"""Contrasts as a labelled xarray Dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from scomm.model.errors import InputError
from scomm.sweeps.estimation.estimands import name_of

if TYPE_CHECKING:
    import xarray

ESTIMAND: Final = "estimand"
_WORDS: Final = ("class", "group", "unit", "note", "calendar_month")


def dataset(table: pd.DataFrame, dimensions: Sequence[str]) -> xarray.Dataset:
    """Convert a table of contrasts to a Dataset, nan where the table has no row.

    Args:
        table: a table of contrasts, whose columns identify a row by ``dimensions``, its estimand
            and its counting.
        dimensions: columns that become dimensions, such as the settings that vary.

    Returns:
        A Dataset with the dimensions, ``estimand`` (names as in sweep files) and ``counting``; a
        variable for each column of numbers; and the ``unit`` of each estimand as a coordinate.

    Raises:
        InputError: if xarray is not installed.
    """
    try:
        import xarray  # noqa: F401 (pandas converts by it)
    except ImportError:
        raise InputError(
            "This needs xarray, which is not installed; install it with: "
            "pip install 'scomm[notebook]'."
        ) from None
    columns = [table[name] for name in ("estimand", "class", "group")]
    names = [name_of(*key) for key in zip(*columns, strict=True)]
    numbered = table.assign(**{ESTIMAND: names})
    units = numbered.drop_duplicates(ESTIMAND).set_index(ESTIMAND)["unit"]
    index = [*dimensions, ESTIMAND, "counting"]
    values = numbered.drop(columns=[name for name in _WORDS if name in numbered])
    found: xarray.Dataset = values.set_index(index).to_xarray()
    return found.assign_coords(unit=(ESTIMAND, units.loc[found[ESTIMAND].to_numpy()].to_numpy()))
