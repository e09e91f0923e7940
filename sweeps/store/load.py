"""Reading a store by its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scomm.model.errors import InputError
from scomm.sweeps.store.condensed import Condensed
from scomm.sweeps.store.files import ESTIMATES, SPEC
from scomm.sweeps.store.manifest import read_manifest
from scomm.sweeps.store.reading import Store
from scomm.sweeps.sweep_file import read as read_spec

if TYPE_CHECKING:
    pass


def load(folder: str | Path) -> Store | Condensed:
    """Read a store: complete, under way, or condensed to its estimates.

    Of a store under way what is saved is read, also while somebody writes. Raises InputError if the
    folder holds no store, or one that another version of scomm made in another format.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    kind = Condensed if (path / ESTIMATES).is_file() else Store
    return kind(path, read_spec(path / SPEC, whole=True), manifest)


def load_store(folder: str | Path) -> Store:
    """Read a store that still has its runs. Raises InputError as ``load`` does."""
    store = load(folder)
    if isinstance(store, Store):
        return store
    raise InputError(
        f"The store {folder} is condensed to its estimates and has no runs any more; ask the store "
        "that it was made from."
    )
