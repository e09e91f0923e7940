"""The store: a folder that holds a sweep, what made it, and what came of each run.

``docs/store.md`` describes its files and columns. What reads it is imported when first used, since
it hangs on most of the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sweeps.store.condensed import Condensed
    from sweeps.store.reading import Store, load
    from sweeps.store.results import Results

__all__ = ["Condensed", "Results", "Store", "load"]

_HOME = {
    "Condensed": "sweeps.store.condensed",
    "Results": "sweeps.store.results",
    "Store": "sweeps.store.reading",
    "load": "sweeps.store.reading",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'sweeps.store' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
