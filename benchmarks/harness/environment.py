"""The environment of the contenders, with packages beyond the project's, kept in a cache."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.machine import ROOT

REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
CONSTRAINTS: Final = ROOT / "constraints.txt"


@cache
def python() -> Path:
    """Return an interpreter with the contenders' packages on its path, followed by the project's.

    Numba, NumPy and the model are thus the same for all. Raises CalledProcessError if the packages
    cannot be installed.
    """
    content = REQUIREMENTS.read_bytes() + CONSTRAINTS.read_bytes() + sys.executable.encode()
    chosen = os.environ.get("XDG_CACHE_HOME")
    cached = Path(chosen) if chosen else Path.home() / ".cache"
    folder = cached / "scomm" / f"contenders-{hashlib.sha256(content).hexdigest()[:12]}"
    interpreter = folder / "bin" / "python"
    if not (folder / "complete").exists():
        print("installing the contenders into a separate environment", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        options = ("--quiet", "--disable-pip-version-check", "--constraint", str(CONSTRAINTS))
        subprocess.run(
            [interpreter, "-m", "pip", "install", *options, "--requirement", str(REQUIREMENTS)],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        ours = sysconfig.get_path("purelib")
        place = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
        # The project's packages come last; addsitedir also reads the links of editable installs.
        (place / "project.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
        (folder / "complete").touch()
    return interpreter
