"""The likelihood of the targets, and the log posterior density in normal scores of the priors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scomm.model.priors import CHOICE, Priors
from scomm.model.targets import Target
from scomm.sweeps.calibration.emulator import Emulator, Together

Array = NDArray[np.float64]


def transformed(target: Target, values: Array) -> Array:
    """Return figures in logits if the target is a share, else in logs; nan where not finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.log(values) - np.log1p(-values) if target.is_share else np.log(values)
    return np.where(np.isfinite(out), out, np.nan)


def back(target: Target, values: Array) -> Array:
    """Return transformed figures in the target's unit."""
    return 1.0 / (1.0 + np.exp(-values)) if target.is_share else np.exp(values)


def error_of(target: Target) -> float:
    """Return the target's error in its transformed unit."""
    slope = target.value * (1.0 - target.value) if target.is_share else target.value
    return target.error / slope


def inputs(priors: Priors, cube: Array) -> Array:
    """Return what emulators take for points of the cube: places in the priors, from 0 to 1.

    A choice is its number among the values, so that those of three are told apart by a square.
    """
    out = priors.correlated(cube)
    for k, prior in enumerate(priors.each):
        if prior.distribution == CHOICE:
            out[:, k] = prior.choice(out[:, k]) / max(1, len(prior.choices) - 1)
    return out


def covariance(targets: Sequence[Target], discrepancy: float) -> Array:
    """Return the covariance of what targets show, given the model: float64[target, target].

    Errors in transformed units, correlated within a group, and the discrepancy.
    """
    errors = np.array([error_of(each) for each in targets])
    out = np.diag(errors**2 + discrepancy**2)
    for a, one in enumerate(targets):
        for b, other in enumerate(targets):
            if a != b and one.group and one.group == other.group:
                out[a, b] = one.correlation * errors[a] * errors[b]
    return out


@dataclass(frozen=True)
class Likelihood:
    """A Gaussian likelihood of the targets, given their emulators.

    The variance is the sum of the target's error, correlated within a group, the emulator's error,
    and ``discrepancy``: the standard deviation, in logs or logits, by which the best model would
    still miss a figure.
    """

    priors: Priors
    targets: Sequence[Target]
    emulators: Sequence[Emulator]
    discrepancy: float

    @cached_property
    def wanted(self) -> Array:
        """The targets' values, transformed."""
        return np.array([float(transformed(each, np.array(each.value))) for each in self.targets])

    @cached_property
    def covariance(self) -> Array:
        """The covariance of targets and predictions, float64[target, target]."""
        out = covariance(self.targets, self.discrepancy)
        return np.asarray(out + np.diag([each.error**2 for each in self.emulators]))

    @cached_property
    def _precision(self) -> Array:
        return np.asarray(np.linalg.inv(self.covariance))

    @cached_property
    def _together(self) -> Together:
        return Together.of(self.emulators)

    def predicted(self, cube: Array) -> Array:
        """Predict the transformed figures at points of the cube: float64[point, target]."""
        return self._together.at(inputs(self.priors, cube))

    def log(self, cube: Array) -> Array:
        """Return the log likelihood at points of the cube, up to a constant: float64[point]."""
        miss = self.predicted(cube) - self.wanted
        return np.asarray(-0.5 * ((miss @ self._precision) * miss).sum(axis=1))

    def uncertainty(self, cube: Array) -> Array:
        """Return the emulators' variance for want of runs, as a share of the targets': [point].

        It is summed over targets.
        """
        points = inputs(self.priors, cube)
        shares = [
            each.spread(points) ** 2 / variance
            for each, variance in zip(self.emulators, np.diag(self.covariance), strict=True)
        ]
        return np.asarray(np.sum(shares, axis=0))

    def implausibility(self, cube: Array) -> Array:
        """Return how many standard deviations each figure misses its target: [point, target]."""
        miss = np.abs(self.predicted(cube) - self.wanted)
        return np.asarray(miss / np.sqrt(np.diag(self.covariance)))
