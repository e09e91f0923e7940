"""Stores on file systems without locks or flushes, and with the user's umask."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from scomm import Sweep
from scomm.sweeps.store.files import replace_file, sync
from tests.sweeps.answers import FAKE


def test_a_folder_that_cannot_be_flushed_is_said_and_swept_into(
    spec_text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    flush = os.fsync

    def no_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        flush(handle)

    monkeypatch.setattr(os, "fsync", no_folders)
    store = Sweep.from_text(spec_text).run(tmp_path / "store", backend=FAKE)
    assert store.complete
    assert capsys.readouterr().err.count("cannot flush a folder") == 1


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_is_no_such_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def failing(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match=os.strerror(number)):
        sync(tmp_path)
    with pytest.raises(OSError, match=os.strerror(number)):
        replace_file(tmp_path / "file", b"content")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_files_have_the_mode_that_the_user_s_mask_leaves(
    spec_text: str, tmp_path: Path, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        Sweep.from_text(spec_text).run(tmp_path / "store", backend=FAKE, progress=False)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "store").iterdir()}
    assert modes == {mode}
