"""Progress of many runs: rich's bar on a terminal, plain lines in a log file.

Rich counts, estimates the rate and the time left, and draws; this module adds failed runs, busy
processors, and a line a minute for a log file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from scomm.model.changed_rules import ChangedRules, folder_of
from scomm.model.compiling.jit import is_cold

# The rate is that of the last minutes: runs of one part of a sweep can take longer than another's.
WINDOW_SECONDS: Final = 120.0
# Rich keeps a thousand updates; at thousands of runs a second these would span only a moment.
FEED_EVERY_SECONDS: Final = 0.12


@dataclass(frozen=True)
class Pauses:
    """Seconds before the first line in a log file, and between the others.

    A log needs a sign of life, not a line per run. Users wait for the first, so it comes early.
    """

    first: float = 5.0
    others: float = 60.0


PAUSES: Final = Pauses()


class Advance:
    """Counts runs. Call it when some have ended."""

    def __init__(self, bar: Progress, label: str, total: int) -> None:
        """Count in rich's progress, to the number of runs known so far."""
        self.total = total
        self.done = self.failed = 0
        self._bar: Final = bar
        self._runs = bar.add_task(label, total=total, visible=total > 0, failed=0, cores=0.0)
        # Seconds of work per second are busy processors.
        self._work = bar.add_task("work", total=None, visible=False)
        self._seconds = 0.0
        self._due = float("-inf")
        for task in (self._runs, self._work):
            bar.advance(task, 0)  # the time at which counting begins

    def __call__(self, runs: int, failed: int = 0, seconds: float = 0.0) -> None:
        """Count runs that took workers ``seconds`` in total, and of which ``failed`` failed."""
        self.done += runs
        self.failed += failed
        self._seconds += seconds
        if self._bar.get_time() >= self._due:
            self.feed()

    def more(self, runs: int) -> None:
        """Add runs to the total: it grows where results decide how many are needed."""
        if runs:
            self.total += runs
            self.feed()

    def feed(self) -> None:
        """Flush the counts to rich."""
        self._due = self._bar.get_time() + FEED_EVERY_SECONDS
        self._bar.update(self._work, completed=self._seconds)
        self._bar.update(
            self._runs,
            completed=self.done,
            total=self.total,
            visible=self.total > 0,
            failed=self.failed,
            cores=self.cores,
        )

    @property
    def rate(self) -> float:
        """Recent runs per second; 0 while not known."""
        return self._task(self._runs).speed or 0.0

    @property
    def cores(self) -> float:
        """Recent number of busy processors."""
        return self._task(self._work).speed or 0.0

    @property
    def left(self) -> float | None:
        """Seconds left at the recent rate; None while not known."""
        # The first run includes start-up, and is no estimate for the others.
        if self.done < min(10, self.total / 10):
            return None
        return 0.0 if self.done >= self.total else self._task(self._runs).time_remaining

    def text(self) -> str:
        """Format the progress as a line for a log file."""
        left = "time left unknown" if self.left is None else f"{duration(self.left)} left"
        return f"{rates(self._task(self._runs))}, {left}"

    def _task(self, number: int) -> Task:
        return next(task for task in self._bar.tasks if task.id == number)


class Rates(ProgressColumn):
    """Progress column with failed runs, runs per second and busy processors."""

    def render(self, task: Task) -> Text:
        """Render the column."""
        return Text(rates(task))


def rates(task: Task) -> str:
    """Format "0 failed, 12 runs/s, 2 cores" for the task that counts runs."""
    speed, cores = task.speed or 0.0, round(task.fields["cores"])
    rate = f"{speed:,.0f}" if speed >= 100 else f"{speed:.2g}"
    working = f", {cores} core{'s' * (cores > 1)}" if cores else ""
    return f"{task.fields['failed']} failed, {rate} runs/s{working}"


@contextmanager
def progress(
    label: str,
    total: int,
    shown: bool = True,
    *,
    rules: ChangedRules | None = None,
    console: Console | None = None,
    clock: Callable[[], float] = time.monotonic,
    pauses: Pauses = PAUSES,
) -> Iterator[Advance]:
    """Show the progress of ``total`` runs on standard error within the context.

    Yields the counter to be called when runs have ended. Nothing is printed if not ``shown``, or
    while there is nothing to do. ``rules`` are those that the runs have changed.

    Example:
        >>> with progress("sweep", 2, shown=False) as advance:
        ...     advance(1, failed=1)
        >>> advance.done, advance.failed
        (1, 1)
    """
    console = console or Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rates(),
        TimeRemainingColumn(compact=True),
        TimeElapsedColumn(),
        console=console,
        get_time=clock,
        speed_estimate_period=WINDOW_SECONDS,
        disable=not (shown and console.is_terminal),
    )
    if shown and total and is_cold(folder_of(rules)):
        say_compiling(console)
    with ExitStack() as stack:
        if not shown:
            yield Advance(bar, label, total)
        elif console.is_terminal:
            stack.enter_context(bar)
            advance = Advance(bar, label, total)
            stack.callback(advance.feed)
            yield advance
        else:
            lines = _Lines(bar, label, total, console, pauses)
            stack.callback(lines.end)
            yield lines


class _Lines(Advance):
    """Progress as lines in a log file, few of them."""

    def __init__(
        self, bar: Progress, label: str, total: int, console: Console, pauses: Pauses
    ) -> None:
        super().__init__(bar, label, total)
        self._label: Final = label
        self._console: Final = console
        self._pauses: Final = pauses
        self._said = 0
        self._next = bar.get_time() + pauses.first
        if total:
            self._say(f"{total} runs to do")

    def __call__(self, runs: int, failed: int = 0, seconds: float = 0.0) -> None:
        super().__call__(runs, failed, seconds)
        if self._bar.get_time() >= self._next:
            self.end()
            self._next = self._bar.get_time() + self._pauses.others

    def end(self) -> None:
        """Print the final counts, unless the last line had them."""
        if self._said != self.done:
            self._said = self.done
            self.feed()
            self._say(f"{self.done} of {self.total} runs done, {self.text()}")

    def _say(self, text: str) -> None:
        self._console.print(f"{self._label}: {text}", soft_wrap=True, highlight=False)


def say_compiling(console: Console) -> None:
    """Print that the first run waits for compilation."""
    console.print(
        "Compiling the rules, once on this machine: about half a minute.", highlight=False
    )


def duration(seconds: float) -> str:
    """Format a duration in seconds, such as "3 min 20 s"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
