"""Sealing a store when it is complete, and unsealing it when it is resumed.

In a complete store SHA256SUMS lists all files, the table of runs too. Before, it lists the sweep
file, the tables that it names, and the final files of finished runs: all of them, at every instant.
A final file that has to be rewritten becomes a pending one, whose name is its hash.
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
    """Write a sweep file and its tables into a store, whose table of runs becomes stale.

    ``listed`` are the hashes that the store has, none if it is new.
    """
    # The sweep file's tables first, so that they always exist.
    contents = {**spec.files, SPEC: spec.text.encode()}
    before = last(listed)
    kept = {name: digest for name, digest in before.items() if is_totals(name) or name == FAILURES}
    hashes = kept | digests_of_contents(contents)
    if listed:
        # Until the last of them is replaced, either hash is right.
        here = {n: digest for n, digest in before.items() if n in contents and n not in kept}
        new = {n: digest for n, digest in hashes.items() if n in here or n in kept}
        write_hashes(folder, new, here)
        (folder / RUNS).unlink(missing_ok=True)
    put_files(folder, contents)
    write_hashes(folder, hashes)
    for path in (folder / TABLES).glob("*"):
        # Tables that an earlier sweep file named, and this one does not.
        if f"{TABLES}/{path.name}" not in contents:
            path.unlink()


def is_sealed(folder: Path, spec: SweepSpec) -> bool:
    """True if a store is complete: all its files are listed, the table of runs too."""
    named = {RUNS, SPEC, *spec.files, *(path.name for path in folder.glob(TOTALS))}
    if (folder / FAILURES).is_file():
        named.add(FAILURES)
    return read_hashes(folder).keys() == named and not (folder / PENDING).exists()


def unseal(folder: Path) -> None:
    """Remove the table of runs, which becomes stale when runs are added."""
    unlist(folder, RUNS)
    (folder / RUNS).unlink(missing_ok=True)


def unlist(folder: Path, name: str) -> None:
    """Remove a file from the list of hashes, before it is rewritten."""
    hashes = last(read_hashes(folder))
    if hashes.pop(name, None) is not None:
        write_hashes(folder, hashes)


def seal(folder: Path, spec: SweepSpec, totals: Mapping[str, Path]) -> None:
    """Give the files of finished runs their names, and list the hashes of all files.

    ``totals`` gives the present path of each of these files, name -> path; other files of finished
    runs are removed. If this is interrupted at any instant, every finished run is in a file that is
    whole, and ``finish_moving`` resumes it.
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
    """Move listed files of finished runs that are still among the pending ones."""
    pending = folder / PENDING
    for name, digests in read_hashes(folder).items():
        for digest in digests if is_totals(name) else ():
            path = pending / pending_name(digest)
            if not not_plain(path) and not os.path.lexists(folder / name):
                path.replace(folder / name)
    sync(folder)
    if pending.is_dir() and not any(pending.iterdir()):
        pending.rmdir()
