"""The status of a store: complete, under way, and while somebody writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scomm import Sweep
from scomm.model.errors import InputError
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import SIMULATION, Todo
from scomm.sweeps.status import status
from scomm.sweeps.store import writer
from scomm.sweeps.store.reading import Store
from scomm.sweeps.verify import verify
from tests.sweeps.answers import failed


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


@pytest.mark.usefixtures("fabricated")
def test_a_store_that_is_being_written(
    spec_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked from inside the sweep, after each run: it counts what is saved."""
    backend: Any = choose.backend("serial")
    seen = []

    def failing(tasks: Todo, keep: Any) -> Any:
        for number, done in enumerate(backend(tasks, keep)):
            yield failed(done, SIMULATION, "out of luck") if number == 2 else done
            now = status(tmp_path)
            seen.append({name: sum(arm[name] for arm in now.runs.values()) for name in STATUSES})
            assert now.writer.startswith("process ")
            assert not now.complete

    monkeypatch.setattr(choose, "backend", lambda *given: failing)
    monkeypatch.setattr(writer, "MOST_HELD", 4)
    Sweep.from_text(spec_text).run(tmp_path, progress=False)
    assert [each["done"] for each in seen] == [0] * 3 + [3] * 4 + [7] * 4 + [11] * 4 + [15] * 4 + [
        19
    ] * 4 + [23]
    assert [each["failed"] for each in seen] == [0] * 3 + [1] * 21
    assert all(sum(each.values()) == 24 for each in seen)


STATUSES = ("done", "failed", "lost", "waiting")


@pytest.mark.usefixtures("fabricated")
def test_a_shard(spec_text: str, tmp_path: Path) -> None:
    Sweep.from_text(spec_text).run(tmp_path, shard=(1, 2), progress=False)
    found = status(tmp_path)
    assert found.shard == (1, 2)
    assert found.points == 2
    assert found.complete


@pytest.mark.usefixtures("fabricated")
def test_a_damaged_table_of_failures_is_named(
    spec_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend: Any = choose.backend("serial")

    def failing(tasks: Todo, keep: Any) -> Any:
        for done in backend(tasks, keep):
            yield failed(done, SIMULATION, "out of luck")

    monkeypatch.setattr(choose, "backend", lambda *given: failing)
    folder = Sweep.from_text(spec_text).run(tmp_path / "store", progress=False).folder
    # Nothing finished, so nothing is done again; and there is nothing to read but the failures.
    assert verify(folder, 5).redone == 0
    (folder / "runs.parquet").unlink()
    (folder / "failures.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"failures.parquet is damaged.*'scomm sweep' into"):
        status(folder)
