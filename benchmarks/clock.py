"""Timing of contenders in turn within one run, so that other load of the machine affects all.

Absolute times depend on the machine and on its other load; the ratio of two contenders that took
turns depends far less on both. Goals are compared with the minimum, the least disturbed run; the
median is recorded as well and shows how noisy the machine was.
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
    """A piece of work to be timed.

    ``run`` returns its time in seconds, so it can exclude its set-up. A short contender runs
    several ``times_a_turn``, and their mean is one sample: all contenders then have the same number
    of samples, and none has the advantage of a minimum over more of them.
    """

    name: str
    run: Callable[[], float]
    times_a_turn: int = 1


@dataclass(frozen=True)
class Samples:
    """The seconds of all repetitions of one contender."""

    seconds: tuple[float, ...]

    @property
    def minimum(self) -> float:
        """Return the shortest time, that of the least disturbed repetition."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Return the median time."""
        return statistics.median(self.seconds)


def timed(work: Callable[[], Any]) -> Callable[[], float]:
    """Return a function that does the work and returns its processor time in seconds.

    On an idle machine processor time equals wall time for work of one thread; on a busy one it
    excludes the time of other programs.
    """
    return partial(_seconds, work, time.process_time)


def elapsed(work: Callable[[], Any]) -> Callable[[], float]:
    """Return a function that does the work and returns its wall time in seconds."""
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
    """Run all contenders in turn without an untimed first run, if there is nothing to warm up."""
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for _ in range(turns):
        for contender in contenders:
            gc.collect()  # so that no contender is charged for another's garbage
            runs = [contender.run() for _ in range(contender.times_a_turn)]
            seconds[contender.name].append(statistics.fmean(runs))
    return {name: Samples(tuple(values)) for name, values in seconds.items()}
