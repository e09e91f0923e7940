"""The status of a store: complete, incomplete, and while another process writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scomm import Sweep
from scomm.model.errors import InputError
from scomm.sweeps.cli import main
from scomm.sweeps.execution.backend import SIMULATION, Todo
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.status import missing_shards, status
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.seal import unseal
from scomm.sweeps.store.writer import Saving
from scomm.sweeps.verify import verify
from tests.sweeps.answers import FAKE, failed


def test_a_complete_store(store: Store) -> None:
    found = status(store.folder)
    assert found.complete
    assert found.points == 4
    nothing = {"failed": 0, "lost": 0, "waiting": 0}
    assert found.runs == {"enrolled": {"done": 12, **nothing}, "never": {"done": 12, **nothing}}
    assert found.size == sum(path.stat().st_size for path in store.folder.iterdir())
    assert found.writer == ""
    assert found.reached is None
    assert found.versions["model"] == store.manifest["versions"]["model"]
    assert found.sources == [store.manifest["code"][0]["model_source"]]


def test_a_store_that_is_being_written(spec_text: str, tmp_path: Path) -> None:
    """Called from inside the sweep, after each run: it counts the saved runs."""
    seen = []

    def failing(tasks: Todo, keep: Any) -> Any:
        for number, done in enumerate(FAKE(tasks, keep)):
            yield failed(done, SIMULATION, "out of luck") if number == 2 else done
            now = status(tmp_path)
            seen.append({name: sum(arm[name] for arm in now.runs.values()) for name in STATUSES})
            assert now.writer.startswith("process ")
            assert not now.complete

    saving = Saving(most_held=4)
    Sweep.from_text(spec_text).run(tmp_path, backend=failing, saving=saving, progress=False)
    assert [each["done"] for each in seen] == [0] * 3 + [3] * 4 + [7] * 4 + [11] * 4 + [15] * 4 + [
        19
    ] * 4 + [23]
    assert [each["failed"] for each in seen] == [0] * 3 + [1] * 21
    assert all(sum(each.values()) == 24 for each in seen)


STATUSES = ("done", "failed", "lost", "waiting")


def test_a_shard(spec_text: str, tmp_path: Path) -> None:
    Sweep.from_text(spec_text).run(tmp_path, backend=FAKE, shard=Shard(1, 2), progress=False)
    found = status(tmp_path)
    assert found.shard == Shard(1, 2)
    assert found.points == 2
    assert found.complete


def test_several_shards_are_added_up_and_the_missing_one_is_named(
    spec_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep = Sweep.from_text(spec_text)
    folders = [tmp_path / f"{k}" for k in (1, 3)]
    for k, folder in zip((1, 3), folders, strict=True):
        sweep.run(folder, backend=FAKE, shard=Shard(k, 3), progress=False)
    assert missing_shards([status(folder) for folder in folders]) == ["2/3"]
    assert main(["status", *map(str, folders)]) == 0
    printed = capsys.readouterr().out
    assert "not among them: shard 2/3\nnot complete" in printed
    cells = [line.split() for line in printed.splitlines()]
    assert [str(folders[0]), "1/3", "2", "12", "0", "0", "0"] in cells
    assert ["all", "3", "18", "0", "0", "0"] in cells
    sweep.run(tmp_path / "2", backend=FAKE, shard=Shard(2, 3), progress=False)
    assert main(["status", *map(str, folders), str(tmp_path / "2"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["complete"], found["missing"]) == (True, [])
    assert found["by_status"] == {"done": 24, "failed": 0, "lost": 0, "waiting": 0}
    assert [each["shard"] for each in found["stores"]] == [[1, 3], [3, 3], [2, 3]]


def test_a_damaged_table_of_failures_is_named(spec_text: str, tmp_path: Path) -> None:

    def failing(tasks: Todo, keep: Any) -> Any:
        for done in FAKE(tasks, keep):
            yield failed(done, SIMULATION, "out of luck")

    sweep = Sweep.from_text(spec_text)
    folder = sweep.run(tmp_path / "store", backend=failing, progress=False).folder
    # Nothing finished, so nothing is repeated; and there is nothing to read but the failures.
    assert verify(folder, 5).redone == 0
    unseal(folder)
    (folder / "failures.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"failures.parquet is damaged.*'scomm sweep' into"):
        status(folder)
