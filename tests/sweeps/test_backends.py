"""Serial and parallel give the same bytes, however many workers there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from model import Outcomes, Settings
from sweeps import Sweep, execute
from sweeps.store import RUNS, TOTALS, Store


@pytest.mark.parametrize("workers", [1, 2])
def test_ray_gives_the_bytes_that_serial_gives(
    spec_text: str, store: Store, tmp_path: Path, workers: int
) -> None:
    folder = tmp_path / "store"
    Sweep.from_text(spec_text).run(folder, backend="ray", workers=workers, progress=False)
    for name in (RUNS, TOTALS):
        assert (folder / name).read_bytes() == (store.folder / name).read_bytes()


def test_workers_have_one_thread_and_ray_listens_to_this_machine_alone(tiny: Settings) -> None:
    def keep(outcomes: Outcomes) -> tuple[str, str]:
        import os

        import ray

        return os.environ.get("NUMBA_NUM_THREADS", ""), ray.util.get_node_ip_address()

    tasks = [
        execute.Task(name, tiny.replace(weeks=25), 1, execute.DEFAULT_ENGINE)
        for name in ("here", "on a worker")
    ]
    done = {each.identity: each for each in execute.backend("ray", 1)(tasks, keep)}
    assert done["on a worker"].kept == ("1", "127.0.0.1"), done["on a worker"].error


def test_a_run_that_fails_on_a_worker_is_a_row(tmp_path: Path, spec_text: str) -> None:
    """A table that is gone when its runs begin: known to nobody before, said by each of them."""
    table = tmp_path / "places.csv"
    table.write_text("name,state,population,activation\nAda,Idaho,1000,2009-02-02\n")
    text = (
        spec_text.replace("population = 1000", f'places = "table"\ntable = "{table}"')
        .replace("activation = 2009-02-02", "")
        .replace("replicates = 3", "replicates = 1")
    )
    sweep = Sweep.from_text(text)
    table.unlink()
    broken = sweep.run(tmp_path / "store", backend="ray", workers=1, progress=False)
    assert (broken.runs["status"] == "failed").all()
    assert broken.runs["error"].str.contains("places.csv").all()
    assert broken.totals.empty
