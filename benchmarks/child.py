"""Measurement in a separate process, which runs a module and prints JSON as its last line."""

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
    """Run ``python -m module arguments`` and parse its last line as JSON.

    ``quiet`` discards its standard error. Raises CalledProcessError if it fails.
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
