"""A store as a lazy relation: complete, incomplete, and without Polars."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import polars as pl
import pytest

from scomm import InputError, Sweep, scan
from scomm.model.groups import GROUPS
from scomm.sweeps.catalog.columns import SCHEMA
from scomm.sweeps.store.files import pending_name, sha256
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.seal import unlist, unseal


def test_it_has_every_finished_run_with_its_totals(store: Store) -> None:
    found = scan(store)
    assert isinstance(found, pl.LazyFrame)
    names = found.collect_schema().names()
    assert set(store.varied) | set(SCHEMA.names) < set(names)
    table = found.collect()
    assert len(table) == len(store.runs) * 2 * 2 * len(GROUPS)
    here, there = table["prints"].sum(), store.totals["prints"].sum()
    assert here == there > 0


def test_a_store_under_way_has_what_is_saved(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.folder, tmp_path / "store")
    whole = scan(tmp_path / "store").collect()
    unseal(tmp_path / "store")
    # A run in two files is deduplicated.
    (tmp_path / "store" / "pending").mkdir()
    totals = "totals-00000.parquet"
    pending = pending_name(sha256(tmp_path / "store" / totals))
    shutil.copy(tmp_path / "store" / totals, tmp_path / "store" / "pending" / pending)
    under_way = scan(tmp_path / "store").collect()
    key = ["point", "arm", "replicate", "places", "period", "group"]
    columns = [*key, "prints", "expected_reports_violent"]
    assert under_way.select(columns).sort(key).equals(whole.select(columns).sort(key))


def test_a_store_without_runs_is_said_to_have_none(
    store: Store, spec_text: str, tmp_path: Path
) -> None:
    shutil.copytree(store.folder, tmp_path / "store")
    unseal(tmp_path / "store")
    unlist(tmp_path / "store", "totals-00000.parquet")
    (tmp_path / "store" / "totals-00000.parquet").unlink()
    with pytest.raises(InputError, match="has no finished runs yet"):
        scan(tmp_path / "store")
    with pytest.raises(InputError):
        scan(tmp_path / "nothing")
    assert Sweep.from_text(spec_text).spec == store.spec


def test_without_polars_it_says_what_to_install(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match=r"pip install 'scomm\[scan\]'"):
        scan(store)
