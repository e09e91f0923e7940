"""The lock: one writer at a time, and a killed writer releases it."""

from __future__ import annotations

import errno
import fcntl
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
from tests.sweeps.answers import FAKE

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
    """Let another process hold the lock within the context."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_writer_is_refused_and_a_killed_one_is_in_nobodys_way(
    spec_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_PATIENCE_SECONDS", 0.05)
    sweep = Sweep.from_text(spec_text)
    sweep.run(tmp_path, backend=FAKE, progress=False)
    with holder(tmp_path) as process:
        assert writer_of(tmp_path).startswith(f"process {process.pid} on ")
        words = rf"is being written by process {process.pid} on {re.escape(os.uname().nodename)}"
        with pytest.raises(InputError, match=words):
            sweep.run(tmp_path, backend=FAKE, progress=False)
        # Readers are not affected.
        assert status(tmp_path).writer == writer_of(tmp_path)
        process.kill()
        process.wait()
        assert writer_of(tmp_path) == ""
        sweep.run(tmp_path, backend=FAKE, progress=False)
    assert not (tmp_path / ".lock").exists()


def test_who_asks_leaves_no_trace(tmp_path: Path) -> None:
    assert writer_of(tmp_path) == ""
    with locked(tmp_path):
        assert writer_of(tmp_path) == f"process {os.getpid()} on {os.uname().nodename}"
    assert list(tmp_path.iterdir()) == []


def without_locks(*given: object) -> None:
    raise OSError(errno.ENOLCK, "No locks available")


def test_without_locks_the_file_itself_keeps_writers_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", without_locks)
    told: list[str] = []
    with locked(tmp_path, told.append):
        assert "has no locks" in told[0]
        assert writer_of(tmp_path) == f"process {os.getpid()} on {os.uname().nodename}"
        with pytest.raises(InputError, match=rf"written by process {os.getpid()} on .* no locks"):
            locked(tmp_path).__enter__()
    assert list(tmp_path.iterdir()) == []
    # A writer that was killed here does not block others; of one elsewhere this is not known.
    with subprocess.Popen(["true"]) as ended:
        pass
    (tmp_path / ".lock").write_text(f"{ended.pid}\n{os.uname().nodename}\n")
    with locked(tmp_path):
        pass
    (tmp_path / ".lock").write_text("1\nelsewhere\n")
    with pytest.raises(InputError, match=r"process 1 on elsewhere.*remove .*lock if it has"):
        locked(tmp_path).__enter__()


def test_a_lock_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    store = tmp_path / "store"
    store.mkdir()
    (store / ".lock").symlink_to(tmp_path / "mine")
    assert writer_of(store) == ""
    with pytest.raises(InputError, match="is a link"):
        locked(store).__enter__()
    assert (tmp_path / "mine").read_text() == "precious"
