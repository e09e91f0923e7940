"""The identity of the code: its version, and the hash of a package's source."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

__version__ = version("scomm")

MODEL_FOLDER: Final = Path(__file__).parent

# The code and the data files that it reads.
_SUFFIXES: Final = (".py", ".csv", ".toml")


@cache
def source_hash(*packages: Path) -> str:
    """Hash the source of packages, by default of the model.

    It is computed once per process: later changes of a file are not in the code in use.

    Args:
        packages: Folders of packages; none means the model's.

    Returns:
        SHA-256 over the relative paths and contents of all code and data files, as 64 hex digits.
    """
    digest = hashlib.sha256()
    for folder in packages or (MODEL_FOLDER,):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SUFFIXES:
                name = path.relative_to(folder).as_posix()
                digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
