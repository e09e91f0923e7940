"""Damaged files of a store: reported to the user and set aside, so that their runs are repeated."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from scomm.model.errors import InputError
from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.store.failures import Failures, files_of_failures
from scomm.sweeps.store.files import (
    DAMAGED,
    ESTIMATES,
    FAILURES,
    FAILURES_PREFIX,
    HASHES,
    MANIFEST,
    MONTHLY,
    PATCH,
    PENDING,
    POINTS,
    RUNS,
    SPEC,
    TOTALS,
    pending_name,
)
from scomm.sweeps.store.hashes import (
    Damaged,
    Hashes,
    is_condensed,
    is_totals,
    last,
    not_plain,
    read_hashes,
    write_hashes,
    wrong,
    wrong_pending,
)
from scomm.sweeps.store.manifest import read_manifest, wrong_patch

Tell = Callable[[str], None]
"""Callback that gets a sentence for the user."""

UNREADABLE: Final = (ValueError, OSError, pa.ArrowException)


def files_of_totals(folder: Path) -> list[Path]:
    """Return the files of finished runs: the final files, then the pending ones."""
    # First, since files move from there: one that moves in between is in both lists, not in none.
    pending = sorted((folder / PENDING).glob("*.parquet"))
    return sorted(folder.glob(TOTALS)) + [
        path for path in pending if not path.name.startswith(FAILURES_PREFIX)
    ]


def is_begun(folder: Path) -> bool:
    """True if a folder has a list of hashes, a manifest or files of finished runs."""
    there = (os.path.lexists(folder / name) for name in (HASHES, MANIFEST))
    return any(there) or bool(files_of_totals(folder))


def damaged(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each damaged file, and a description of the damage."""
    if not is_begun(folder):
        return
    try:
        hashes = read_hashes(folder)
    except Damaged as error:
        yield HASHES, error.what
    else:
        yield from _listed(folder, hashes)
    for path in sorted((folder / PENDING).glob("*.parquet")):
        if what := wrong_pending(path):
            yield f"{PENDING}/{path.name}", what
    try:
        manifest = read_manifest(folder)
    except Damaged as error:
        yield MANIFEST, error.what
    except InputError:
        # It is missing, or of another format: the caller reports that.
        if os.path.lexists(folder / MANIFEST):
            raise
    else:
        if what := wrong_patch(folder, manifest):
            yield PATCH, what


def _listed(folder: Path, hashes: Hashes) -> Iterator[tuple[str, str]]:
    """Yield the files that do not match the list of hashes, or that it lacks."""
    for name, digests in hashes.items():
        what = wrong(folder, name, digests)
        # A file that is being moved is among the pending ones.
        away = (folder / PENDING / pending_name(digest) for digest in digests)
        if what and not (
            what == "is missing" and is_totals(name) and any(not not_plain(path) for path in away)
        ):
            yield name, what
    there = {SPEC, *(path.name for path in folder.glob(TOTALS))}
    if is_condensed(folder):
        there |= {ESTIMATES, POINTS}
        there |= {MONTHLY} if os.path.lexists(folder / MONTHLY) else set()
    elif RUNS in hashes and os.path.lexists(folder / FAILURES):
        there.add(FAILURES)
    for name in sorted(there - hashes.keys()):
        yield name, f"is not listed in {HASHES}"


def set_aside(folder: Path, bad: Mapping[str, str], tell: Tell) -> None:
    """Rename damaged files, name -> description of the damage, and report each.

    Where the list of hashes is damaged, the files that it lists cannot be checked; they are set
    aside with it. Pending files are checked by their names.
    """
    if HASHES in bad:
        _move(folder, HASHES, bad[HASHES], tell)
        write_hashes(folder, {})
        without = f"has no hash any more, since {HASHES} was damaged"
        vouched = [*sorted(path.name for path in folder.glob(TOTALS)), FAILURES]
        there = [name for name in vouched if not not_plain(folder / name)]
        bad = {**dict.fromkeys(there, without), **bad}
    for name, what in bad.items():
        if name != HASHES:
            _set_aside(folder, name, what, tell)


def read_totals(folder: Path, months: bool, tell: Tell) -> Catalog:
    """Read the finished runs of a store, after setting aside damaged files.

    With ``months`` a file without them counts as damaged.
    """
    catalog = Catalog(months)
    for path in files_of_totals(folder):
        try:
            catalog.add(Chunk.read(path))
        except UNREADABLE as error:
            _set_aside(folder, str(path.relative_to(folder)), reason(error), tell)
    return catalog


def read_failures(folder: Path, tell: Tell) -> Failures:
    """Read the failures of a store, after setting aside damaged files."""
    failures = Failures()
    for path in files_of_failures(folder, FAILURES in read_hashes(folder)):
        try:
            failures.read(path)
        except UNREADABLE as error:
            _set_aside(folder, str(path.relative_to(folder)), reason(error), tell)
    return failures


def _set_aside(folder: Path, name: str, what: str, tell: Tell) -> None:
    hashes = last(read_hashes(folder))
    # The table of runs would list these runs as done.
    lasting = {each: hashes[each] for each in hashes if each not in (name, RUNS)}
    if lasting != hashes:
        write_hashes(folder, lasting)
    if name != RUNS:
        (folder / RUNS).unlink(missing_ok=True)
    _move(folder, name, what, tell)


def _move(folder: Path, name: str, what: str, tell: Tell) -> None:
    path, aside = folder / name, folder / DAMAGED
    if os.path.lexists(path):
        aside.mkdir(exist_ok=True)
        path.rename(_free(aside, path.name))
        what += f"; it is now in {aside}"
    tell(f"{path} {what}; what it held is made again.")


def _free(folder: Path, name: str) -> Path:
    """Return an unused path in the folder for a file that is set aside."""
    paths = (folder / (f"{name}.{number}" if number else name) for number in range(10_000))
    return next(path for path in paths if not os.path.lexists(path))


def reason(error: Exception) -> str:
    """Describe why a file cannot be read."""
    return f"is damaged: {' '.join(str(error).split()).rstrip('.')}"
