"""What of a store does not change any more: said when it is complete, taken back when it goes on.

Once it is complete, SHA256SUMS lists the table of runs. Before, it lists the sweep file, what that
names, and those files of finished runs that stand in their places: all of them, at every instant.
A file that leaves its place goes among the pending ones, where its name is its hash.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from scomm.sweeps.store.files import (
    FAILURES,
    PENDING,
    RUNS,
    SPEC,
    TABLES,
    TOTALS,
    named_digest,
    pending_name,
    put_files,
    sha256,
    sync,
)
from scomm.sweeps.store.hashes import (
    Hashes,
    digests_of_contents,
    is_totals,
    last,
    not_plain,
    read_hashes,
    write_hashes,
)
from scomm.sweeps.sweep_file import SweepSpec


def write_spec(folder: Path, spec: SweepSpec, listed: Hashes) -> None:
    """Put a sweep file and its tables into a store, whose table of runs is then out of date.

    ``listed`` are the hashes that the store has, none if it is new.
    """
    # What the sweep file names first, so that it is always there.
    contents = {**spec.files, SPEC: spec.text.encode()}
    before = last(listed)
    kept = {name: digest for name, digest in before.items() if is_totals(name) or name == FAILURES}
    hashes = kept | digests_of_contents(contents)
    if listed:
        # Until the last of them is exchanged, either is right.
        here = {n: digest for n, digest in before.items() if n in contents and n not in kept}
        new = {n: digest for n, digest in hashes.items() if n in here or n in kept}
        write_hashes(folder, new, here)
        (folder / RUNS).unlink(missing_ok=True)
    put_files(folder, contents)
    write_hashes(folder, hashes)
    for path in (folder / TABLES).glob("*"):
        # What an earlier sweep file named, and this one does not.
        if f"{TABLES}/{path.name}" not in contents:
            path.unlink()


def is_sealed(folder: Path, spec: SweepSpec) -> bool:
    """Return whether a store is complete: all its files are listed, the table of runs too."""
    named = {RUNS, SPEC, *spec.files, *(path.name for path in folder.glob(TOTALS))}
    if (folder / FAILURES).is_file():
        named.add(FAILURES)
    return read_hashes(folder).keys() == named and not (folder / PENDING).exists()


def unseal(folder: Path) -> None:
    """Take back the table of runs, since there will be more of them."""
    unlist(folder, RUNS)
    (folder / RUNS).unlink(missing_ok=True)


def unlist(folder: Path, name: str) -> None:
    """Take a file off the list of hashes, since it will be written anew."""
    hashes = last(read_hashes(folder))
    if hashes.pop(name, None) is not None:
        write_hashes(folder, hashes)


def seal(folder: Path, spec: SweepSpec, totals: Mapping[str, Path]) -> None:
    """Give the files of finished runs their names, and list the hashes of all files.

    ``totals`` says where each of these files is now, name -> path; other files of finished runs are
    removed. Whatever the instant at which this is broken off, every finished run stands in a file
    that is whole, and ``finish_moving`` goes on with it.
    """
    before, pending = last(read_hashes(folder)), folder / PENDING
    wanted = {path: name for name, path in totals.items()}
    hashes = digests_of_contents({**spec.files, SPEC: spec.text.encode()})
    hashes[RUNS] = sha256(folder / RUNS)
    if (folder / FAILURES).is_file():
        hashes[FAILURES] = sha256(folder / FAILURES)
    leaving = [path for path in folder.glob(TOTALS) if wanted.get(path) != path.name]
    for path in leaving:
        pending.mkdir(exist_ok=True)
        path.replace(pending / pending_name(before[path.name]))
    if leaving:
        sync(pending)
        sync(folder)
    for path, name in wanted.items():
        hashes[name] = named_digest(path) if path.parent == pending else before[path.name]
    write_hashes(folder, hashes)
    lasting = {pending_name(digest) for digest in hashes.values()}
    for path in pending.glob("*.parquet"):
        if path.name not in lasting:
            path.unlink()
    finish_moving(folder)


def finish_moving(folder: Path) -> None:
    """Move files of finished runs that are listed, but stand among the pending ones."""
    pending = folder / PENDING
    for name, digests in read_hashes(folder).items():
        for digest in digests if is_totals(name) else ():
            path = pending / pending_name(digest)
            if not not_plain(path) and not os.path.lexists(folder / name):
                path.replace(folder / name)
    sync(folder)
    if pending.is_dir() and not any(pending.iterdir()):
        pending.rmdir()
