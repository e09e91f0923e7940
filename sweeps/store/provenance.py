"""The provenance of a result: versions, the commit with uncommitted changes, the platform."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scomm.model.version import MODEL_FOLDER, __version__, source_hash

# The packages that a result could depend on.
PACKAGES: Final = (
    *("mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "ray", "SALib", "scipy"),
)
_CODE: Final = ("scomm", "model", "sweeps", "pyproject.toml")
_ROOT: Final = MODEL_FOLDER.resolve().parent


def versions() -> dict[str, str]:
    """Return the versions of the model, of Python, and of packages that results can depend on."""
    found = {"model": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def code() -> Mapping[str, object]:
    """Return the ``commit`` of the code in use and whether it has changes since (``dirty``).

    Both are None where the code is not in its own Git repository, as when it was installed.
    ``model_source`` is a SHA-256 of the model's files, known either way. It is computed once: later
    changes are not the code in use.
    """
    return MappingProxyType({**_commit(), "model_source": source_hash()})


def _commit() -> dict[str, object]:
    # An installed copy can lie inside another repository, whose commit does not describe it.
    if _git(_ROOT, "ls-files", "model/__init__.py") != "model/__init__.py\n":
        return {"commit": None, "dirty": None}
    commit = (_git(_ROOT, "rev-parse", "HEAD") or "").strip() or None
    return {"commit": commit, "dirty": bool(_git(_ROOT, "status", "--porcelain", "--", *_CODE))}


@cache
def patch() -> str:
    """Return the uncommitted changes as a patch; empty if there are none, or no repository."""
    return _git(_ROOT, "diff", "HEAD", "--", *_CODE) or ""


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
