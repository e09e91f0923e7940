"""What of a store does not change any more: said when it is complete, taken back when it goes on.

Once it is complete, SHA256SUMS lists the table of runs. Before, it lists the sweep file and those
files of finished runs that stand in their places.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scomm.sweeps.store.files import (
    FAILURES,
    HASHES,
    PENDING,
    RUNS,
    SPEC,
    TABLES,
    TOTALS,
    moved_by_content,
    named_digest,
    pending_name,
    put_files,
    sha256,
    sync,
)
from scomm.sweeps.store.hashes import hashes_of, read_hashes, write_hashes
from scomm.sweeps.sweep_file import SweepSpec


def write_spec(folder: Path, spec: SweepSpec) -> None:
    """Put a sweep file and its tables into a store, whose table of runs is then out of date."""
    totals = _totals(read_hashes(folder))
    if (folder / HASHES).is_file():
        write_hashes(folder, totals)
    (folder / RUNS).unlink(missing_ok=True)
    # The sweep file last, so that the tables that it names are always there.
    contents = {**spec.files, SPEC: spec.text.encode()}
    put_files(folder, contents)
    write_hashes(folder, totals | hashes_of(folder, contents))
    for path in (folder / TABLES).glob("*"):
        # What an earlier sweep file named, and this one does not.
        if f"{TABLES}/{path.name}" not in contents:
            path.unlink()


def is_sealed(folder: Path, spec: SweepSpec) -> bool:
    """Say whether a store is complete: all its files are listed, the table of runs among them."""
    return read_hashes(folder).keys() == {RUNS, *_others(folder, spec), *_names(folder)}


def unseal(folder: Path) -> None:
    """Take back the table of runs, since there will be more of them."""
    if (folder / RUNS).is_file():
        changing = (RUNS, FAILURES)
        hashes = read_hashes(folder)
        write_hashes(folder, {name: hashes[name] for name in hashes if name not in changing})
        (folder / RUNS).unlink()


def seal(folder: Path, spec: SweepSpec, totals: Mapping[str, Path]) -> None:
    """Give the files of finished runs their names, and list the hashes of all files.

    ``totals`` says where each of these files is now, name -> path; other files of finished runs are
    removed. Whatever the instant at which this is broken off, every finished run stands in a file
    that is whole, and ``finish_moving`` goes on with it.
    """
    totals = dict(totals)
    before = read_hashes(folder)
    staying = {name for name, path in totals.items() if path == folder / name}
    write_hashes(
        folder, {n: each for n, each in before.items() if n in staying or n not in _totals(before)}
    )
    for path in (*folder.glob(TOTALS), *(folder / PENDING).glob("*.parquet")):
        if path not in totals.values():
            path.unlink()
    for name, path in totals.items():
        if path.parent == folder and name not in staying:
            # It has the name of another, which might be overwritten. Among the pending ones it is
            # found by its hash.
            totals[name] = moved_by_content(path, folder / PENDING)
    hashes = hashes_of(folder, [RUNS, *_others(folder, spec)])
    for name, path in totals.items():
        if path.parent == folder / PENDING:
            hashes[name] = named_digest(path)
        else:
            hashes[name] = before[name] if name in staying & before.keys() else sha256(path)
    write_hashes(folder, hashes)
    finish_moving(folder)


def finish_moving(folder: Path) -> None:
    """Move files of finished runs that are listed, but stand among the pending ones."""
    pending = folder / PENDING
    for name, digest in _totals(read_hashes(folder)).items():
        path = pending / pending_name(digest)
        if path.is_file() and not (folder / name).is_file():
            path.replace(folder / name)
    sync(folder)
    if pending.is_dir() and not any(pending.iterdir()):
        pending.rmdir()


def _others(folder: Path, spec: SweepSpec) -> list[str]:
    """Return the names of the sweep file, its tables, and the table of failures if there is one."""
    return [SPEC, *spec.files, *(name for name in (FAILURES,) if (folder / name).is_file())]


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(TOTALS)]


def _totals(hashes: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in hashes.items() if Path(name).match(TOTALS)}
