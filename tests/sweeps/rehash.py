"""Files of a store changed by a test, as if a sweep had written them so."""

from __future__ import annotations

from pathlib import Path

from scomm.sweeps.store.hashes import hashes_of, last, read_hashes, write_hashes


def rehash(folder: Path, name: str) -> None:
    """List a file of the store in ``folder`` with the hash of its present bytes."""
    write_hashes(folder, last(read_hashes(folder)) | hashes_of(folder, [name]))
