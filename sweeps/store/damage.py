"""Damaged files of a store: named to the user and set aside, so that their runs are redone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from scomm.sweeps.catalog.catalog import Catalog
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.store.failures import Failures, files_of_failures
from scomm.sweeps.store.files import (
    DAMAGED,
    FAILURES_PREFIX,
    HASHES,
    MANIFEST,
    PENDING,
    RUNS,
    TOTALS,
    named_after_content,
    sha256,
)
from scomm.sweeps.store.hashes import read_hashes, write_hashes

Tell = Callable[[str], None]
"""Takes a sentence for the user."""

UNREADABLE: Final = (ValueError, OSError, pa.ArrowException)


def files_of_totals(folder: Path) -> list[Path]:
    """Return the files of finished runs: those in their places, then the pending ones."""
    # First, since that is whence files move: one that moves between is in both lists, not in none.
    pending = sorted((folder / PENDING).glob("*.parquet"))
    return sorted(folder.glob(TOTALS)) + [
        path for path in pending if not path.name.startswith(FAILURES_PREFIX)
    ]


def damaged(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file whose content is not what was written, and in words what is wrong with it."""
    for name, digest in read_hashes(folder).items():
        if not (folder / name).is_file():
            yield name, "is missing"
        elif sha256(folder / name) != digest:
            yield name, f"is damaged: its content is not that of {HASHES}"
    for path in sorted((folder / PENDING).glob("*.parquet")):
        if not named_after_content(path):
            yield f"{PENDING}/{path.name}", "is damaged: its content is not that of its name"
    if _is_no_json(folder / MANIFEST):
        yield MANIFEST, "is damaged: it is not what scomm wrote"


def set_aside(folder: Path, wrong: Mapping[str, str], tell: Tell) -> None:
    """Move files out of the way, name -> what is wrong with it, and tell of each."""
    for name, what in wrong.items():
        _set_aside(folder, name, what, tell)


def read_totals(folder: Path, tell: Tell) -> Catalog:
    """Return the finished runs of a store, after setting aside the files that are none."""
    catalog = Catalog()
    for path in files_of_totals(folder):
        try:
            catalog.add(Chunk.read(path))
        except UNREADABLE as error:
            _set_aside(folder, str(path.relative_to(folder)), reason(error), tell)
    return catalog


def read_failures(folder: Path, tell: Tell) -> Failures:
    """Return the failures of a store, after setting aside the files that hold none."""
    failures = Failures()
    for path in files_of_failures(folder):
        try:
            failures.read(path)
        except UNREADABLE as error:
            _set_aside(folder, str(path.relative_to(folder)), reason(error), tell)
    return failures


def _set_aside(folder: Path, name: str, wrong: str, tell: Tell) -> None:
    path, aside = folder / name, folder / DAMAGED
    if path.exists():
        aside.mkdir(exist_ok=True)
        path.replace(_free(aside, path.name))
        wrong += f"; it is now in {aside}"
    hashes = read_hashes(folder)
    # The table of runs would say of these runs that they are done.
    lasting = {each: hashes[each] for each in hashes if each not in (name, RUNS)}
    if lasting != hashes:
        write_hashes(folder, lasting)
    (folder / RUNS).unlink(missing_ok=True)
    tell(f"{path} {wrong}; what it held is made again.")


def _free(folder: Path, name: str) -> Path:
    """Return a path in the folder that nothing has yet."""
    paths = (folder / (f"{name}.{number}" if number else name) for number in range(10_000))
    return next(path for path in paths if not path.exists())


def reason(error: Exception) -> str:
    """Return what is wrong with a file that cannot be read as what it should be."""
    return f"is damaged: {' '.join(str(error).split()).rstrip('.')}"


def _is_no_json(path: Path) -> bool:
    try:
        return path.is_file() and not isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return True
