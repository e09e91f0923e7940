"""Progress of many runs: a bar on a terminal, plain lines in a log file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console

from model.jit import is_cold

if TYPE_CHECKING:
    from rich.progress import Progress, Task, TaskID

# A log file needs a sign of life, not a line for each run.
LINE_EVERY_SECONDS: Final = 10.0

Advance = Callable[[bool], None]


@contextmanager
def progress(label: str, total: int, shown: bool = True) -> Iterator[Advance]:
    """Show the progress of ``total`` runs on standard error while the context lasts.

    Yields a function to be called after each run with whether it failed.
    """
    console = Console(stderr=True)
    if shown and total > 0 and is_cold():
        say_compiling(console)
    if not shown or total == 0:
        yield lambda failed: None
    elif console.is_terminal:
        with _bar(label, total, console) as advance:
            yield advance
    else:
        with _lines(label, total, console) as advance:
            yield advance


def say_compiling(console: Console) -> None:
    """Say why nothing seems to happen the first time."""
    console.print("Compiling the rules, once on this machine: about a minute.", highlight=False)


@contextmanager
def _bar(label: str, total: int, console: Console) -> Iterator[Advance]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        number = bar.add_task(label, total=total, failed=0, rate="")

        def advance(failed: bool) -> None:
            task = _task(bar, number)
            rate = f"{_rate(task.speed)} runs/s" if task.speed else ""
            bar.update(number, advance=1, failed=task.fields["failed"] + failed, rate=rate)

        yield advance


def _task(bar: Progress, number: TaskID) -> Task:
    return next(task for task in bar.tasks if task.id == number)


@contextmanager
def _lines(label: str, total: int, console: Console) -> Iterator[Advance]:
    began = last = time.monotonic()
    done = failures = 0

    def say() -> None:
        elapsed = max(time.monotonic() - began, 1e-9)
        left = elapsed / done * (total - done) if done else float("nan")
        console.print(
            f"{label}: {done} of {total} runs done, {failures} failed, "
            f"{_rate(done / elapsed)} runs/s, {duration(left)} left",
            soft_wrap=True,
            highlight=False,
        )

    def advance(failed: bool) -> None:
        nonlocal last, done, failures
        done += 1
        failures += failed
        if done == total or time.monotonic() - last >= LINE_EVERY_SECONDS:
            last = time.monotonic()
            say()

    console.print(f"{label}: {total} runs to do", soft_wrap=True, highlight=False)
    yield advance


def _rate(speed: float) -> str:
    return f"{speed:,.0f}" if speed >= 100 else f"{speed:.2g}"


def duration(seconds: float) -> str:
    """Return a duration as people say it, such as "3 min 20 s"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
