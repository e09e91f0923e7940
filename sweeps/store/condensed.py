"""A store condensed to its estimates: small enough to be kept beside a paper.

It has the sweep file and the manifest of the store that it was made from, and in place of its runs

    points.parquet     a row a point: its number, varied settings, replicates and failed runs
    estimates.parquet  the contrasts of each arm with the last, for chosen ratios

Whoever reads estimates reads it like any other store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scomm.model.errors import InputError, nearest
from scomm.model.groups import SELECTIONS
from scomm.sweeps.estimation.estimands import ESTIMANDS, Ratio, pick
from scomm.sweeps.plan.arms import pair_of
from scomm.sweeps.store.files import ESTIMATES, MANIFEST, POINTS, SPEC, replace_file, replaced
from scomm.sweeps.store.hashes import hashes_of, write_hashes
from scomm.sweeps.store.reading import estimates
from scomm.sweeps.store.results import Results

if TYPE_CHECKING:
    from scomm.sweeps.store.reading import Store

PERIOD: Final = "after"
PLACES: Final = "focal"
WAITING: Final = "waiting"
# What says of which arms a row of estimates.parquet is the contrast.
ARMS: Final = ("first_arm", "second_arm")


@dataclass(frozen=True)
class Condensed(Results):
    """A store of which only estimates are left: those after activation, of the focal places."""

    @property
    def points(self) -> pd.DataFrame:
        """A row for each point: its number, settings, ``replicates`` and ``failed`` runs."""
        return _read(self.folder / POINTS)

    def estimates(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = PERIOD,
        places: str = PLACES,
        wanted: Iterable[Ratio] | None = None,
    ) -> pd.DataFrame:
        """Return the contrasts as they were kept."""
        pair = pair_of(self.spec, arm, reference)
        for name, given, kept in (("period", period, PERIOD), ("places", places, PLACES)):
            if given != kept:
                raise InputError(
                    f"The condensed store {self.folder} keeps the {name} {kept!r} only, not "
                    f"{given!r}; ask the store that it was made from."
                )
        table = _read(self.folder / ESTIMATES)
        table = table[(table[ARMS[0]] == pair[0]) & (table[ARMS[1]] == pair[1])]
        if wanted is not None:
            key = ["estimand", "class", "group", "counting"]
            names = [(r.estimand.name, r.estimand.kind, r.label, r.counting) for r in wanted]
            table = table[pd.MultiIndex.from_frame(table[key]).isin(names)]
        if table.empty:
            raise InputError(
                f"The condensed store {self.folder} does not keep what is asked for of "
                f"{pair[0]!r} and {pair[1]!r}; ask the store that it was made from."
            )
        return table.drop(columns=[*ARMS]).reset_index(drop=True)


def ratios_of(names: Sequence[str], groups: Sequence[str]) -> list[Ratio]:
    """Return the estimands called ``names``, of all classes, for those ``groups`` that they have.

    Each is counted the better way that it has. Raises InputError for a name that is none.
    """
    for what, given, known in (
        ("estimand", names, tuple(dict.fromkeys(each.name for each in ESTIMANDS))),
        ("group", groups, SELECTIONS),
    ):
        for name in given:
            if name not in known:
                raise InputError(
                    f"No {what} is called {name!r}; there are {', '.join(known)}."
                    + nearest(name, known)
                )
    return [
        ratio
        for estimand in ESTIMANDS
        if estimand.name in names
        for ratio in pick(
            estimand.name,
            (estimand.kind,),
            tuple(group for group in estimand.groups if group in groups),
        )
    ]


def condense(store: Store, folder: Path, wanted: list[Ratio]) -> Condensed:
    """Write the estimates of a store, for the ratios ``wanted``, into a new folder.

    Raises InputError if the folder is not empty or cannot be written, if the store is not complete,
    or if it has one arm alone or no pair of finished runs.
    """
    pair_of(store.spec, None, None)
    points = list(_points(store))
    waiting = [point.pop(WAITING) for point in points]
    if not store.complete or any(waiting):
        raise InputError(
            f"The store {store.folder} is not complete; run its sweep to the end, and condense it "
            "then."
        )
    tables = list(_estimates(store, wanted))
    try:
        if folder.exists() and any(folder.iterdir()):
            raise InputError(f"The folder {folder} is not empty; give a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / POINTS, [pd.DataFrame(points)])
        _write(folder / ESTIMATES, tables)
        for name in (SPEC, *store.spec.files, MANIFEST):
            replace_file(folder / name, (store.folder / name).read_bytes())
        # But the manifest, which says where and with what the runs were made.
        names = (SPEC, *store.spec.files, POINTS, ESTIMATES)
        write_hashes(folder, hashes_of(folder, names))
    except OSError as error:
        raise InputError(f"The folder {folder} cannot be written: {error.strerror}.") from None
    return Condensed(folder, store.spec, store.manifest)


def _points(store: Store) -> Iterator[dict[str, object]]:
    for point, rows in store.by_point():
        counts = rows["status"].value_counts()
        done = rows[rows["status"] == "done"].groupby("replicate")["arm"].nunique()
        yield {
            "point": point,
            **{name: rows[name].iloc[0] for name in store.varied},
            "replicates": int((done == len(store.spec.arms)).sum()),
            "failed": int(counts.get("failed", 0) + counts.get("lost", 0)),
            WAITING: int(counts.get(WAITING, 0)),
        }


def _estimates(store: Store, wanted: list[Ratio]) -> Iterator[pd.DataFrame]:
    *others, last = store.spec.arms
    for arm in others:
        for table in estimates(store, arm, last, PERIOD, PLACES, wanted):
            for number, name in enumerate((arm, last)):
                table.insert(number, ARMS[number], name)
            yield table


def _write(path: Path, parts: Iterable[pd.DataFrame]) -> None:
    """Write tables, one after the other, as small as they can be."""
    tables = (pa.Table.from_pandas(part, preserve_index=False) for part in parts)
    whole = pa.concat_tables(tables).replace_schema_metadata(None)
    texts = [field.name for field in whole.schema if not pa.types.is_floating(field.type)]
    with replaced(path) as beside:
        pq.write_table(
            whole,
            beside,
            compression="zstd",
            compression_level=19,
            use_dictionary=texts,
            column_encoding={
                name: "BYTE_STREAM_SPLIT" for name in whole.column_names if name not in texts
            },
            store_schema=False,
        )


def _read(path: Path) -> pd.DataFrame:
    with path.open("rb") as file:
        frame: pd.DataFrame = pq.read_table(file).to_pandas()
    return frame
