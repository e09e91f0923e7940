"""``docs/store.md``: its columns are those of a store, and its examples run."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from scomm.sweeps.estimation.estimands import pick
from scomm.sweeps.store import column_meanings
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.reading import Store

TEXT = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
VARIED = ["pretextual_propensity", "community_trust"]


def blocks(language: str, word: str) -> str:
    (found,) = [block for kind, block in BLOCKS if kind == language and word in block]
    return str(found)


def shown(code: str, store: Store) -> str:
    """Run a block of Python on a store and return its output."""
    printed = StringIO()
    with redirect_stdout(printed):
        exec(code.replace("STORE", str(store.folder)), {})
    return printed.getvalue()


@pytest.fixture(scope="module")
def rates(store: Store) -> list[float]:
    """The rates that every example must find, from ``estimates``, by point and arm."""
    table = store.estimates(wanted=pick("reporting_rate", ("violent",), ("hispanic",)))
    return [value for _, row in table.iterrows() for value in (row["arm"], row["reference"])]


def test_the_columns_are_those_described(store: Store, tmp_path: Path) -> None:
    runs = list(pq.read_schema(store.folder / "runs.parquet").names)
    assert [name for name in runs if name not in VARIED] == list(column_meanings.RUNS)
    assert runs[5:7] == VARIED
    totals = pq.read_schema(store.folder / "totals-00000.parquet").names
    assert totals == list(column_meanings.totals())
    assert list(store.failures.columns) == list(column_meanings.FAILURES)
    condense(store, tmp_path / "small", pick("reporting_rate", ("all",), ("all",)))
    for name, described in (
        ("points", column_meanings.POINTS),
        ("estimates", column_meanings.ESTIMATES),
    ):
        columns = pq.read_schema(tmp_path / "small" / f"{name}.parquet").names
        assert [each for each in columns if each not in VARIED] == list(described)
        place = columns.index("point")
        assert columns[place + 1 : place + 3] == VARIED


def test_load_reads_it(store: Store) -> None:
    printed = shown(blocks("python", "store.estimates()"), store)
    assert "enrolled  done" in printed
    assert "[24 rows x 24 columns]" in printed


def test_pandas_reads_it(store: Store, rates: list[float]) -> None:
    printed = shown(blocks("python", "import pandas"), store)
    found = [float(line.split()[-1]) for line in printed.splitlines() if "." in line]
    assert found == pytest.approx(rates, rel=1e-5)


def test_duckdb_reads_it(store: Store, rates: list[float]) -> None:
    query = blocks("sql", "SELECT").replace("STORE", str(store.folder))
    assert [row[2] for row in duckdb.sql(query).fetchall()] == pytest.approx(rates)


def test_polars_reads_it(store: Store, rates: list[float]) -> None:
    code = blocks("python", "scan_parquet").replace("STORE", str(store.folder))
    found: list[pl.DataFrame] = []
    exec(code, {"print": found.append})
    assert found[0]["rate"].to_list() == pytest.approx(rates)


def test_scan_reads_it(store: Store, rates: list[float]) -> None:
    code = blocks("python", "import scan").replace("STORE", str(store.folder))
    found: list[pl.DataFrame] = []
    exec(code, {"print": found.append})
    assert found[0]["rate"].to_list() == pytest.approx(rates)


def test_parts_are_read(store: Store) -> None:
    code = blocks("python", "estimates_in_parts").replace("STORE", str(store.folder))
    found: list[pd.DataFrame] = []
    exec(code, {"print": found.append})
    assert pd.concat(found)["point"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_types_are_plain_everywhere(store: Store) -> None:
    """Texts are texts and numbers are numbers, for a program that knows Parquet alone."""
    totals = pl.read_parquet(store.folder / "totals-00000.parquet")
    assert {str(kind) for kind in totals.dtypes} == {"String", "Int64", "Float64"}
    runs = pl.read_parquet(store.folder / "runs.parquet")
    assert dict(zip(runs.columns, map(str, runs.dtypes), strict=True))["seed"] == "UInt64"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_checks_it(store: Store) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=store.folder, capture_output=True
    )
    assert done.returncode == 0, done.stderr
