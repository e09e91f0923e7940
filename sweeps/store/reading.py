"""Reading a store: its runs, their totals and the contrasts of its arms, a point at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import pyarrow as pa

from scomm.model.errors import InputError
from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.catalog.columns import SCHEMA, Columns, sums_of, table_of
from scomm.sweeps.estimation.contrast import contrast
from scomm.sweeps.estimation.estimands import Ratio, ratios
from scomm.sweeps.estimation.totals import COLUMNS, PERIODS, PLACES, START, Sums
from scomm.sweeps.plan.arms import pair_of
from scomm.sweeps.plan.identities import digests_of, keys_of
from scomm.sweeps.store import runs
from scomm.sweeps.store.files import RUNS
from scomm.sweeps.store.read_again import afresh
from scomm.sweeps.store.results import Results
from scomm.sweeps.store.under_way import Standing, catalog_now, failures_now, read_catalog
from scomm.sweeps.store.under_way import standing as standing_of
from scomm.sweeps.sweep_file import Until

if TYPE_CHECKING:
    from scomm.sweeps.estimation.estimands import Ratio

T = TypeVar("T")


@dataclass(frozen=True)
class Store(Results):
    """A store whose every run can be read."""

    @property
    def complete(self) -> bool:
        """Whether the table of runs is written, and nothing has been saved since."""
        return (self.folder / RUNS).is_file()

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the rows of ``runs`` some points at a time, with all columns or only some."""
        if self.complete:
            try:
                yield from runs.read(self.folder / RUNS, columns)
                return
            except FileNotFoundError:
                pass  # Somebody goes on with the store, and has just taken the table back.
        now = self.standing
        for table in runs.tables(now.wanted, now.catalog, now.failures):
            yield table if columns is None else table.select(columns)

    def by_point(self) -> Iterator[tuple[int, pd.DataFrame]]:
        """Yield each point's number with its runs: the rows of ``runs``, a point at a time."""
        for table in self.tables():
            frame = table.to_pandas()
            for point, rows in frame.groupby("point", sort=False):
                yield int(point), rows

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row for each run (see ``docs/store.md``), all in memory."""
        frame: pd.DataFrame = pa.concat_tables(self.tables()).to_pandas()
        return frame

    @cached_property
    def totals(self) -> pd.DataFrame:
        """The totals of all finished runs (see ``docs/store.md``), all in memory."""
        done = self.runs.loc[self.runs["status"] == "done", "identity"].drop_duplicates()
        digests = digests_of(map(bytes.fromhex, done))

        def read(catalog: Catalog) -> list[pa.Table]:
            with catalog.steady():
                return [
                    table_of(some, columns).cast(SCHEMA) for some, columns in catalog.parts(digests)
                ]

        tables = self._from_catalog(read)
        frame: pd.DataFrame = pa.concat_tables([SCHEMA.empty_table(), *tables]).to_pandas()
        return frame

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
        self,
        identities: Sequence[str],
        places: str,
        period: str,
        columns: Iterable[str] = COLUMNS,
    ) -> Sums:
        """Return the sums of finished runs: float64[run, group, column].

        Only ``columns`` are read; the others are 0. Raises KeyError for a run that is not finished.
        """
        keys, names = keys_of(digests_of(map(bytes.fromhex, identities))), tuple(columns)

        def read(catalog: Catalog) -> Columns:
            locations = catalog.find(keys)
            for identity, location in zip(identities, locations.tolist(), strict=True):
                if location < 0:
                    raise KeyError(f"the run {identity} has no totals")
            with catalog.steady(locations):
                return catalog.read(locations, names)

        return sums_of(self._from_catalog(read), places, period)

    def _from_catalog(self, read: Callable[[Catalog], T]) -> T:
        """Return what ``read`` gives, from a new catalog where files of the old one have gone."""
        try:
            return read(self.catalog)
        except FileNotFoundError:

            def again() -> T:
                catalog = catalog_now(self.folder)
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
        wanted: Iterable[Ratio] | None = None,
    ) -> pd.DataFrame:
        """Return the contrasts, in which a replicate that failed in one arm is in neither."""

        parts = list(estimates(self, arm, reference, period, places, wanted))
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def standing(self) -> Standing:
        """What is wanted and what became of it; for that the sweep is planned again."""
        return standing_of(self.folder)

    @cached_property
    def catalog(self) -> Catalog:
        """Where the totals of the finished runs stand."""
        return read_catalog(self.folder) if self.complete else self.standing.catalog


def estimates(
    store: Store,
    arm: str | None,
    reference: str | None,
    period: str,
    places: str,
    wanted: Iterable[Ratio] | None,
) -> Iterator[pd.DataFrame]:
    """Yield the contrast of ``arm`` with ``reference`` at each point (see ``Results.estimates``).

    One point's totals are read at a time, and of them the columns that the ``wanted`` ratios need.
    Raises InputError for an arm, period or places that are not there, and if no point has a pair of
    finished runs.
    """
    first, second = pair_of(store.spec, arm, reference)
    for name, given, allowed in (("period", period, PERIODS), ("places", places, PLACES)):
        if given not in allowed:
            raise InputError(f"The {name} is {given!r}, but must be one of {', '.join(allowed)}.")
    chosen = ratios() if wanted is None else list(wanted)
    until = store.spec.replicates
    first_look = until.first if isinstance(until, Until) else None
    columns = {START, *(name for ratio in chosen for part in ratio.columns() for name in part)}
    found = False
    for point, rows in store.by_point():
        one, other = _pairs(rows, first, second)
        if not one:
            continue
        found = True
        both = store.sums(one + other, places, period, sorted(columns))
        arms = both[: len(one)], both[len(one) :]
        table = contrast(*arms, ("arm", "reference"), chosen, first_look).drop(columns="element")
        for number, name in enumerate(store.varied):
            table.insert(number, name, rows[name].iloc[0])
        table.insert(0, "point", point)
        yield table
    if not found:
        raise InputError(
            f"The store {store.folder} has no pair of finished runs of {first!r} and {second!r}."
        )


def _pairs(rows: pd.DataFrame, first: str, second: str) -> tuple[list[str], list[str]]:
    """Return the identities of the runs of two arms, in those replicates that both have done."""
    done = rows[rows["status"] == "done"]
    arms = [
        done[done["arm"] == name].set_index("replicate")["identity"] for name in (first, second)
    ]
    both = arms[0].index.intersection(arms[1].index)
    return arms[0].loc[both].tolist(), arms[1].loc[both].tolist()
