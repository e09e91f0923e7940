"""Progress of many runs: a bar on a terminal, plain lines in a log file."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console

from scomm.model.compiling.jit import is_cold

# A log file needs a sign of life, not a line for each run; but whoever began it looks at once.
LINE_EVERY_SECONDS: Final = 60.0
FIRST_LINE_AFTER_SECONDS: Final = 5.0
# Drawing the bar for each of thousands of runs a second would take longer than they do.
DRAW_EVERY_SECONDS: Final = 0.1
# The rate is that of the last minutes: runs of one part of a sweep can take longer than another's.
WINDOW_SECONDS: Final = 120.0
SAMPLE_EVERY_SECONDS: Final = 1.0


class Advance:
    """Counts runs, and shows the count whenever it moves. Call it when some have ended."""

    def __init__(self, total: int, show: Callable[[Advance], None]) -> None:
        """Take the number of runs known so far, and what shows the count."""
        self.total = total
        self.done = self.failed = 0
        self._show = show
        self._began: Final = time.monotonic()
        # Runs and seconds of work done at a time, the oldest first.
        self._samples: deque[tuple[float, int, float]] = deque([(self._began, 0, 0.0)])
        self._work = 0.0

    def __call__(self, runs: int, failed: int = 0, seconds: float = 0.0) -> None:
        """Count runs that took workers ``seconds`` together, and how many of them failed."""
        self.done += runs
        self.failed += failed
        self._work += seconds
        self._sample()
        self._show(self)

    def more(self, runs: int) -> None:
        """Add runs to the total: it grows where results decide how many are needed."""
        if runs:
            self.total += runs
            self._show(self)

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @property
    def rate(self) -> float:
        """Runs a second of late."""
        began, done, _ = self._samples[0]
        return (self.done - done) / max(time.monotonic() - began, 1e-9)

    @property
    def cores(self) -> float:
        """Processors at work of late: seconds of work in a second."""
        began, _, work = self._samples[0]
        return (self._work - work) / max(time.monotonic() - began, 1e-9)

    @property
    def left(self) -> float:
        """Seconds left at the rate of late; nan before the first run has ended."""
        return (self.total - self.done) / self.rate if self.rate > 0 else float("nan")

    def _sample(self) -> None:
        now = time.monotonic()
        if now - self._samples[-1][0] >= SAMPLE_EVERY_SECONDS:
            self._samples.append((now, self.done, self._work))
            while now - self._samples[1][0] > WINDOW_SECONDS:
                self._samples.popleft()


@contextmanager
def progress(label: str, total: int, shown: bool = True) -> Iterator[Advance]:
    """Show the progress of ``total`` runs on standard error while the context lasts.

    Yields what is to be called when runs have ended. It is silent if not ``shown``, and as long as
    there is nothing to do.
    """
    console = Console(stderr=True)
    if not shown:
        yield Advance(total, lambda advance: None)
        return
    if total and is_cold():
        say_compiling(console)
    with (_bar if console.is_terminal else _lines)(label, total, console) as advance:
        yield advance


def say_compiling(console: Console) -> None:
    """Say why nothing seems to happen the first time."""
    console.print(
        "Compiling the rules, once on this machine: about half a minute.", highlight=False
    )


@contextmanager
def _bar(label: str, total: int, console: Console) -> Iterator[Advance]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[text]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        number = bar.add_task(label, total=total, visible=total > 0, text="")

        due = 0.0

        def draw(advance: Advance) -> None:
            bar.update(
                number,
                completed=advance.done,
                total=advance.total,
                visible=advance.total > 0,
                text=_text(advance),
            )

        def show(advance: Advance) -> None:
            nonlocal due
            if time.monotonic() >= due:
                due = time.monotonic() + DRAW_EVERY_SECONDS
                draw(advance)

        advance = Advance(total, show)
        try:
            yield advance
        finally:
            draw(advance)


@contextmanager
def _lines(label: str, total: int, console: Console) -> Iterator[Advance]:
    said, pause = 0, FIRST_LINE_AFTER_SECONDS
    due = time.monotonic() + pause

    def say(text: str) -> None:
        console.print(f"{label}: {text}", soft_wrap=True, highlight=False)

    def show(advance: Advance) -> None:
        nonlocal said, due, pause
        if time.monotonic() >= due and said != advance.done:
            said, pause = advance.done, LINE_EVERY_SECONDS
            due = time.monotonic() + pause
            say(f"{advance.done} of {advance.total} runs done, {_text(advance)}")

    advance = Advance(total, show)
    if total:
        say(f"{total} runs to do")
    try:
        yield advance
    finally:
        if said != advance.done:
            say(f"{advance.done} of {advance.total} runs done, {_text(advance)}")


def _text(advance: Advance) -> str:
    rate = f"{advance.rate:,.0f}" if advance.rate >= 100 else f"{advance.rate:.2g}"
    cores = f"{advance.cores:.0f} cores, " if advance.cores >= 0.5 else ""
    # The first run waits for all that has to start, and says little about the others.
    known = advance.done >= min(10, advance.total / 10)
    left = f"{duration(advance.left)} left" if advance.done and known else "time left unknown"
    return f"{advance.failed} failed, {rate} runs/s, {cores}{left}"


def duration(seconds: float) -> str:
    """Return a duration as people say it, such as "3 min 20 s"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
