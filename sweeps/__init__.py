"""Sweeps over the model's settings: run them, keep them, estimate from them.

The names are imported when first used, so that ``scomm --help`` need not wait for the model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sweeps.paired import effect
    from sweeps.store import load
    from sweeps.sweep import Sweep

__all__ = ["Sweep", "effect", "load"]

_HOME = {"Sweep": "sweeps.sweep", "effect": "sweeps.paired", "load": "sweeps.store"}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'sweeps' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
