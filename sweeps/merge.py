"""Merging stores of one sweep: shards made on different machines, or halves of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scomm.model.errors import InputError
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.plan.shard import WHOLE
from scomm.sweeps.schedule.schedule import Schedule
from scomm.sweeps.store.damage import Tell
from scomm.sweeps.store.extension import changed_rules, changed_table
from scomm.sweeps.store.failures import files_of_failures
from scomm.sweeps.store.files import FAILURES
from scomm.sweeps.store.hashes import read_hashes
from scomm.sweeps.store.load import load_store
from scomm.sweeps.store.manifest import read_manifest
from scomm.sweeps.store.opening import Request, opened
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.state import mark_failures


def merge(
    folders: Sequence[Path], out: Path, tell: Tell, accept_code_change: bool = False
) -> Store:
    """Merge the finished runs of stores of the same sweep into the store ``out``.

    The store of all shards of a sweep is, byte for byte, that of the sweep run in one piece. Runs
    that no store has are waiting in it: to do them, run the sweep into it.

    Args:
        folders: the stores to be merged.
        out: the folder of the merged store.
        tell: gets a sentence for each damaged file that was set aside.
        accept_code_change: merge runs that other code of the same model version made.

    Returns:
        The merged store.

    Raises:
        InputError: if the stores are not of the same sweep, or cannot be merged for another reason
            (see ``scomm.sweeps.store.opening``).
        Unwritable: if nothing more can be saved (``scomm.sweeps.store.writer``).
    """
    stores = [load_store(folder) for folder in folders]
    spec = stores[0].spec
    for folder, store in zip(folders, stores, strict=True):
        if rules := changed_rules(spec, store.spec):
            raise InputError(
                f"The stores {folders[0]} (there) and {folder} (here) are of a sweep {rules}, so "
                "their runs are those of different models and cannot be merged."
            )
        if changed := changed_table(spec, store.spec):
            raise InputError(
                f"The stores {folders[0]} (there) and {folder} (here) are of a sweep {changed}, so "
                "their runs are those of different places and cannot be merged."
            )
        if store.spec != spec:
            raise InputError(
                f"The stores {folders[0]} and {folder} are of different sweeps; only stores of one "
                "sweep file can be merged (scomm sweep --reuse takes over what two have in common)."
            )
    planned = plan(spec)
    engine = stores[0].manifest["engine"]
    request = Request(planned, engine, WHOLE, folders, accept_code_change)
    with opened(out, request, tell) as writer:
        for folder in folders:
            for path in files_of_failures(folder, FAILURES in read_hashes(folder)):
                writer.failures.read(path)
        # Before progress is computed: a point must not wait for a run that failed.
        mark_failures(writer.catalog, writer.failures)
        keep = writer.catalog.finished(elsewhere=True)
        schedule = Schedule(planned, request.points, writer.catalog, keep, writer.take_over)
        schedule.settle()
        writer.complete(schedule.wanted())
    return Store(out, spec, read_manifest(out))
