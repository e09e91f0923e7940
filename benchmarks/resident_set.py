"""The resident set of this process: its current and its peak size."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")


def peak_bytes() -> int:
    """Return the peak resident set of this process in bytes.

    On Linux it is the high-water mark of the address space: the peak that getrusage reports for a
    child process includes the size of the parent that started it.
    """
    if _STATUS.exists():
        return _field("VmHWM")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def current_bytes() -> int:
    """Return the current resident set in bytes; the peak if the system does not provide it."""
    return _field("VmRSS") if _STATUS.exists() else peak_bytes()


def _field(name: str) -> int:
    for line in _STATUS.read_text(encoding="utf-8").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(f"{_STATUS} has no line {name}")
