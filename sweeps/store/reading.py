"""Reading a store: its runs, their totals and the contrasts of its arms, a point at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from scomm.model.errors import InputError
from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS
from scomm.sweeps.catalog.catalog import RUNS_AT_ONCE, Catalog, Locations
from scomm.sweeps.catalog.columns import MONTHS, SCHEMA, Columns, rows_of, table_of
from scomm.sweeps.estimation.estimands import Ratio, chosen
from scomm.sweeps.estimation.months import MEASURES, Months, unpacked
from scomm.sweeps.estimation.totals import COLUMNS, PLACES, Sums
from scomm.sweeps.plan.identities import Digests, Keys, digests_of, keys_of
from scomm.sweeps.store import runs
from scomm.sweeps.store.damage import reason
from scomm.sweeps.store.estimating import estimates, estimates_by_month, no_months
from scomm.sweeps.store.files import RUNS
from scomm.sweeps.store.hashes import Damaged, check, read_hashes
from scomm.sweeps.store.read_again import afresh
from scomm.sweeps.store.results import Results
from scomm.sweeps.store.state import StoreState, catalog_now, failures_now, read_catalog, state_of

T = TypeVar("T")

Counts = dict[str, dict[str, int]]
"""Arm -> status -> number of runs."""


@dataclass(frozen=True)
class Store(Results):
    """A store with its runs, complete or incomplete."""

    __repr__ = Results.__repr__

    @property
    def complete(self) -> bool:
        """True if the table of runs is written, and nothing has been saved since."""
        return RUNS in read_hashes(self.folder)

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the rows of ``runs`` in batches of whole points; ``columns`` selects some."""
        if self.complete:
            try:
                check(self.folder, RUNS, read_hashes(self.folder))
                yield from runs.read(self.folder / RUNS, columns)
                return
            except FileNotFoundError:
                pass  # Another process resumes the store, and has just removed the table.
            except pa.ArrowException as error:
                raise Damaged(self.folder, RUNS, reason(error)) from None
        now = self.state
        for table in runs.tables(now.wanted, now.catalog, now.failures):
            yield table if columns is None else table.select(columns)

    def count(self) -> tuple[int, Counts]:
        """Count the points of the store, and its runs by arm and status."""
        counts = {arm: dict.fromkeys(runs.STATUSES, 0) for arm in self.spec.arms}
        points = 0
        for table in self.tables(["point", "arm", "status"]):
            points += len(table.column("point").unique())
            grouped = table.group_by(["arm", "status"]).aggregate([([], "count_all")])
            for row in grouped.to_pylist():
                counts[row["arm"]][row["status"]] += row["count_all"]
        return points, counts

    def _progress(self) -> tuple[str, list[str], list[list[object]]]:
        try:
            points, counts = self.count()
        except InputError as reason:  # of another model version, or damaged
            return str(reason).rstrip("."), [], []
        total = sum(sum(arm.values()) for arm in counts.values())
        done = sum(arm["done"] for arm in counts.values())
        state = "" if self.complete else ", incomplete"
        phrase = f"{points:,} points, {done:,} of {total:,} runs done{state}"
        rows: list[list[object]] = [[arm, *by.values()] for arm, by in counts.items()]
        return phrase, ["arm", *runs.STATUSES], rows

    def by_point(self) -> Iterator[tuple[int, pd.DataFrame]]:
        """Yield each point's number with its runs: the rows of ``runs``, a point at a time."""
        for table in self.tables():
            frame = table.to_pandas()
            for point, rows in frame.groupby("point", sort=False):
                yield int(point), rows

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The table of runs, a row for each (columns in ``docs/store.md``), all in memory."""
        frame: pd.DataFrame = pa.concat_tables(self.tables()).to_pandas()
        return frame

    @cached_property
    def totals(self) -> pd.DataFrame:
        """The totals of all finished runs (columns in ``docs/store.md``), all in memory."""
        done = self.runs.loc[self.runs["status"] == "done", "identity"].drop_duplicates()
        digests = digests_of(map(bytes.fromhex, done))

        def read(catalog: Catalog) -> list[pa.Table]:
            with catalog.steady():
                return [
                    table_of(some, columns).cast(SCHEMA)
                    for some, columns in catalog.parts(digests, COLUMNS)
                ]

        tables = self._from_catalog(read)
        frame: pd.DataFrame = pa.concat_tables([SCHEMA.empty_table(), *tables]).to_pandas()
        return frame

    @cached_property
    def totals_by_month(self) -> pd.DataFrame:
        """The totals of all finished runs by month, all in memory, if the sweep asks for months.

        A row for each run, places, month and group: ``identity``, ``places``, ``month`` (a pandas
        Period), ``group`` and the measures of ``totals``. Raises InputError if it does not.
        """
        done = self.runs.loc[self.runs["status"] == "done", "identity"].drop_duplicates()
        digests = digests_of(map(bytes.fromhex, done))
        parts = []
        for places in PLACES:
            found = self.months(digests, places, MEASURES)
            for identity, run in zip(done, found, strict=True):
                rows = run.sums.reshape(-1, len(MEASURES))
                part = pd.DataFrame(rows, columns=list(MEASURES)).astype(
                    dict.fromkeys(COUNTS, np.int64)
                )
                part.insert(0, "identity", identity)
                part.insert(1, "places", places)
                part.insert(2, "month", run.periods.repeat(len(GROUPS)))
                part.insert(3, "group", np.tile(np.array(GROUPS, object), len(run.sums)))
                parts.append(part)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row for each run that failed: identity, stage, message, traceback."""
        found = afresh(self.folder, partial(failures_now, self.folder))
        failed = self.runs.loc[self.runs["status"].isin(["failed", "lost"]), "identity"]
        digests = map(bytes.fromhex, failed.drop_duplicates())
        known = digests_of(digest for digest in digests if digest in found)
        frame: pd.DataFrame = found.table(known).to_pandas()
        return frame

    def sums(
        self, digests: Digests, places: str, period: str, columns: Sequence[str] = COLUMNS
    ) -> Sums:
        """Return the sums of finished runs: float64[..., group, column].

        ``digests`` are their identities, uint8[..., 32]. Only ``columns`` are read, in that order.
        Raises KeyError for a run that is not finished.
        """
        flat = digests.reshape(-1, digests.shape[-1])
        keys = keys_of(flat)

        def read(catalog: Catalog) -> Sums:
            locations = _finished(keys, catalog)
            with catalog.steady(locations):
                return catalog.sums(locations, columns, rows_of(places, period))

        found = self._from_catalog(read)
        return found.reshape(*digests.shape[:-1], *found.shape[1:])

    def months(
        self, digests: Digests, places: str, columns: Sequence[str] = COLUMNS
    ) -> Iterator[Months]:
        """Yield the sums by month of finished runs, with ``columns`` in that order.

        ``digests`` are their identities, uint8[run, 32]. Raises KeyError for a run that is not
        finished, and InputError for a store that keeps no months.
        """
        keys = keys_of(digests)
        if not self.spec.months:
            raise no_months(self.folder)

        def read(some: Keys, catalog: Catalog) -> Columns:
            locations = _finished(some, catalog)
            with catalog.steady(locations):
                return catalog.read(locations, [MONTHS])

        for begin in range(0, len(keys), RUNS_AT_ONCE):
            found = self._from_catalog(partial(read, keys[begin : begin + RUNS_AT_ONCE]))
            for content in found[MONTHS]:
                yield unpacked(content, places, columns)

    def _from_catalog(self, read: Callable[[Catalog], T]) -> T:
        """Call ``read`` with the catalog; retry with a new one if files of the old one are gone."""
        try:
            return read(self.catalog)
        except FileNotFoundError:

            def again() -> T:
                catalog = catalog_now(self.folder, self.spec.months)
                found = read(catalog)
                self.__dict__["catalog"] = catalog
                return found

            return afresh(self.folder, again)

    def estimates(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = "after",
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Return the contrasts (see ``Results``), without replicates that failed in one arm."""
        parts = list(self.estimates_in_parts(arm, reference, period, places, wanted))
        return pd.concat(parts, ignore_index=True)

    def estimates_in_parts(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = "after",
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> Iterator[pd.DataFrame]:
        """Yield the rows of ``estimates``, a batch of points at a time, for stores of any size.

        Raises InputError as ``estimates`` does, when the first part is asked for.
        """
        return estimates(self, arm, reference, period, places, chosen(wanted))

    def monthly(
        self,
        arm: str | None = None,
        reference: str | None = None,
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Return the contrasts by month (see ``Results``)."""
        parts = list(estimates_by_month(self, arm, reference, places, chosen(wanted)))
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def state(self) -> StoreState:
        """The wanted runs and the state of each; planning the sweep again takes some time."""
        return state_of(self.folder)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog of the finished runs' totals."""
        if self.complete:
            return read_catalog(self.folder, self.spec.months)
        return self.state.catalog


def _finished(keys: Keys, catalog: Catalog) -> Locations:
    """Return the locations of finished runs. Raises KeyError for a run that is not finished."""
    locations = catalog.find(keys)
    for position in np.flatnonzero(locations < 0).tolist():
        raise KeyError(f"the run {keys[position].hex()} is not finished")
    return locations
