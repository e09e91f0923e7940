"""The sweep file of a store, checked by its hash like the tables that it names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from scomm.sweeps.store.files import SPEC
from scomm.sweeps.store.hashes import check, check_folders, content_of, is_input, read_hashes
from scomm.sweeps.store.read_again import afresh
from scomm.sweeps.sweep_file import SweepSpec, parse


def read_spec(folder: Path) -> SweepSpec:
    """Read the sweep file of a store. Raises Damaged if it, or one of its tables, is damaged.

    Raises InputError for a sweep file that another version of scomm accepted and this one does not.
    """
    check_folders(folder)
    return afresh(folder, partial(_read, folder))


def _read(folder: Path) -> SweepSpec:
    hashes = read_hashes(folder)
    for name in hashes:
        if is_input(name):
            check(folder, name, hashes)
    text = content_of(folder, SPEC).decode("utf-8")
    spec = parse(text, str(folder / SPEC), folder, whole=True)
    for name in spec.files:
        check(folder, name, hashes)
    return spec
