"""One writer at a time, and the lock of one that was killed is free."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scomm import InputError, Sweep
from scomm.sweeps.status import status
from scomm.sweeps.store import lock
from scomm.sweeps.store.lock import locked, writer_of

HOLD = """
import sys
from pathlib import Path
from scomm.sweeps.store.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Have another process hold the lock meanwhile."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("fabricated")
def test_a_second_writer_is_refused_and_a_killed_one_is_in_nobodys_way(
    spec_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_PATIENCE_SECONDS", 0.05)
    sweep = Sweep.from_text(spec_text)
    sweep.run(tmp_path, progress=False)
    with holder(tmp_path) as process:
        assert writer_of(tmp_path).startswith(f"process {process.pid} on ")
        words = rf"is being written by process {process.pid} on {re.escape(os.uname().nodename)}"
        with pytest.raises(InputError, match=words):
            sweep.run(tmp_path, progress=False)
        # Who reads does not mind.
        assert status(tmp_path).writer == writer_of(tmp_path)
        process.kill()
        process.wait()
        assert writer_of(tmp_path) == ""
        sweep.run(tmp_path, progress=False)
    assert not (tmp_path / ".lock").exists()


def test_who_asks_leaves_no_trace(tmp_path: Path) -> None:
    assert writer_of(tmp_path) == ""
    with locked(tmp_path):
        assert writer_of(tmp_path) == f"process {os.getpid()} on {os.uname().nodename}"
    assert list(tmp_path.iterdir()) == []
