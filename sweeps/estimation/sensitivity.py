"""Sensitivity indices of a design's answers, with the noise of replicates kept apart.

Answers are float64[replicate, point]. Replicate k is the same world at every point, so its noise is
correlated between points, and the standard errors of points do not tell how much of it is in the
difference of two points. Products of answers are therefore averaged over pairs of *different*
replicates: their noise is independent, so the expectation is the product without noise. With one
replicate the noise is not known, and is part of the indices.

First-order indices after Saltelli and others (2010), Computer Physics Communications 181, 259–270;
totals after Jansen (1999), the same journal 117, 35–43; elementary effects after Morris (1991),
Technometrics 33, 161–174, and their mean size after Campolongo and others (2007), Environmental
Modelling & Software 22, 1509–1518.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]

#: Fewest trajectories or base samples without an undefined answer.
FEWEST: Final = 4
_LEVEL: Final = 0.95


@dataclass(frozen=True)
class Index:
    """An index of each setting with its 95 % interval, float64[setting]; nan where undefined.

    The standard error adds that of the bootstrap over trajectories or base samples and that of the
    jackknife over replicates (from three on). The noise of single points is in both, so intervals
    are rather too wide than too narrow.
    """

    value: Array
    standard_error: Array
    low: Array
    high: Array


def without_noise(first: Array, second: Array) -> Array:
    """Average the products of different replicates of two quantities.

    Args:
        first: float64[replicate, ...].
        second: of the same shape, or one that broadcasts.

    Returns:
        float64[...]: the products of the expectations, without bias. With one replicate the plain
        product, in which the noise is.

    >>> float(without_noise(np.array([1.0, 3.0]), np.array([1.0, 3.0])))
    3.0
    """
    count = len(first)
    products = first * second
    if count == 1:
        return np.asarray(products[0])
    across = count * first.mean(axis=0) * second.mean(axis=0)
    return np.asarray((across - products.mean(axis=0)) / (count - 1))


def elementary_effects(cube: Array, values: Array) -> Array:
    """Return the elementary effects of a Morris design, over the whole range of each setting.

    Args:
        cube: the design, float64[point, setting] from 0 to 1, trajectory by trajectory.
        values: the answers, float64[..., point].

    Returns:
        float64[..., trajectory, setting].

    >>> elementary_effects(np.array([[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]), np.arange(3.0))
    array([[2., 2.]])
    """
    settings = cube.shape[1]
    steps = np.diff(cube.reshape(-1, settings + 1, settings), axis=1)
    changes = np.diff(values.reshape(*values.shape[:-1], -1, settings + 1), axis=-1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    found = np.empty_like(changes)
    where = np.broadcast_to(moved, changes.shape)
    np.put_along_axis(found, where, changes / size, axis=-1)
    return found


def mean_sizes(effects: Array, weights: Array) -> Array:
    """Return Morris' mu*, the mean size of elementary effects: float64[resample, setting].

    ``effects`` is float64[replicate, trajectory, setting] and ``weights`` float64[resample,
    trajectory]. The sign of an effect is that in all other replicates, so that noise adds nothing:
    the mean size of a setting that does nothing is 0 in expectation, and effects well below the
    noise count too little.
    """
    count = len(effects)
    others = effects if count == 1 else effects.sum(axis=0) - effects
    sizes = (np.sign(others) * effects).mean(axis=0)
    return np.asarray(_mean(sizes, weights))


def deviations(effects: Array, weights: Array) -> Array:
    """Return Morris' sigma, the spread of elementary effects: float64[resample, setting].

    Arguments are those of ``mean_sizes``. Where noise explains more than all of the spread it is 0.
    """
    apart = effects - np.nanmean(effects, axis=1, keepdims=True)
    squares = _mean(without_noise(apart, apart), weights)
    means = np.stack([_mean(each, weights) for each in apart])
    there = weights @ np.isfinite(effects).all(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (squares - without_noise(means, means)) * there / (there - 1.0)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def first_and_total(blocks: Array, weights: Array) -> Array:
    """Return first-order and total Sobol' indices, float64[2, resample, setting].

    ``blocks`` is float64[replicate, sample, settings + 2]: the answer at A, at A with each setting
    in turn taken from B, and at B; it may be nan at A with a setting from B. ``weights`` is
    float64[resample, sample]. Indices are nan where the answers do not differ.
    """
    first, crossed, last = blocks[..., :1], blocks[..., 1:-1], blocks[..., -1:]
    variance = variances(blocks, weights)[:, None]
    # A shift changes no index, and brings the products of the first order close to 0.
    middle = (first + last).mean(axis=1, keepdims=True) / 2.0
    alone = _mean(without_noise(last - middle, crossed - first), weights)
    together = _mean(without_noise(first - crossed, first - crossed), weights) / 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack([alone / variance, together / variance])


def variances(blocks: Array, weights: Array) -> Array:
    """Return the variance of the answers at A and B without that of noise: float64[resample]."""
    both = np.concatenate([blocks[..., :1], blocks[..., -1:]], axis=2)
    both = both - both.mean(axis=(1, 2), keepdims=True)
    squares = weights @ without_noise(both, both).mean(axis=1) / weights.sum(axis=1)
    means = np.stack([weights @ each for each in both.mean(axis=2)]) / weights.sum(axis=1)
    return np.asarray(squares - without_noise(means, means))


def index(compute: Callable[[Array, Array], Array], answers: Array, resamples: Array) -> Index:
    """Estimate an index with its interval.

    Args:
        compute: a function of ``answers`` and weights[resample, unit] that returns
            float64[resample, setting].
        answers: float64[replicate, unit, column]; a unit is a trajectory or a base sample.
        resamples: the result of ``resampled``.
    """
    replicates, units = answers.shape[:2]
    every = np.ones((1, units))
    value = compute(answers, every)[0]
    variance = np.nanvar(compute(answers, resamples), axis=0)
    if replicates > 2:
        left_out = np.stack(
            [compute(np.delete(answers, k, axis=0), every)[0] for k in range(replicates)]
        )
        apart = left_out - left_out.mean(axis=0)
        variance = variance + (replicates - 1) / replicates * (apart**2).sum(axis=0)
    error = np.sqrt(variance)
    half = stdtrit(units - 1, 0.5 + _LEVEL / 2) * error
    return Index(value, error, value - half, value + half)


def resampled(seed: int, resamples: int, units: int) -> Array:
    """Draw with replacement: how often each unit is in each resample, float64[resample, unit].

    The draws depend on ``seed`` alone.
    """
    rows = np.empty((resamples, units))
    for number in range(resamples):
        digest = hashlib.shake_256(f"{seed}\nresample\n{number}".encode()).digest(4 * units)
        shares = np.frombuffer(digest, "<u4") / 2.0**32
        rows[number] = np.bincount((shares * units).astype(np.int64), minlength=units)
    return rows


def noise_variance(values: Array) -> float:
    """Return the variance of replicates' noise in the mean answer of a point; nan of one replicate.

    ``values`` is float64[replicate, point]; points with an undefined answer are left out.
    """
    if len(values) < 2:
        return float("nan")
    return float(np.nanmean(values.var(axis=0, ddof=1))) / len(values)


def _mean(terms: Array, weights: Array) -> Array:
    """Return weighted means of terms[unit, setting], undefined ones left out."""
    there = np.isfinite(terms)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((weights @ np.where(there, terms, 0.0)) / (weights @ there))
