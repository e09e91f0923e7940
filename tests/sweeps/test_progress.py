"""Progress in a log file is plain lines; told to be silent, it is."""

from __future__ import annotations

import pytest

from sweeps.progress import duration, progress


def test_lines_say_done_failed_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sweeps.progress.LINE_EVERY_SECONDS", 0.0)
    with progress("sweep tiny", 2) as advance:
        advance(False)
        advance(True)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "sweep tiny: 2 runs to do"
    assert lines[1].startswith("sweep tiny: 1 of 2 runs done, 0 failed, ")
    assert lines[2].startswith("sweep tiny: 2 of 2 runs done, 1 failed, ")
    assert lines[2].endswith("runs/s, 0 s left")


def test_a_log_gets_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("sweep tiny", 500) as advance:
        for _ in range(500):
            advance(False)
    assert len(capsys.readouterr().err.splitlines()) < 5


@pytest.mark.parametrize(("total", "shown"), [(3, False), (0, True)])
def test_nothing_to_say(capsys: pytest.CaptureFixture[str], total: int, shown: bool) -> None:
    with progress("sweep tiny", total, shown) as advance:
        for _ in range(total):
            advance(False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (3600, "1 h 0 min"), (9000, "2 h 30 min")],
)
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text
