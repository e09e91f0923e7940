"""A store as a lazy Polars relation: its runs beside their totals, read when a query is collected.

Polars rather than DuckDB, since a query stays a Python object that a notebook can pass on, filters
and columns are pushed down into the Parquet files, and the relation needs no connection that has to
outlive it. DuckDB reads the same files by their names: see ``docs/store.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from scomm.model.errors import InputError
from scomm.sweeps.catalog.columns import IDENTITY, LABELS, MONTHS
from scomm.sweeps.store.files import RUNS
from scomm.sweeps.store.hashes import check, read_hashes
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.reading import Store

if TYPE_CHECKING:
    import polars as pl


def scan(store: Store | str | Path) -> pl.LazyFrame:
    """Scan a store's finished runs with their totals, as a lazy Polars frame.

    Only what a query needs is read, when it is collected, so a store may be larger than memory.

    Args:
        store: a store, or its folder. Of an incomplete one, the runs saved by now are scanned.

    Returns:
        A LazyFrame with a row for each run, places, period and group. The columns are those of
        ``runs.parquet``, then those of the totals, as ``docs/store.md`` defines them.

    Raises:
        InputError: if Polars is not installed, and for a folder that holds no store with runs.

    >>> import polars as pl
    >>> from scomm import scan                                                 # doctest: +SKIP
    >>> runs = scan("results/demo").filter(period="after", places="focal")     # doctest: +SKIP
    >>> runs.group_by("point", "arm").agg(pl.col("prints").sum()).collect()    # doctest: +SKIP
    """
    try:
        import polars as pl
    except ImportError:
        raise InputError(
            "scan needs the package polars, which is not installed; install it with "
            "pip install 'scomm[scan]', or read the store's Parquet files by their names."
        ) from None
    if not isinstance(store, Store):
        store = load_store(store)
    files = list(store.catalog.files().values())
    if store.complete:
        check(store.folder, RUNS, read_hashes(store.folder))
        runs = pl.scan_parquet(store.folder / RUNS)
    else:
        runs = pl.DataFrame(pa.concat_tables(store.tables())).lazy()
    if not files:
        raise InputError(f"The store {store.folder} has no finished runs yet, so nothing to scan.")
    totals = pl.scan_parquet(files)
    if store.catalog.months:
        totals = totals.drop(MONTHS)
    if not store.complete:
        # Deduplicated: in an incomplete store a run may be in two files, with the same totals.
        totals = totals.unique([IDENTITY, *LABELS])
    return runs.join(totals, on=IDENTITY)
