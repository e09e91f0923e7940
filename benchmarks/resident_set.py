"""How much memory this process has held, now and at most."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")


def peak_bytes() -> int:
    """Return the largest resident set of this process so far.

    Linux's own mark of the address space is read where there is one: what getrusage tells of a
    child process begins with the size of the parent that started it.
    """
    if _STATUS.exists():
        return _field("VmHWM")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def current_bytes() -> int:
    """Return the resident set of this process now; its peak where the system does not tell."""
    return _field("VmRSS") if _STATUS.exists() else peak_bytes()


def _field(name: str) -> int:
    for line in _STATUS.read_text(encoding="utf-8").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(f"{_STATUS} has no line {name}")
