"""Which code a machine has: a cluster's nodes must all compute with the same."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import model
import sweeps

# What a run goes through on a worker: the model, and what is kept of its outcomes.
_SOURCE: Final = ("**/*.py",)
_OF_SWEEPS: Final = ("record.py", "execute.py", "tasks.py", "plan.py", "ray_backend/*.py")


@cache
def state() -> str:
    """Return versions and the hash of the source in words, equal where results must be equal."""
    source = hashlib.sha256()
    for package, patterns in ((model, _SOURCE), (sweeps, _OF_SWEEPS)):
        folder = Path(str(package.__file__)).parent
        for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
            source.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba"))
    python = ".".join(platform.python_version_tuple()[:2])
    return (
        f"scomm {model.__version__} with source {source.hexdigest()[:12]}, Python {python}, "
        f"{packages}"
    )
