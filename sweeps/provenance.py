"""What made a result: versions, the commit and what was changed since, the platform."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Final

import model

# The packages that a result could conceivably hang on.
PACKAGES: Final = (
    *("mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "ray", "SALib", "scipy"),
)
_CODE: Final = ("model", "sweeps", "pyproject.toml")


def versions() -> dict[str, str]:
    """Return the version of the model, of Python, and of the packages results can hang on."""
    found = {"model": model.__version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def code() -> Mapping[str, object]:
    """Return the ``commit`` of the code in use and whether it was changed since (``dirty``).

    Both are None where the code is not in a Git repository of its own, as when it was installed.
    ``model_source`` is a SHA-256 of the model's files, known either way. It is found out once: what
    is changed later is not the code in use.
    """
    return MappingProxyType({**_commit(), "model_source": _source()})


def _commit() -> dict[str, object]:
    root = Path(model.__file__).parents[1]
    # An installed copy can lie inside somebody else's repository, whose commit says nothing of it.
    if _git(root, "ls-files", "model/__init__.py") != "model/__init__.py\n":
        return {"commit": None, "dirty": None}
    commit = (_git(root, "rev-parse", "HEAD") or "").strip() or None
    return {"commit": commit, "dirty": bool(_git(root, "status", "--porcelain", "--", *_CODE))}


def _source() -> str:
    folder = Path(model.__file__).parent
    source = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        source.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return source.hexdigest()


@cache
def patch() -> str:
    """Return what was changed since the commit, as a patch; empty if nothing, or no repository."""
    return _git(Path(model.__file__).parents[1], "diff", "HEAD", "--", *_CODE) or ""


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
