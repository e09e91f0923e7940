"""Merging: stores of one sweep give the store of the sweep run in one piece."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scomm import InputError, Outcomes, Sweep
from scomm.sweeps.execution.serial import serially
from scomm.sweeps.merge import merge
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.reading import Store
from tests.sweeps.answers import FAKE

Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def shards(spec_text: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the folders of three shards of the tiny sweep."""
    folder = tmp_path_factory.mktemp("shards")
    sweep = Sweep.from_text(spec_text)
    return [
        sweep.run(folder / str(k), backend="serial", shard=Shard(k, 3), progress=False).folder
        for k in (1, 2, 3)
    ]


def test_shards_are_parts(shards: list[Path]) -> None:
    points = [sorted(load_store(folder).runs["point"].unique()) for folder in shards]
    assert points == [[0, 3], [1], [2]]


def test_all_shards_are_the_undisturbed_store(
    shards: list[Path], store: Store, tmp_path: Path, tree: Tree
) -> None:
    merged = merge([shards[2], shards[0], shards[1]], tmp_path / "merged", print)
    assert tree(merged.folder) == tree(store.folder)
    assert merged.manifest["shard"].is_whole
    # Merging again changes nothing.
    merge(shards, tmp_path / "merged", print)
    assert tree(merged.folder) == tree(store.folder)


def test_a_shard_may_have_nothing_to_do(
    spec_text: str, store: Store, tmp_path: Path, tree: Tree
) -> None:
    sweep = Sweep.from_text(spec_text)
    folders = [tmp_path / str(k) for k in range(1, 6)]
    for k, folder in enumerate(folders, start=1):
        sweep.run(folder, backend="serial", shard=Shard(k, 5), progress=False)
    idle = load_store(folders[4])
    assert idle.complete
    assert idle.runs.empty
    assert idle.totals.empty
    merged = merge(folders, tmp_path / "merged", print)
    assert tree(merged.folder) == tree(store.folder)


def test_a_shard_that_is_missing_is_waited_for(
    shards: list[Path], store: Store, tmp_path: Path, tree: Tree, spec_text: str
) -> None:
    merged = merge(shards[:2], tmp_path / "merged", print)
    status = merged.runs.groupby("point")["status"].unique()
    assert [list(each) for each in status] == [["done"], ["done"], ["waiting"], ["done"]]
    assert merged.estimates()["point"].unique().tolist() == [0, 1, 3]
    merge([merged.folder, shards[2]], tmp_path / "later", print)
    assert tree(tmp_path / "later") == tree(store.folder)
    Sweep.from_text(spec_text).run(merged.folder, backend="serial", progress=False)
    assert tree(merged.folder) == tree(store.folder)


def test_failures_are_merged_and_a_success_counts_more(
    spec_text: str,
    shards: list[Path],
    store: Store,
    tmp_path: Path,
    tree: Tree,
) -> None:
    def fail(settings: object, seed: int, **named: object) -> Outcomes:
        raise ValueError("out of luck")

    sweep = Sweep.from_text(spec_text)
    for k in (1, 2):
        folder = tmp_path / f"failed-{k}"
        sweep.run(folder, backend=serially(fail), shard=Shard(k, 3), progress=False)
    merged = merge([tmp_path / "failed-1", *shards[1:]], tmp_path / "merged", print)
    assert merged.runs["status"].value_counts().to_dict() == {"done": 12, "failed": 12}
    assert len(merged.failures) == 12
    both = merge([tmp_path / "failed-2", *shards], tmp_path / "both", print)
    assert tree(both.folder) == tree(store.folder)


def test_what_cannot_be_merged_is_refused(
    spec_text: str, shards: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="cannot take runs over from itself"):
        merge(shards, shards[0], print)
    other = spec_text.replace("replicates = 3", "replicates = 2")
    Sweep.from_text(other).run(tmp_path / "other", backend=FAKE, progress=False)
    with pytest.raises(InputError, match="are of different sweeps"):
        merge([shards[0], tmp_path / "other"], tmp_path / "merged", print)
    damaged = Path(shutil.copytree(shards[0], tmp_path / "damaged"))
    (damaged / "totals-00000.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=r"totals-00000\.parquet is damaged.*'scomm sweep' into"):
        merge([damaged, shards[1]], tmp_path / "merged", print)
