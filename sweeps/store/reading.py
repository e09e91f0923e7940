"""Reading a store: its runs, their totals and the contrasts of its arms, a point at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import pyarrow as pa

from model.errors import InputError
from sweeps.index import digests_of, keys_of
from sweeps.record import COLUMNS, Sums
from sweeps.spec import read as read_spec
from sweeps.standing import Standing, catalog_now, failures_now, read_catalog
from sweeps.standing import standing as standing_of
from sweeps.store import runs
from sweeps.store.afresh import afresh
from sweeps.store.catalog import Catalog
from sweeps.store.columns import SCHEMA, Columns, sums_of, table_of
from sweeps.store.condensed import Condensed
from sweeps.store.files import ESTIMATES, RUNS, SPEC
from sweeps.store.manifest import read_manifest
from sweeps.store.results import Results

if TYPE_CHECKING:
    from sweeps.estimands import Ratio

T = TypeVar("T")


def load(folder: str | Path) -> Store | Condensed:
    """Read a store: complete, under way, or condensed to its estimates.

    Of a store under way what is saved is read, also while somebody writes. Raises InputError if the
    folder holds no store, or one that another version of scomm made in another format.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    kind = Condensed if (path / ESTIMATES).is_file() else Store
    return kind(path, read_spec(path / SPEC), manifest)


def load_store(folder: str | Path) -> Store:
    """Read a store that still has its runs. Raises InputError as ``load`` does."""
    store = load(folder)
    if isinstance(store, Store):
        return store
    raise InputError(
        f"The store {folder} is condensed to its estimates and has no runs any more; ask the store "
        "that it was made from."
    )


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
        from sweeps.contrast import estimates

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
