"""Opening a store for writing: checks that it may be resumed, and reads its finished runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.plan.canonical_order import Wanted
from scomm.sweeps.plan.plan import Plan
from scomm.sweeps.plan.shard import WHOLE, Shard
from scomm.sweeps.store.damage import (
    UNREADABLE,
    Tell,
    damaged,
    files_of_totals,
    is_begun,
    read_failures,
    read_totals,
    reason,
    set_aside,
)
from scomm.sweeps.store.extension import (
    check_extension,
    check_has_runs,
    check_nothing_is_dropped,
    check_shard,
)
from scomm.sweeps.store.failures import Failures
from scomm.sweeps.store.files import HASHES, MANIFEST, SPEC, is_log, remove_unfinished, sync
from scomm.sweeps.store.hashes import Damaged, Hashes, check_folders, is_input, read_hashes
from scomm.sweeps.store.kept_spec import read_spec
from scomm.sweeps.store.lock import locked, writer_of
from scomm.sweeps.store.manifest import (
    Manifest,
    check_code,
    check_version,
    read_manifest,
    write_manifest,
)
from scomm.sweeps.store.seal import finish_moving, write_spec
from scomm.sweeps.store.writer import SAVING, Saving, Writer
from scomm.sweeps.sweep_file import read


@dataclass(frozen=True)
class Request:
    """The runs to be written: a plan, or a shard of it, with finished runs of other stores.

    ``accept_code_change`` resumes with runs that other code of the same model version made, and
    ``saving`` sets how often results are saved.
    """

    plan: Plan
    engine: str
    shard: Shard = WHOLE
    reuse: Sequence[Path] = ()
    accept_code_change: bool = False
    saving: Saving = SAVING

    @property
    def points(self) -> NDArray[np.int64]:
        """The numbers of the points to be run: int64[point]."""
        return self.shard.points(len(self.plan))

    @property
    def most(self) -> Wanted:
        """The most runs that may be wanted."""
        most = np.full(len(self.points), self.plan.spec.replicates.most)
        return Wanted(self.plan, self.points, most)


@contextlib.contextmanager
def opened(folder: Path, request: Request, tell: Tell) -> Iterator[Writer]:
    """Open a store, new or incomplete, as its only writer.

    ``tell`` gets a sentence for each file that was found damaged and set aside. Raises InputError
    for a folder that holds other files, another sweep, or runs that this sweep would drop or that
    another model made, for one that another process writes, and for one that cannot be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            _check_folder(folder)
            for other in request.reuse:
                read_manifest(other)
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(folder, tell))
            if not sync(folder):
                tell(
                    f"The file system of {folder} cannot flush a folder: what was saved just "
                    "before a power cut may be missing after it; the same command makes it again."
                )
            writer = _open(folder, request, tell)
        except OSError as error:
            raise InputError(f"The folder {folder} cannot be written: {error.strerror}.") from None
        yield writer


def _check_folder(folder: Path) -> None:
    check_has_runs(folder)
    check_folders(folder)
    present = sorted(folder.iterdir()) if folder.exists() else []
    if not {SPEC, MANIFEST} & {path.name for path in present}:
        for path in present:
            # Hidden files are the lock, and a killed writer's unfinished files.
            if not (path.name.startswith(".") or is_log(path)):
                raise InputError(
                    f"The folder {folder} holds {path.name!r} but no sweep; give a new folder."
                )


def _open(folder: Path, request: Request, tell: Tell) -> Writer:
    remove_unfinished(folder)
    begun = is_begun(folder)
    if begun:
        with contextlib.suppress(Damaged):
            finish_moving(folder)
    spec, bad = request.plan.spec, dict(damaged(folder))
    manifest = None if MANIFEST in bad else _manifest(folder, request)
    old = None
    if (folder / SPEC).is_file() and not any(map(is_input, bad)) and HASHES not in bad:
        old = read_spec(folder) if begun else read(folder / SPEC, whole=True)
        check_extension(folder, old, spec)
    set_aside(folder, bad, tell)
    listed: Hashes = {}
    catalog, failures = Catalog(spec.months), Failures()
    if begun:
        catalog = read_totals(folder, spec.months, tell)
        failures = read_failures(folder, tell)
        listed = read_hashes(folder)
    changed = old != spec or manifest is None or manifest["shard"] != request.shard
    finished = len(catalog.index)
    if finished:
        if changed:
            check_nothing_is_dropped(folder, catalog, request.most)
        check_code(folder, manifest, request.accept_code_change)
    reused = [_add_reused(each, folder, request, catalog) for each in request.reuse]
    if changed:
        write_spec(folder, spec, listed)
    made = [manifest] if manifest is not None and finished else []
    write_manifest(folder, spec, request.engine, request.shard, [*made, *reused])
    return Writer(folder, catalog, failures, request.saving)


def _manifest(folder: Path, request: Request) -> Manifest | None:
    """Return the manifest of a store that may be resumed, None if it has none."""
    if not (folder / MANIFEST).is_file():
        return None
    manifest = read_manifest(folder)
    check_version(folder, manifest)
    check_shard(folder, manifest["shard"], request.shard)
    return manifest


def _add_reused(other: Path, folder: Path, request: Request, catalog: Catalog) -> Manifest:
    """Add the finished runs of another store to the catalog; return its manifest."""
    if other.resolve() == folder.resolve():
        raise InputError(f"The folder {other} cannot take runs over from itself.")
    manifest = read_manifest(other)
    check_version(other, manifest)
    check_code(other, manifest, request.accept_code_change)
    if writer := writer_of(other):
        raise InputError(f"The folder {other} is being written by {writer}; wait until it ended.")
    wrong = dict(damaged(other))
    for path in files_of_totals(other):
        name = str(path.relative_to(other))
        if name not in wrong:
            try:
                chunk = Chunk.read(path)
            except UNREADABLE as error:
                wrong[name] = reason(error)
                continue
            if catalog.months and not chunk.months:
                raise InputError(
                    f"The runs of {other} were kept without months, which this sweep asks for "
                    "(months = true), so they cannot be taken over; leave out that store."
                )
            catalog.add(chunk, elsewhere=True)
    for name, what in wrong.items():
        raise Damaged(other, name, what)
    return manifest
