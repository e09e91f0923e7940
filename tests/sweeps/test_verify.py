"""Verifying a store: every file by its hash, and a sample of runs by repeating them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scomm import InputError, Sweep
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.estimation.estimands import pick
from scomm.sweeps.plan.identities import digests_of, keys_of
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.manifest import signed
from scomm.sweeps.store.reading import Store
from scomm.sweeps.verify import _sample, verify
from tests.sweeps.rehash import rehash


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Path:
    return Path(shutil.copytree(store.folder, tmp_path / "copy"))


def test_a_store_is_what_was_written_and_can_be_had_again(store: Store) -> None:
    found = verify(store.folder, runs=6)
    assert found.wrong == []
    assert found.redone == 6
    assert not found.other_code
    # Not more than there are.
    assert verify(store.folder, runs=1000).redone == 24


def test_the_sample_is_keyed_and_spread(store: Store) -> None:
    def sample(runs: int, seed: int) -> list[str]:
        return [row["identity"] for row in _sample(store, runs, seed)]

    assert sample(6, 1) == sample(6, 1)
    assert sample(6, 1) != sample(6, 2)
    assert len(set(sample(6, 1))) == 6
    assert sorted(sample(24, 1)) == sorted(store.runs["identity"])


@pytest.mark.parametrize("name", ["totals-00000.parquet", "runs.parquet", "sweep.toml"])
def test_a_damaged_file_is_named(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    # A remark in the sweep file, a byte in the others.
    (copy / name).write_bytes(content + b"#" if name == "sweep.toml" else content[:-1] + b"?")
    found = verify(copy, runs=5)
    assert found.wrong == [f"{copy / name} is damaged: its content is not that of SHA256SUMS."]
    assert found.redone == 0
    # Verifying changes nothing.
    assert (copy / name).exists()


def test_a_run_that_gives_something_else_is_named(copy: Path) -> None:
    """In a file that was changed together with its hash."""
    store = load_store(copy)
    changed = store.runs["identity"].iloc[13]
    digests = Chunk.read(copy / "totals-00000.parquet").digests
    locations = store.catalog.find(keys_of(digests))
    columns: dict[str, Any] = dict(store.catalog.read(locations))
    columns["prints"][13, 7] += 1
    path = copy / "totals-00000.parquet"
    chunks.write(path, [(digests, columns)])
    rehash(copy, path.name)
    found = verify(copy, runs=24)
    assert found.wrong == [
        f"The run {changed[:12]} (point 2, arm 'enrolled', replicate 1) gives other prints now."
    ]
    assert digests_of([bytes.fromhex(changed)]).tobytes() == digests[13].tobytes()


def test_other_code_is_said_and_another_version_refused(copy: Path) -> None:
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["code"][0]["model_source"] = "5" * 64
    path.write_bytes(signed(manifest))
    found = verify(copy, runs=2)
    assert found.other_code
    assert found.wrong == []
    manifest["versions"]["model"] = "0.0.9"
    path.write_bytes(signed(manifest))
    with pytest.raises(InputError, match=r"model version 0\.0\.9"):
        verify(copy, runs=2)
    assert verify(copy, runs=0).wrong == []


def test_a_condensed_store_has_files_to_verify(store: Store, tmp_path: Path) -> None:
    condense(store, tmp_path / "small", pick("reporting_rate", ("all",), ("all",)))
    found = verify(tmp_path / "small", runs=5)
    assert (found.wrong, found.redone, found.files) == ([], 0, 5)


def test_a_file_that_is_no_totals_is_named(copy: Path) -> None:
    path = copy / "totals-00000.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["prints"]), path)
    rehash(copy, path.name)
    assert verify(copy, runs=1).wrong == [f"{path} is damaged: its columns are others."]


def test_a_store_under_way_is_verified_too(spec_text: str, tmp_path: Path) -> None:
    store = Sweep.from_text(spec_text).run(
        tmp_path / "store", backend="serial", shard=Shard(1, 2), progress=False
    )
    assert verify(store.folder, runs=3).redone == 3
