"""The columns of the totals, and conversions between a run's totals, table rows and arrays.

A run has one row for each of two places, two periods and six groups, 24 in total, always in the
same order. So several runs are, for each column, an array [run, row]. Where a store keeps months,
the packed sums of a run by month are in its first row, in one column more, an array [run].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scomm.model.groups import GROUPS
from scomm.model.measures import ONE, SUMS
from scomm.sweeps.estimation.totals import (
    COLUMNS,
    PERIODS,
    PLACES,
    ROWS,
    SHAPE,
    Block,
    Sums,
)
from scomm.sweeps.estimation.totals import SCHEMA as TOTALS_SCHEMA
from scomm.sweeps.plan.identities import DIGEST_BYTES, Digests

IDENTITY: Final = "identity"
MONTHS: Final = "months"
"""The column of sums by month, bytes that ``scomm.sweeps.estimation.months`` packs."""
LABELS: Final = {"places": PLACES, "period": PERIODS, "group": GROUPS}

SCHEMA: Final = pa.schema(
    [
        *(pa.field(name, pa.string(), nullable=False) for name in (IDENTITY, *LABELS)),
        *TOTALS_SCHEMA,
    ]
)

_MONTHS: Final = pa.field(MONTHS, pa.binary(), nullable=False)

WITH_MONTHS: Final = SCHEMA.append(_MONTHS)
"""The schema of a store that keeps months."""

WRITTEN: Final = pa.schema(
    field.with_type(pa.dictionary(pa.int32() if field.name == IDENTITY else pa.int8(), pa.string()))
    if field.name in (IDENTITY, *LABELS)
    else field
    for field in SCHEMA
)
"""The schema for writing to Parquet: texts are dictionary-encoded."""

WRITTEN_WITH_MONTHS: Final = WRITTEN.append(_MONTHS)

Columns = Mapping[str, NDArray[Any]]
"""Column -> int64[run, row] or float64[run, row], the rows in the order of ``LABELS``.

``MONTHS``, if it is there, is an array of bytes [run].
"""

# The dictionary index of each label, for the 24 rows of a run.
_LABEL_NUMBERS: Final = {
    name: numbers.ravel().astype(np.int8)
    for name, numbers in zip(LABELS, np.indices(SHAPE[:3]), strict=True)
}


def stored(months: bool) -> tuple[str, ...]:
    """Return the columns of what a store keeps of a run: the totals, and ``MONTHS`` if it does."""
    return (*COLUMNS, MONTHS) if months else COLUMNS


def columns_of(blocks: Sequence[Block], names: Iterable[str] = COLUMNS) -> Columns:
    """Concatenate columns of the totals of several blocks of runs, and ``MONTHS`` if it is named.

    Raises ValueError if months are asked for of blocks without them.
    """
    asked = tuple(names)
    chosen = tuple(name for name in asked if name != MONTHS)
    numbers = [COLUMNS.index(name) for name in chosen]
    every = numbers == list(range(len(COLUMNS)))
    totals = (each.totals for each in blocks)
    found = np.concatenate([each if every else each[numbers] for each in totals], axis=1)
    # Only measures become floats: a count above 2**53 would lose digits.
    columns: dict[str, NDArray[Any]] = {
        name: values / ONE if name in SUMS else values
        for name, values in zip(chosen, found, strict=True)
    }
    if MONTHS in asked:
        columns[MONTHS] = _months_of(blocks)
    return columns


def _months_of(blocks: Sequence[Block]) -> NDArray[Any]:
    found = np.empty(sum(map(len, blocks)), object)
    begin = 0
    for each in blocks:
        if each.months is None:
            raise ValueError("runs are to be kept with their months, but were reduced without them")
        found[begin : begin + len(each)] = each.months
        begin += len(each)
    return found


def months_column(values: NDArray[Any]) -> pa.Array:
    """Convert packed months, bytes[run], to a column whose other rows of a run are empty."""
    lengths = np.zeros((len(values), ROWS), np.int64)
    lengths[:, 0] = [len(each) for each in values]
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    content = pa.py_buffer(b"".join(values))
    return pa.Array.from_buffers(pa.binary(), lengths.size, [None, pa.py_buffer(ends), content])


def months_of_column(column: pa.ChunkedArray) -> NDArray[Any]:
    """Convert a column of ``months_column`` back to bytes[run]."""
    rows = pa.array(np.arange(0, len(column), ROWS))
    return np.asarray(column.take(rows).to_numpy(zero_copy_only=False), object)


def rows_of(places: str, period: str) -> slice:
    """Return the slice of a run's rows for some places and period, one row per group."""
    begin = (PLACES.index(places) * len(PERIODS) + PERIODS.index(period)) * len(GROUPS)
    return slice(begin, begin + len(GROUPS))


def sums_of(columns: Columns, places: str, period: str) -> Sums:
    """Return sums of some places and period: float64[run, group, column], 0 if a column lacks."""
    rows = rows_of(places, period)
    found = np.zeros((len(next(iter(columns.values()))), len(GROUPS), len(COLUMNS)))
    for name, values in columns.items():
        found[..., COLUMNS.index(name)] = values[:, rows]
    return found


def texts_of(digests: Digests) -> pa.Array:
    """Convert identities to texts of 64 hex digits, without a Python object for each."""
    ends = np.arange(len(digests) + 1, dtype=np.int32) * np.int32(2 * DIGEST_BYTES)
    text = digests.tobytes().hex().encode()
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), pa.py_buffer(text))


def digests_of_texts(texts: pa.Array) -> Digests:
    """Convert texts of ``texts_of`` back to identities: uint8[run, 32]."""
    plain = texts.cast(pa.string())
    ends = np.frombuffer(plain.buffers()[1], np.int32)[plain.offset :][: len(plain) + 1]
    text = plain.buffers()[2][int(ends[0]) : int(ends[-1])] if len(plain) else b""
    digits = bytes(text).decode("ascii")
    return np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(-1, DIGEST_BYTES)


def table_of(digests: Digests, columns: Columns) -> pa.Table:
    """Convert runs to the rows of a totals file, in the schema ``WRITTEN``, or with months."""
    runs = len(digests)
    arrays: list[pa.Array] = [
        pa.DictionaryArray.from_arrays(
            pa.array(np.repeat(np.arange(runs, dtype=np.int32), ROWS)), texts_of(digests)
        )
    ]
    for name, labels in LABELS.items():
        numbers = pa.array(np.tile(_LABEL_NUMBERS[name], runs))
        arrays.append(pa.DictionaryArray.from_arrays(numbers, pa.array(labels, pa.string())))
    arrays += [pa.array(columns[name].ravel()) for name in COLUMNS]
    if MONTHS not in columns:
        return pa.table(arrays, schema=WRITTEN)
    return pa.table([*arrays, months_column(columns[MONTHS])], schema=WRITTEN_WITH_MONTHS)
