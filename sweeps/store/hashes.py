"""The hashes of a store's files, in the form that ``sha256sum -c`` reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scomm.sweeps.store.files import HASHES, replace_file, sha256


def read_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file that does not change any more, name -> 64 hex digits."""
    try:
        lines = (folder / HASHES).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, mark, name in (each.partition("  ") for each in lines) if mark}


def write_hashes(folder: Path, hashes: dict[str, str]) -> None:
    """Write the hash of each file, in order of their names."""
    lines = [f"{digest}  {name}\n" for name, digest in sorted(hashes.items())]
    replace_file(folder / HASHES, "".join(lines).encode())


def hashes_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the hashes of files as they are."""
    return {name: sha256(folder / name) for name in names}
