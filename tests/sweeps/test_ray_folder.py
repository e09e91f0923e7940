"""The private folder of a Ray started here: only its user can enter, under a short name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from scomm import InputError
from scomm.sweeps.execution.on_ray import folder as module
from scomm.sweeps.execution.on_ray.folder import private_folder

SHORT = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/var") / "tmp"


def test_only_the_user_can_enter_it_and_it_goes() -> None:
    with private_folder([SHORT]) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(f"{folder}{'x' * module._RAY_ADDS}") <= 107
        (folder / "logs").mkdir()
    assert not folder.exists()


def test_one_left_behind_goes_and_one_in_use_stays() -> None:
    left = SHORT / "scomm-ray-leftover"
    left.mkdir(mode=0o700)
    (left / "log").touch()
    with private_folder([SHORT]) as first, private_folder([SHORT]) as second:
        assert not left.exists()
        assert first != second
        assert first.is_dir()


@pytest.mark.parametrize("name", ["long-" * 20, "größe"])
def test_a_long_or_foreign_path_is_passed_over(tmp_path: Path, name: str) -> None:
    unfit = tmp_path / name
    unfit.mkdir()
    with private_folder([unfit, SHORT]) as folder:
        assert folder.parent == SHORT
    said = "set TMPDIR to a short path that can be written"
    with pytest.raises(InputError, match=said), private_folder([unfit]):
        pass
