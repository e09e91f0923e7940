"""Time contenders in turn within one run, so that whatever else the machine does falls on all.

Absolute times depend on the machine and on its other load; the ratio of two contenders that took
turns depends far less on both. The minimum is the run least disturbed and is what goals are judged
by; the median is kept beside it and shows how noisy the machine was.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Contender:
    """Something to be timed.

    ``run`` returns the seconds that count, so it can leave its own set-up out. A short contender
    runs several ``times_a_turn``, and their mean is one sample: each has as many samples as the
    other, and none the luck of a minimum over more of them.
    """

    name: str
    run: Callable[[], float]
    times_a_turn: int = 1


@dataclass(frozen=True)
class Samples:
    """Seconds of every repetition of one contender."""

    seconds: tuple[float, ...]

    @property
    def minimum(self) -> float:
        """Return the repetition that was least disturbed."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Return the middle repetition."""
        return statistics.median(self.seconds)


def timed(work: Callable[[], Any]) -> Callable[[], float]:
    """Return a function that does the work and returns how many seconds it took this process.

    Of the processor's time, not the wall's: on a quiet machine they are the same for work of one
    thread, and on a busy one the time of other programs is left out.
    """
    return partial(_seconds, work, time.process_time)


def elapsed(work: Callable[[], Any]) -> Callable[[], float]:
    """Return a function that does the work and returns the seconds that went by."""
    return partial(_seconds, work, time.perf_counter)


def _seconds(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    begin = clock()
    work()
    return clock() - begin


def take_turns(contenders: Sequence[Contender], turns: int) -> dict[str, Samples]:
    """Let every contender run once untimed, then all of them in turn; return samples by name."""
    for contender in contenders:
        contender.run()
    return turns_of(contenders, turns)


def turns_of(contenders: Sequence[Contender], turns: int) -> dict[str, Samples]:
    """Do the same without the untimed run, for contenders that have nothing to warm up."""
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for _ in range(turns):
        for contender in contenders:
            gc.collect()  # so that nobody pays for what another left behind
            runs = [contender.run() for _ in range(contender.times_a_turn)]
            seconds[contender.name].append(statistics.fmean(runs))
    return {name: Samples(tuple(values)) for name, values in seconds.items()}
