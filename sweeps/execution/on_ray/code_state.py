"""The state of a machine's code, which must be equal on all nodes of a cluster."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from scomm.model.version import MODEL_FOLDER, __version__, source_hash

_SWEEPS_FOLDER: Final = Path(__file__).parents[2]


@cache
def state() -> str:
    """Describe versions and source, in equal words where results must be equal."""
    source = source_hash(MODEL_FOLDER, _SWEEPS_FOLDER)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pyarrow"))
    python = ".".join(platform.python_version_tuple()[:2])
    return f"scomm {__version__} with source {source[:12]}, Python {python}, {packages}"
