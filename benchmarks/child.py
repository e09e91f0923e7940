"""Measuring in a process of its own: a module of ours is run, and the JSON that it prints last."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT


def measured(
    module: str, *arguments: str, interpreter: Path | str = sys.executable, quiet: bool = False
) -> dict[str, Any]:
    """Return what ``python -m module arguments`` measured. Raises CalledProcessError if it fails.

    ``quiet`` drops what it says on standard error.
    """
    done = subprocess.run(
        [interpreter, *(("-W", "ignore") if quiet else ()), "-m", module, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
