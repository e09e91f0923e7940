"""Coverage on data of the simulator itself, not of the emulators.

Each run of the first wave is in turn the truth: its figures, with the errors of targets and the
discrepancy added, are the data, and emulators are fitted to the other runs. So a mistake of the
emulators counts against the posterior, as it would with real data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing import get_context
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes
from scomm.model.priors import Priors
from scomm.model.targets import Target
from scomm.sweeps.calibration.coverage import Coverage, coverage
from scomm.sweeps.calibration.emulator import Emulator, fit
from scomm.sweeps.calibration.likelihood import (
    Likelihood,
    back,
    covariance,
    error_of,
    inputs,
    transformed,
)
from scomm.sweeps.calibration.sampling import sample

Array = NDArray[np.float64]

Fitted = list[tuple[list[Emulator], list[Emulator]]]
"""For each part of the runs, the emulators of targets and answers that were fitted without it."""

#: Parts of the runs; each is held out in turn from the emulators of its data sets.
_PARTS: Final = 8
_DRAWS: Final = 99


@dataclass(frozen=True)
class HeldOut:
    """Runs at points of the priors, whose figures serve as data.

    ``cube`` is float64[run, setting], spread as the priors are; ``figures`` float64[run, target],
    of the ``targets``; and ``answers`` has further quantities of each run, name -> float64[run],
    whose intervals are tested as the settings' are.
    """

    priors: Priors
    targets: tuple[Target, ...]
    cube: Array
    figures: Array
    discrepancy: float
    seed: int
    answers: Mapping[str, Array]

    def coverage(
        self,
        data_sets: int,
        steps: int = 1000,
        workers: int = 1,
        advance: Callable[[int], None] = lambda done: None,
    ) -> Coverage:
        """Rank the true settings and answers of the first ``data_sets`` runs in their posteriors.

        Args:
            data_sets: how many runs are the truth, at least 20.
            steps: steps of each walker for each data set.
            workers: processes that sample side by side; the result does not depend on it.
            advance: called with the number of data sets done, each time.

        Raises:
            InputError: for more data sets than runs.
        """
        if data_sets > len(self.cube):
            raise InputError(
                f"There are {len(self.cube)} runs at points of the priors, so intervals can be "
                f"tested on at most that many data sets, not {data_sets}."
            )
        names = (*self.priors.names, *self.answers)
        truths = np.column_stack([self.cube, *self.answers.values()])[:data_sets]

        # How a target counts the model's outcomes is not needed, and could not travel.
        plain = tuple(replace(each, parts=_no_parts) for each in self.targets)
        work = _Sampled(replace(self, targets=plain), self._fitted, steps)
        found: list[Array] = []
        with ExitStack() as stack:
            if workers > 1:
                pool = ProcessPoolExecutor(workers, get_context("spawn"))
                sampled = stack.enter_context(pool).map(work, range(data_sets))
            else:
                sampled = map(work, range(data_sets))
            for draws in sampled:
                found.append(draws)
                advance(len(found))
        return coverage(names, truths, found.__getitem__)

    def draws(self, number: int, steps: int, fitted: Fitted) -> Array:
        """Sample the posterior that the data of a run give: settings and answers, [draw, name]."""
        emulators, of_answers = fitted[number % _PARTS]
        likelihood = Likelihood(self.priors, self._data(number), emulators, self.discrepancy)
        others = np.arange(len(self.cube)) % _PARTS != number % _PARTS
        start = self.cube[others]
        start = start[np.argsort(likelihood.log(start))[::-1]]
        found = sample(likelihood.log, start, self.seed + number, steps, _DRAWS).cube
        points = inputs(self.priors, found)
        noise = _normal(self.seed, f"answers {number}", (len(self.answers), _DRAWS))
        answers = [each.at(points) + each.error * noise[k] for k, each in enumerate(of_answers)]
        return np.column_stack([found, *answers])

    def _data(self, number: int) -> list[Target]:
        """Return the targets with the figures of a run, and errors, in place of the facts."""
        errors = [error_of(each) for each in self.targets]
        spread = covariance(self.targets, self.discrepancy)
        normal = _normal(self.seed, f"data {number}", (len(self.targets),))
        shown = self._values[number] + np.linalg.cholesky(spread) @ normal
        found = []
        for k, target in enumerate(self.targets):
            value = float(back(target, shown[[k]])[0])
            slope = value * (1.0 - value) if target.is_share else value
            found.append(replace(target, value=value, error=errors[k] * slope))
        return found

    @cached_property
    def _values(self) -> Array:
        return np.column_stack(
            [transformed(each, self.figures[:, k]) for k, each in enumerate(self.targets)]
        )

    @cached_property
    def _fitted(self) -> Fitted:
        """The emulators of targets and of answers, without each part of the runs."""
        points = inputs(self.priors, self.cube)
        found = []
        for part in range(_PARTS):
            kept = np.arange(len(points)) % _PARTS != part
            columns = [*self._values.T, *self.answers.values()]
            made = [_fit(points[kept], values[kept]) for values in columns]
            found.append((made[: len(self.targets)], made[len(self.targets) :]))
        return found


@dataclass(frozen=True)
class _Sampled:
    """Samples a data set's posterior in another process."""

    runs: HeldOut
    fitted: Fitted
    steps: int

    def __call__(self, number: int) -> Array:
        from threadpoolctl import threadpool_limits

        # Small matrices: threads would only wait for one another.
        with threadpool_limits(1):
            return self.runs.draws(number, self.steps, self.fitted)


def _no_parts(outcomes: Outcomes) -> tuple[float, float]:
    raise AssertionError("a posterior is sampled from figures, not from outcomes")


def _fit(points: Array, values: Array) -> Emulator:
    there = np.isfinite(values)
    return fit(points[there], values[there])


def _normal(seed: int, purpose: str, shape: tuple[int, ...]) -> Array:
    """Return normal numbers that are hashes of the seed, the purpose and their position."""
    from scipy.special import ndtri

    count = int(np.prod(shape))
    digest = hashlib.shake_256(f"{seed}\n{purpose}".encode()).digest(4 * count)
    return np.asarray(ndtri((np.frombuffer(digest, "<u4") + 0.5) / 2.0**32)).reshape(shape)
