"""Progress: plain lines in a log file, and nothing if it is turned off."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from scomm.sweeps.execution.progress import Pauses, duration, progress


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """List the lines on standard error; without the one on compiling, said on a cold cache."""
    lines = capsys.readouterr().err.splitlines()
    return [line for line in lines if not line.startswith("Compiling the rules")]


def test_lines_say_done_failed_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("sweep tiny", 2, pauses=Pauses(0.0, 0.0)) as advance:
        advance(1)
        advance(1, 1)
    lines = said(capsys)
    assert lines[0] == "sweep tiny: 2 runs to do"
    assert lines[1].startswith("sweep tiny: 1 of 2 runs done, 0 failed, ")
    assert lines[2].startswith("sweep tiny: 2 of 2 runs done, 1 failed, ")
    assert lines[2].endswith("runs/s, 0 s left")


def test_the_total_may_grow_and_the_last_line_is_said_even_if_interrupted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(KeyboardInterrupt), progress("sweep tiny", 2) as advance:
        advance(1)
        advance.more(7)
        raise KeyboardInterrupt
    lines = said(capsys)
    assert lines[0] == "sweep tiny: 2 runs to do"
    assert lines[1].startswith("sweep tiny: 1 of 9 runs done, 0 failed, ")
    assert len(lines) == 2


def test_rate_cores_and_time_left_are_recent() -> None:
    now = 0.0
    with progress("sweep", 1000, shown=False, clock=lambda: now) as advance:
        assert advance.left is None
        for second in range(1, 201):  # a run a second, each of 3 seconds' work: three at a time
            now = float(second)
            advance(1, 0, 3.0)
        assert (advance.rate, advance.cores, advance.left) == (1.0, 3.0, 800.0)
        for second in range(201, 401):  # then two of half a second
            now = float(second)
            advance(1, 0, 0.5)
            now += 0.5
            advance(1, 1, 0.5)
        assert advance.rate == pytest.approx(2.0, rel=0.02)
        assert advance.cores == pytest.approx(1.0, rel=0.02)
        assert advance.failed == 200
        assert advance.left == pytest.approx(200.0, rel=0.02)
        assert advance.text() == "200 failed, 2 runs/s, 1 core, 3 min 20 s left"


def test_a_terminal_gets_a_bar() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    with progress("sweep tiny", 2, console=console) as advance:
        advance(1, 0, 1.0)
        advance.more(1)
        advance(1, 1, 1.0)
    assert "2/3" in screen.getvalue()
    assert "1 failed" in screen.getvalue()


def test_a_log_gets_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("sweep tiny", 500) as advance:
        for _ in range(500):
            advance(1)
    assert len(capsys.readouterr().err.splitlines()) < 5


@pytest.mark.parametrize(("total", "shown"), [(3, False), (0, True)])
def test_nothing_to_say(capsys: pytest.CaptureFixture[str], total: int, shown: bool) -> None:
    with progress("sweep tiny", total, shown) as advance:
        for _ in range(total):
            advance(1)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (3600, "1 h 0 min"), (9000, "2 h 30 min")],
)
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_long_run_says_in_a_log_how_far_its_weeks_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The time left is estimated from weeks, without the set-up of population and arrays."""
    from scomm.sweeps.cli import run as command

    clock = [0.0]
    with command._weeks(lambda: clock[0]) as say:
        for clock[0], done in ((100.0, 0), (130.0, 4), (131.0, 8), (132.0, 12)):
            say(done, 408)
    printed = said(capsys)
    assert printed == ["run: week 8 of 408, 1 min 40 s left"]
