"""A store is not resumed if that would give other results, or would drop some."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scomm import InputError, Sweep, load
from scomm.model.version import __version__
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store.manifest import signed
from scomm.sweeps.store.reading import Store
from tests.sweeps.answers import FAKE

Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Path:
    """A copy of the store of the tiny sweep."""
    return Path(shutil.copytree(store.folder, tmp_path / "copy"))


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_bytes(signed(manifest))


def run(text: str, folder: Path, **asked: Any) -> Store:
    return Sweep.from_text(text).run(folder, backend=FAKE, progress=False, **asked)


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ('name = "tiny"', 'name = "other"', "another sweep, whose name is tiny and not other"),
        ('scenario = "county"', 'scenario = "travis"', "whose scenario is county"),
        ("seed = 20101122", "seed = 1", "whose seed is 20101122 and not 1"),
        ("weeks = 60", "weeks = 61", "whose settings is"),
        ('never = { enrollment = "never" }', "", "the arm never = { enrollment = never }"),
        ('enrollment = "never"', "profiling = 2.0", "the arm never = { enrollment = never }"),
    ],
)
def test_another_sweep_is_refused(
    spec_text: str, copy: Path, tree: Tree, right: str, wrong: str, named: str
) -> None:
    before = tree(copy)
    with pytest.raises(InputError) as caught:
        run(spec_text.replace(right, wrong), copy)
    assert named in str(caught.value)
    assert tree(copy) == before


@pytest.mark.parametrize(
    ("right", "wrong", "dropped"),
    [
        ("replicates = 3", "replicates = 2", "8 of the 24"),
        ("[0.3, 0.7]", "[0.3, 0.5]", "12 of the 24"),
        (
            "replicates = 3",
            'replicates = { until = "reporting_rate.all", half_width = 0.1, most = 8 }',
            "",
        ),
    ],
)
def test_a_sweep_file_that_asks_for_less_is_refused(
    spec_text: str, tmp_path: Path, tree: Tree, right: str, wrong: str, dropped: str
) -> None:
    folder = tmp_path / "store"
    run(spec_text, folder)
    before = tree(folder)
    text = spec_text.replace(right, wrong)
    if not dropped:
        assert len(run(text, folder).runs) == 64
        return
    with pytest.raises(InputError, match=rf"no longer asks for {dropped} finished runs"):
        run(text, folder)
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: m.update(format=1), "has format 1"),
        (lambda m: m["versions"].update(model="0.0.9"), "made with model version 0.0.9, and this"),
        (lambda m: m.update(random_scheme="dice"), "made with random scheme dice, and this is"),
        (lambda m: m["code"][0].update(model_source="5" * 64), "its source is 555555555555, and"),
    ],
)
def test_what_another_model_made_is_refused(
    spec_text: str,
    copy: Path,
    tree: Tree,
    tmp_path: Path,
    change: Callable[[dict[str, Any]], None],
    named: str,
) -> None:
    change_manifest(copy, change)
    before = tree(copy)
    with pytest.raises(InputError) as caught:
        run(spec_text, copy)
    assert named in str(caught.value)
    assert tree(copy) == before
    with pytest.raises(InputError) as caught:
        run(spec_text, tmp_path / "new", reuse=[copy])
    assert named in str(caught.value)


def test_a_change_of_the_code_can_be_accepted(spec_text: str, copy: Path, tree: Tree) -> None:
    change_manifest(copy, lambda m: m["code"][0].update(model_source="5" * 64))
    before = tree(copy)
    run(spec_text, copy, accept_code_change=True)
    assert tree(copy) == before
    states = json.loads((copy / "manifest.json").read_text())["code"]
    assert [state["model_source"][:1] == "5" for state in states] == [True, False]
    # Both are known now.
    run(spec_text, copy)


def test_code_that_finished_no_run_does_not_matter(spec_text: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(spec_text, folder)
    (folder / "totals-00000.parquet").unlink()
    change_manifest(folder, lambda m: m["code"][0].update(model_source="5" * 64))
    run(spec_text, folder)
    assert len(json.loads((folder / "manifest.json").read_text())["code"]) == 1


def test_a_complete_store_of_another_version_is_still_read(copy: Path, store: Store) -> None:
    change_manifest(copy, lambda m: m["versions"].update(model="0.0.9"))
    assert load(copy).estimates().equals(store.estimates())


def test_another_shard_is_refused(spec_text: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(spec_text, folder, shard=Shard(1, 2))
    with pytest.raises(InputError, match="holds shard 1/2, but shard 2/2 is asked for"):
        run(spec_text, folder, shard=Shard(2, 2))
    assert len(run(spec_text, folder).runs) == 24
    with pytest.raises(InputError, match="holds the whole sweep, but shard 1/2 is asked for"):
        run(spec_text, folder, shard=Shard(1, 2))


def test_the_model_version_is_the_one_in_use(store: Store) -> None:
    assert store.manifest["versions"]["model"] == __version__
