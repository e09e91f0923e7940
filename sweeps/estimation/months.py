"""Sums of a run by month, packed: what a store keeps where its sweep file asks for months.

A run's sums by month are whole numbers, most of them small: of 149 kB for a county over six years
17 kB are left once the bytes of equal weight stand together and are compressed.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS, ONE, RESIDENT_WEEKS, SUMS
from scomm.model.outcomes import Outcomes
from scomm.sweeps.estimation.totals import (
    COLUMNS,
    PLACES,
    START,
    TOTALS,
    Block,
    Sums,
    Totals,
    activation_of,
    block,
    totals,
)
from scomm.sweeps.execution.backend import Keep

MEASURES: Final = (*COUNTS, *SUMS)
"""The measures by month: the columns of the totals but the last, which is the first month's."""

# Number of places, of months, the first month counted from January of year 0, and the position of
# the month of activation, or -1.
_HEAD: Final = struct.Struct("<4i")
_NOT_WITHIN: Final = -1
_BYTES: Final = 8
# A higher level saves 3 % of the bytes and takes five times as long.
_CODEC: Final = pa.Codec("zstd", compression_level=1)


@dataclass(frozen=True, eq=False)
class Months:
    """The sums of one run by month, in some places.

    ``first`` is the first month, counted from January of year 0, and ``activation`` the position of
    the month in which the focal jurisdiction's activation is scheduled, None if that is not within
    the run. ``sums`` are float64[month, group, column], with the columns that were asked for.
    """

    first: int
    activation: int | None
    sums: Sums

    @property
    def calendar(self) -> tuple[int, int | None, int]:
        """The first month, the position of activation and the number of months."""
        return self.first, self.activation, len(self.sums)

    @property
    def periods(self) -> pd.PeriodIndex:
        """The calendar months."""
        return periods(self.first, len(self.sums))


def periods(first: int, months: int) -> pd.PeriodIndex:
    """Return consecutive calendar months, the first counted from January of year 0.

    >>> list(periods(2010 * 12, 2).astype(str))
    ['2010-01', '2010-02']
    """
    start = pd.Period(year=first // 12, month=first % 12 + 1, freq="M")
    return pd.period_range(start, periods=months, freq="M")


def packed(outcomes: Outcomes) -> bytes:
    """Pack the sums of a run by month, of the focal jurisdiction and of all jurisdictions.

    All are the focal one where there is no other. ``unpacked`` reads them.
    """
    tables = [np.concatenate([table[:, 0].astype(np.int64) for table in outcomes.tables], axis=-1)]
    if len(outcomes.places) > 1:
        parts = [
            # Month by month, since the weights make floats of a table.
            np.stack([np.rint(outcomes.places.total(month)) for month in table]).astype(np.int64)
            for table in outcomes.tables
        ]
        tables.append(np.concatenate(parts, axis=-1))
    # [place, measure, group, month]: a measure's bytes of equal weight are neighbors.
    sums = np.ascontiguousarray(np.stack(tables).transpose(0, 3, 2, 1), "<i8")
    year, month = map(int, outcomes.months[0].split("-"))
    activation = activation_of(outcomes)
    head = _HEAD.pack(
        len(tables),
        len(outcomes.months),
        12 * year + month - 1,
        _NOT_WITHIN if activation is None else activation,
    )
    planes = np.ascontiguousarray(sums.view(np.uint8).reshape(-1, _BYTES).T)
    content: bytes = _CODEC.compress(planes.data, asbytes=True)
    return head + content


def unpacked(content: bytes, places: str, columns: Sequence[str] = COLUMNS) -> Months:
    """Unpack the sums of a run by month, in ``places``, "focal" or "all".

    ``columns`` may have any of ``COLUMNS``. Raises ValueError, or Arrow's errors, for bytes that
    ``packed`` does not write.
    """
    if len(content) < _HEAD.size:
        raise ValueError("a run lacks its sums by month")
    count, months, first, activation = _HEAD.unpack_from(content)
    shape = count, len(MEASURES), len(GROUPS), months
    size = _BYTES * int(np.prod(shape))
    if count not in (1, len(PLACES)) or months < 1:
        raise ValueError("the sums of a run by month are not what was written")
    raw = _CODEC.decompress(content[_HEAD.size :], decompressed_size=size, asbytes=True)
    planes = np.frombuffer(raw, np.uint8).reshape(_BYTES, *shape)
    place = planes[:, PLACES.index(places) if count > 1 else 0]
    found = np.empty((months, len(GROUPS), len(columns)))
    for number, name in enumerate(columns):
        measure = RESIDENT_WEEKS if name == START else MEASURES.index(name)
        values = _joined(place[:, measure]).T
        # The mix of groups at the start is that of the first month, in every month.
        found[..., number] = values[0] if name == START else values
        if name in SUMS:
            found[..., number] /= ONE
    return Months(first, None if activation == _NOT_WITHIN else activation, found)


def _joined(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Join the bytes of whole numbers: int64[...] from uint8[byte, ...]."""
    together = np.ascontiguousarray(np.moveaxis(planes, 0, -1))
    return together.view("<i8")[..., 0]


def _both(outcomes: Outcomes) -> tuple[Totals, bytes]:
    return totals(outcomes), packed(outcomes)


def _block(each: Sequence[tuple[Totals, bytes]]) -> Block:
    return block([totals for totals, _ in each], tuple(months for _, months in each))


WITH_MONTHS: Final = Keep(_both, _block)
"""The reduction of outcomes for a store that keeps months."""


def reduction(months: bool) -> Keep[Any, Block]:
    """Return the reduction of outcomes for a store, which keeps ``months`` or does not."""
    return WITH_MONTHS if months else TOTALS
