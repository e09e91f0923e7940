"""Verification of a store: file hashes, and a sample of its runs reproduced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from scomm.sweeps.catalog.columns import columns_of
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.estimation import totals
from scomm.sweeps.estimation.months import reduction
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import Backend, Done
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.identities import digests_of, keys_of, names_of
from scomm.sweeps.plan.plan import Plan, plan
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.store import provenance
from scomm.sweeps.store.damage import UNREADABLE, damaged, files_of_totals, reason
from scomm.sweeps.store.files import MANIFEST
from scomm.sweeps.store.hashes import check_folders
from scomm.sweeps.store.load import load
from scomm.sweeps.store.manifest import check_version
from scomm.sweeps.store.reading import Store


@dataclass(frozen=True)
class Verification:
    """The result: how much was checked, and a sentence for each fault.

    ``other_code`` is true if other code of the same model version made the store.
    """

    files: int
    redone: int
    other_code: bool
    wrong: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)


def verify(
    folder: Path, runs: int, seed: int | None = None, backend: str | Backend = "serial"
) -> Verification:
    """Check the hash of every file, and repeat a sample of the finished runs.

    A repeated run must equal the stored one to the last bit. If a file is damaged no run is
    repeated.

    Args:
        folder: the store's folder.
        runs: size of the sample, in runs.
        seed: what the sample depends on; None for the sweep's seed.
        backend: does the repeated runs.

    Raises:
        InputError: if there is no store, or if runs of another model version are to be repeated.
    """
    check_folders(folder)
    wrong = [f"{folder / name} {what}." for name, what in damaged(folder)]
    if wrong and (folder / MANIFEST).exists():
        return Verification(_count(folder), 0, False, wrong)
    store = load(folder)
    if not wrong:
        wrong = list(_unreadable(folder))
    files = _count(folder)
    ours = provenance.code()["model_source"]
    other_code = {state["model_source"] for state in store.manifest["code"]} != {ours}
    if wrong or not isinstance(store, Store) or not runs:
        return Verification(files, 0, other_code, wrong)
    check_version(folder, store.manifest)
    sample = _sample(store, runs, store.spec.seed if seed is None else seed)
    differing = list(_differing(store, sample, choose.chosen(backend))) if sample else []
    return Verification(files, len(sample), other_code, differing)


def _count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _unreadable(folder: Path) -> Iterator[str]:
    for path in files_of_totals(folder):
        try:
            Chunk.read(path)
        except UNREADABLE as error:
            yield f"{path} {reason(error)}."


def _sample(store: Store, runs: int, seed: int) -> list[dict[str, Any]]:
    """Draw a uniform sample of finished runs, as rows of the table of runs."""
    columns = ("identity", "point", "arm", "replicate", "status")
    finished = sum(
        pc.sum(pc.equal(table.column("status"), "done")).as_py() or 0
        for table in store.tables(["status"])
    )
    picked: set[int] = set()
    draw = 0
    while len(picked) < min(runs, finished):
        picked.add(derived_seed(seed, "run to verify", draw) % finished)
        draw += 1
    rows: list[dict[str, Any]] = []
    begin, numbers = 0, np.array(sorted(picked), np.int64)
    for table in store.tables(columns):
        done = table.filter(pc.equal(table.column("status"), "done"))
        inside = numbers[(numbers >= begin) & (numbers < begin + len(done))] - begin
        rows += done.take(inside).to_pylist()
        begin += len(done)
    return rows


def _differing(store: Store, sample: list[dict[str, Any]], backend: Backend) -> Iterator[str]:
    """Repeat runs, and yield a sentence for each that differs from the store."""
    planned = plan(store.spec)
    rows = {row["identity"]: row for row in sample}
    for done in backend([_tasks(planned, sample)], reduction(store.spec.months)):
        (identity,) = names_of(done.digests) or [each.hex() for each in done.failures]
        row = rows[identity]
        if found := _difference(store, done):
            yield (
                f"The run {identity[:12]} (point {row['point']}, arm {row['arm']!r}, "
                f"replicate {row['replicate']}) {found}."
            )


def _tasks(planned: Plan, sample: list[dict[str, Any]]) -> Tasks:
    worlds = planned.worlds(range(1 + max(row["replicate"] for row in sample)))
    return Tasks(
        digests=digests_of(bytes.fromhex(row["identity"]) for row in sample),
        seeds=np.array([worlds[row["replicate"]] for row in sample], np.int64),
        base=planned.base,
        changes=[planned.changes(row["point"], row["arm"]) for row in sample],
        which=np.arange(len(sample)),
        engine=choose.DEFAULT_ENGINE,
        rules=planned.spec.rules,
    )


def _difference(store: Store, done: Done[totals.Block]) -> str:
    """Describe how a repeated run differs from the store, "" if it does not."""
    for failure in done.failures.values():
        return f"fails now: {failure.message}"
    assert done.kept is not None
    kept = store.catalog.read(store.catalog.find(keys_of(done.digests)))
    differing = [
        name
        for name, values in columns_of([done.kept], store.catalog.columns).items()
        if not np.array_equal(values, kept[name])
    ]
    return f"gives other {', '.join(differing)} now" if differing else ""
