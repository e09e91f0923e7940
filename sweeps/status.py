"""The status of a store: runs by arm and status, size, provenance and current writer."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store import runs
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.lock import writer_of
from scomm.sweeps.store.manifest import differing
from scomm.sweeps.store.reading import Counts
from scomm.sweeps.store.state import StoreState
from scomm.sweeps.sweep_file import Until


@dataclass(frozen=True)
class Reached:
    """Points of an adaptive sweep: how many reached the half-width, and how many stopped short.

    Those ``at_most`` have as many replicates as are allowed; the others have not ended yet.
    """

    half_width: int
    at_most: int
    not_ended: int


@dataclass(frozen=True)
class Status:
    """The status of a store. ``size`` is in bytes; ``writer`` describes a process, "" if none.

    ``complete`` is true if no run is waiting; ``reached`` is None where replicates are fixed, and
    for a store of another model version, whose plan this one cannot reconstruct.
    """

    folder: str
    sweep: str
    complete: bool
    points: int
    shard: Shard
    runs: Counts
    reached: Reached | None
    files: int
    size: int
    versions: dict[str, str]
    sources: list[str]
    writer: str

    @property
    def by_status(self) -> dict[str, int]:
        """Status -> number of runs of all arms."""
        return {name: sum(arm[name] for arm in self.runs.values()) for name in runs.STATUSES}

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {**asdict(self), "shard": self.shard.as_json()}


def status(folder: Path) -> Status:
    """Read the status of a store, also while another process writes it.

    Args:
        folder: the folder of a store with its runs.

    Raises:
        InputError: if the folder holds no such store, or a damaged one.
    """
    store = load_store(folder)
    manifest, spec, complete = store.manifest, store.spec, store.complete
    # An incomplete store of another version is refused when its runs are counted.
    reached = isinstance(spec.replicates, Until) and not (complete and differing(manifest))
    points, counts = store.count()
    sizes = list(_sizes(folder))
    return Status(
        folder=str(folder),
        sweep=spec.name,
        complete=complete and not any(each["waiting"] for each in counts.values()),
        points=points,
        shard=manifest["shard"],
        runs=counts,
        reached=_reached(store.state) if reached else None,
        files=len(sizes),
        size=sum(sizes),
        versions=manifest["versions"],
        sources=[state["model_source"] for state in manifest["code"]],
        writer=writer_of(folder),
    )


def missing_shards(found: Sequence[Status]) -> list[str]:
    """List the shards that are missing among stores of one sweep, such as ["2/3"].

    Empty if the whole sweep is there, or if the stores differ in their number of shards.
    """
    cuts = {each.shard.parts for each in found}
    if len(cuts) > 1 or len({each.sweep for each in found}) > 1:
        return []
    (parts,) = cuts
    there = {each.shard.part for each in found}
    return [str(Shard(part, parts)) for part in range(1, parts + 1) if part not in there]


def _sizes(folder: Path) -> Iterator[int]:
    """Yield the size of each file, except those that a writer removes meanwhile."""
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                yield Path(parent, name).stat().st_size


def _reached(now: StoreState) -> Reached | None:
    until = now.wanted.plan.spec.replicates
    if now.progress is None or not isinstance(until, Until):
        return None
    narrow = now.progress.half_width <= until.half_width
    return Reached(
        half_width=int((now.progress.ended & narrow).sum()),
        at_most=int((now.progress.ended & ~narrow).sum()),
        not_ended=int(np.count_nonzero(~now.progress.ended)),
    )
