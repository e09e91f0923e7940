"""The parts of batch files that are plain shell: the files of ``shell/``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "shell"


def shell(name: str) -> list[str]:
    """Read the lines of ``shell/NAME.sh``; what differs between sweeps comes in shell variables.

    Example:
        >>> shell("job_submit_gathering")[0]
        'folder=$(mktemp -d)'
    """
    return (_FOLDER / f"{name}.sh").read_text(encoding="utf-8").splitlines()
