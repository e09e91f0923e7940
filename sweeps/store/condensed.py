"""A store condensed to its estimates: small enough to be kept beside a paper.

It has the sweep file and the manifest of the store that it was made from, and in place of its runs

    points.parquet     a row per point: its number, varied settings, replicates and failed runs
    estimates.parquet  the contrasts of each arm with the last, for chosen ratios
    monthly.parquet    the same by month, if the store keeps months

Estimates are read from it as from any other store.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scomm.model.errors import InputError
from scomm.sweeps.estimation.by_month import CALENDAR, MONTH
from scomm.sweeps.estimation.contrast import ODDS
from scomm.sweeps.estimation.estimands import Ratio, chosen
from scomm.sweeps.plan.arms import pair_of
from scomm.sweeps.store.damage import reason
from scomm.sweeps.store.estimating import estimates, estimates_by_month, no_months
from scomm.sweeps.store.files import (
    ESTIMATES,
    HASHES,
    MANIFEST,
    MONTHLY,
    POINTS,
    SPEC,
    TABLES,
    is_log,
    put_files,
    remove_unfinished,
    replace_file,
    replaced,
)
from scomm.sweeps.store.hashes import (
    Damaged,
    check_folders,
    content_of,
    digests_of_contents,
    hashes_of,
    write_hashes,
)
from scomm.sweeps.store.lock import locked
from scomm.sweeps.store.results import NotKept, Results
from scomm.sweeps.sweep_file import SweepSpec

if TYPE_CHECKING:
    from scomm.sweeps.store.reading import Store

PERIOD: Final = "after"
PLACES: Final = "focal"
WAITING: Final = "waiting"
# Rows of estimates per write.
ROWS_AT_ONCE: Final = 262_144
# The columns that name the two arms of a row of estimates.parquet.
ARMS: Final = ("first_arm", "second_arm")


@dataclass(frozen=True)
class Condensed(Results):
    """A store with estimates alone: those after activation, of the focal jurisdiction."""

    __repr__ = Results.__repr__

    def _progress(self) -> tuple[str, list[str], list[list[object]]]:
        try:
            points = self.points
        except InputError as reason:
            return str(reason).rstrip("."), [], []
        done, failed = points["replicates"], int(points["failed"].sum())
        least, most = int(done.min()), int(done.max())
        count = f"{least}" if least == most else f"{least} to {most}"
        phrase = f"estimates alone of {len(points):,} points, {count} replicates done"
        return phrase + (f", {failed:,} runs failed" if failed else ""), [], []

    @property
    def points(self) -> pd.DataFrame:
        """A row for each point: its number, settings, ``replicates`` and ``failed`` runs."""
        return _read(self.folder, POINTS)

    def estimates(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = PERIOD,
        places: str = PLACES,
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Return the contrasts as they were stored."""
        self._check("period", period, PERIOD)
        self._check("places", places, PLACES)
        return self._chosen(_read_estimates(self.folder), arm, reference, wanted)

    def monthly(
        self,
        arm: str | None = None,
        reference: str | None = None,
        places: str = PLACES,
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Return the contrasts by month as they were stored."""
        self._check("places", places, PLACES)
        if not self.spec.months:
            raise no_months(self.folder)
        table = _read(self.folder, MONTHLY)
        if table[MONTH].hasnans:
            table[MONTH] = table[MONTH].astype("Int64")
        table[CALENDAR] = pd.PeriodIndex(table[CALENDAR], freq="M")
        return self._chosen(table, arm, reference, wanted)

    def _check(self, name: str, given: str, kept: str) -> None:
        if given != kept:
            raise InputError(
                f"The condensed store {self.folder} keeps the {name} {kept!r} only, not "
                f"{given!r}; ask the store that it was made from."
            )

    def _chosen(
        self,
        table: pd.DataFrame,
        arm: str | None,
        reference: str | None,
        wanted: Iterable[Ratio | str] | None,
    ) -> pd.DataFrame:
        """Select the rows of two arms and of some ratios. Raises NotKept if there are none."""
        pair = pair_of(self.spec, arm, reference)
        table = table[(table[ARMS[0]] == pair[0]) & (table[ARMS[1]] == pair[1])]
        if wanted is not None:
            key = ["estimand", "class", "group", "counting"]
            names = [ratio.key for ratio in chosen(wanted)]
            table = table[pd.MultiIndex.from_frame(table[key]).isin(names)]
        if table.empty:
            raise NotKept(
                f"The condensed store {self.folder} does not keep what is asked for of "
                f"{pair[0]!r} and {pair[1]!r}; ask the store that it was made from."
            )
        return table.drop(columns=[*ARMS]).reset_index(drop=True)


def condense(store: Store, folder: Path, wanted: Iterable[Ratio | str]) -> Condensed:
    """Write the estimates of a complete store into a new folder.

    Args:
        store: a complete store.
        folder: the folder of the condensed store, absent or empty.
        wanted: ratios, or their names in sweep files such as "reporting_rate.hispanic".

    Returns:
        The condensed store.

    Raises:
        InputError: if the folder is not empty or cannot be written, if the store is not complete,
            or if it has no pair of finished runs.
    """
    pair_of(store.spec, None, None)
    points = pd.concat(_points(store), ignore_index=True)
    if not store.complete or points[WAITING].any():
        raise InputError(
            f"The store {store.folder} is not complete; run its sweep to the end, and condense it "
            "then."
        )
    ratios = chosen(wanted)
    estimates = _estimates(store, ratios)
    # Requests that cannot be met are refused before anything is written.
    tables = chain([next(estimates)], estimates)
    names = [POINTS, ESTIMATES]
    try:
        _check_new(folder, store.spec)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            remove_unfinished(folder)
            _write(folder / ESTIMATES, tables)
            _write(folder / POINTS, [points.drop(columns=WAITING)])
            if store.spec.months:
                _write(folder / MONTHLY, _by_month(store, ratios))
                names.append(MONTHLY)
            contents = {**store.spec.files, SPEC: store.spec.text.encode()}
            put_files(folder, contents)
            measured = hashes_of(folder, names)
            write_hashes(folder, measured | digests_of_contents(contents))
            # Last, since without it the folder is no store. It keeps the provenance of the runs.
            replace_file(folder / MANIFEST, (store.folder / MANIFEST).read_bytes())
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be written: {error.strerror}.") from None
    return Condensed(folder, store.spec, store.manifest)


def _check_new(folder: Path, spec: SweepSpec) -> None:
    """Raise InputError for a folder with files other than logs and a killed command's leftovers."""
    ours = {ESTIMATES, MONTHLY, POINTS, SPEC, HASHES, *spec.files}
    check_folders(folder)
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        name = path.name
        begun = os.path.lexists(folder / ESTIMATES) and not os.path.lexists(folder / MANIFEST)
        if not (is_log(path) or name.startswith(".") or (begun and name in ours | {TABLES})):
            raise InputError(f"The folder {folder} is not empty; give a new folder.")


def _points(store: Store) -> Iterator[pd.DataFrame]:
    """Yield a row per point, a batch of points at a time."""
    columns = ("point", "arm", "replicate", "status", *store.varied)
    for table in store.tables(columns):
        runs = table.to_pandas()
        done = runs[runs["status"] == "done"].groupby(["point", "replicate"])["arm"].nunique()
        whole = (done == len(store.spec.arms)).groupby("point").sum()
        first = runs.drop_duplicates("point").set_index("point")
        points = first[list(store.varied)].assign(replicates=whole, failed=0)
        points["replicates"] = points["replicates"].fillna(0).astype("int64")
        for status, column in (("failed", "failed"), ("lost", "failed"), (WAITING, WAITING)):
            counts = (runs["status"] == status).groupby(runs["point"]).sum()
            points[column] = counts.astype("int64") + points.get(column, 0)
        yield points.reset_index()


def _estimates(store: Store, wanted: list[Ratio]) -> Iterator[pd.DataFrame]:
    for arm, last in _pairs(store):
        for table in estimates(store, arm, last, PERIOD, PLACES, wanted):
            yield _named(table, arm, last)


def _by_month(store: Store, wanted: list[Ratio]) -> Iterator[pd.DataFrame]:
    for arm, last in _pairs(store):
        for table in estimates_by_month(store, arm, last, PLACES, wanted):
            yield _named(table.astype({CALENDAR: str, MONTH: "Int64"}), arm, last)


def _pairs(store: Store) -> Iterator[tuple[str, str]]:
    *others, last = store.spec.arms
    # A sweep's only arm is its own reference, without a contrast.
    for arm in others or [last]:
        yield arm, last


def _named(table: pd.DataFrame, *arms: str) -> pd.DataFrame:
    for number, name in enumerate(arms):
        table.insert(number, ARMS[number], name)
    return table


def _write(path: Path, parts: Iterable[pd.DataFrame]) -> None:
    """Write tables one after the other, compressed to the smallest size, in batches of rows."""
    tables = (pa.Table.from_pandas(part, preserve_index=False) for part in parts)
    first = next(tables).replace_schema_metadata(None)
    texts = [field.name for field in first.schema if not pa.types.is_floating(field.type)]
    plain = [name for name in first.column_names if name not in texts]
    with (
        replaced(path) as beside,
        pq.ParquetWriter(
            beside,
            first.schema,
            compression="zstd",
            compression_level=19,
            use_dictionary=texts,
            column_encoding=dict.fromkeys(plain, "BYTE_STREAM_SPLIT"),
            store_schema=False,
            write_page_checksum=True,
        ) as writer,
    ):
        held, rows = [], 0
        for table in chain([first], tables):
            held.append(table.cast(first.schema))
            rows += len(table)
            if rows >= ROWS_AT_ONCE:
                writer.write_table(pa.concat_tables(held), row_group_size=rows)
                held, rows = [], 0
        if held:
            writer.write_table(pa.concat_tables(held), row_group_size=max(1, rows))


def _read(folder: Path, name: str) -> pd.DataFrame:
    content = pa.BufferReader(content_of(folder, name))
    try:
        frame: pd.DataFrame = pq.read_table(content, page_checksum_verification=True).to_pandas()
    except pa.ArrowException as error:
        raise Damaged(folder, name, reason(error)) from None
    return frame


def _read_estimates(folder: Path) -> pd.DataFrame:
    """Read stored estimates, with the columns of the current format.

    Version 0.1.0 named the pairing gain otherwise, gave it as infinite where arms do not differ,
    and stored no odds ratios, which are nan then.
    """
    table = _read(folder, ESTIMATES).rename(columns={"variance_ratio": "pairing_gain"})
    table["pairing_gain"] = table["pairing_gain"].replace(np.inf, np.nan)
    position = list(table.columns).index("standard_error") + 1
    for number, name in enumerate(ODDS):
        if name not in table:
            table.insert(position + number, name, np.nan)
    return table
