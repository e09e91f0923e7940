"""Reading a store by its folder."""

from __future__ import annotations

from pathlib import Path

from scomm.model.errors import InputError
from scomm.sweeps.store.condensed import Condensed
from scomm.sweeps.store.hashes import is_condensed
from scomm.sweeps.store.kept_spec import read_spec
from scomm.sweeps.store.manifest import read_manifest
from scomm.sweeps.store.reading import Store


def load(folder: str | Path) -> Store | Condensed:
    """Read a store: complete, incomplete, or condensed to its estimates.

    Of an incomplete store the saved runs are read, also while another process writes.

    Args:
        folder: the store's folder.

    Returns:
        A ``Store`` with its runs, or a ``Condensed`` one, which has estimates alone.

    Raises:
        InputError: if the folder holds no store or one of another format, or if the manifest, the
            sweep file or the list of hashes is damaged. Other files are checked when they are read.

    Example:
        >>> load("results/nothing")
        Traceback (most recent call last):
        ...
        scomm.model.errors.InputError: The folder results/nothing is no store of a sweep ...
    """
    path = Path(folder)
    manifest = read_manifest(path)
    spec = read_spec(path)
    kind = Condensed if is_condensed(path) else Store
    return kind(path, spec, manifest)


def load_store(folder: str | Path) -> Store:
    """Read a store that still has its runs. Raises InputError as ``load`` does."""
    store = load(folder)
    if isinstance(store, Store):
        return store
    raise InputError(
        f"The store {folder} is condensed to its estimates and has no runs any more; ask the store "
        "that it was made from."
    )
