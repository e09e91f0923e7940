"""A damaged file of any kind is reported, set aside, and its runs are repeated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scomm import InputError, Sweep, load
from scomm.sweeps.execution.backend import Todo
from scomm.sweeps.store.writer import Saving
from scomm.sweeps.sweep import Interrupted
from tests.sweeps.answers import FAKE
from tests.sweeps.rehash import rehash

Tree = Callable[[Path], dict[str, bytes]]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def drop_a_column(path: Path) -> None:
    pq.write_table(pq.read_table(path).drop_columns(["encounters"]), path)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


DAMAGE = [cut, flip, empty, remove]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize(
    "name", ["totals-00000.parquet", "runs.parquet", "sweep.toml", "SHA256SUMS"]
)
def test_a_complete_store_is_made_whole_again(
    spec_text: str,
    tmp_path: Path,
    tree: Tree,
    capsys: pytest.CaptureFixture[str],
    name: str,
    damage: Callable[[Path], None],
) -> None:
    sweep, folder = Sweep.from_text(spec_text), tmp_path / "store"
    sweep.run(folder, backend=FAKE, progress=False)
    whole = tree(folder)
    damage(folder / name)
    sweep.run(folder, backend=FAKE)
    said = capsys.readouterr().err
    after = tree(folder)
    aside = {key: after.pop(key) for key in list(after) if key.startswith("damaged/")}
    assert after == whole
    if name != "SHA256SUMS":
        assert f"{folder / name} is {'missing' if damage is remove else 'damaged'}" in said
        assert len(aside) == (damage is not remove)
    # A file that is set aside does not obstruct the next one.
    damage(folder / name)
    sweep.run(folder, backend=FAKE, progress=False)
    assert {key: each for key, each in tree(folder).items() if "damaged" not in key} == whole


@pytest.mark.parametrize("damage", [cut, flip, empty, remove, drop_a_column])
def test_a_store_under_way_redoes_the_runs_of_a_damaged_file(
    spec_text: str,
    tmp_path: Path,
    tree: Tree,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
) -> None:
    sweep, folder = Sweep.from_text(spec_text), tmp_path / "store"
    whole = tree(sweep.run(tmp_path / "whole", backend=FAKE, progress=False).folder)

    def interrupted(tasks: Todo, keep: Any) -> Any:
        for number, done in enumerate(FAKE(tasks, keep)):
            if number == 12:
                raise KeyboardInterrupt
            yield done

    with pytest.raises(Interrupted):
        saving = Saving(most_held=5)
        sweep.run(folder, backend=interrupted, saving=saving, progress=False)
    pending = sorted((folder / "pending").iterdir())
    assert len(pending) == 3
    damage(pending[0])
    if damage in (cut, empty, drop_a_column):
        with pytest.raises(InputError, match=f"pending/{pending[0].name} is damaged"):
            _ = load(folder).runs
    sweep.run(folder, backend=FAKE)
    if damage is not remove:
        assert f"{pending[0]} is damaged" in capsys.readouterr().err
        assert [path.name for path in (folder / "damaged").iterdir()] == [pending[0].name]
    after = tree(folder)
    assert {key: each for key, each in after.items() if not key.startswith("damaged/")} == whole


def test_totals_of_other_columns_are_made_again(
    spec_text: str, tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the hash fits: another state of the code wrote the file."""
    sweep, folder = Sweep.from_text(spec_text), tmp_path / "store"
    sweep.run(folder, backend=FAKE, progress=False)
    whole = tree(folder)
    drop_a_column(folder / "totals-00000.parquet")
    rehash(folder, "totals-00000.parquet")
    sweep.run(folder, backend=FAKE)
    assert "totals-00000.parquet is damaged: its columns are others" in capsys.readouterr().err
    after = tree(folder)
    assert after.pop("damaged/totals-00000.parquet")
    assert after == whole


@pytest.mark.parametrize("damage", [cut, empty, remove])
def test_without_its_manifest_a_store_is_gone_on_with_only_if_asked(
    spec_text: str, tmp_path: Path, tree: Tree, damage: Callable[[Path], None]
) -> None:
    sweep, folder = Sweep.from_text(spec_text), tmp_path / "store"
    sweep.run(folder, backend=FAKE, progress=False)
    whole = tree(folder)
    damage(folder / "manifest.json")
    with pytest.raises(InputError, match="no store of a sweep" if damage is remove else "damaged"):
        load(folder)
    with pytest.raises(InputError, match=r"its source is unknown, and this is .*code-change"):
        sweep.run(folder, backend=FAKE, progress=False)
    sweep.run(folder, backend=FAKE, accept_code_change=True, progress=False)
    assert json.loads((folder / "manifest.json").read_text())["name"] == "tiny"
    assert {key: each for key, each in tree(folder).items() if "damaged" not in key} == whole
