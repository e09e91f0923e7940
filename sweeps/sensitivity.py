"""Sensitivity of a sweep's answers to its settings: Morris' screening and Sobol' indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.sweeps.designs.morris import Morris
from scomm.sweeps.designs.saltelli import Saltelli
from scomm.sweeps.estimation import sensitivity as indices
from scomm.sweeps.estimation.contrast import log_odds
from scomm.sweeps.estimation.estimands import Ratio, named
from scomm.sweeps.estimation.sensitivity import FEWEST, Array
from scomm.sweeps.plan.arms import pair_of
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.store.estimating import pseudovalues
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.results import Results
from scomm.sweeps.sweep_file import SweepSpec

RESAMPLES: Final = 1000
MORRIS, SOBOL = "morris", "sobol"


@dataclass(frozen=True)
class Answer:
    """What is answered at a point: the effect on a ratio, or its level in the first arm.

    With ``odds`` it is in log odds: an effect is then the log of an odds ratio.
    """

    ratio: Ratio
    level: bool = False
    odds: bool = False

    def __post_init__(self) -> None:
        """Raise InputError for odds of a ratio that has none."""
        if self.odds and not self.ratio.estimand.odds:
            raise InputError(
                f"{self.ratio.estimand.name} has no odds here; reporting_rate alone has them."
            )

    @property
    def unit(self) -> str:
        """Its unit."""
        return "log odds" if self.odds else self.ratio.estimand.unit

    @property
    def name(self) -> str:
        """The ratio's name as in sweep files, with "level" or "log odds" where it is that."""
        parts = (self.ratio.estimand.name, self.ratio.estimand.kind, self.ratio.label)
        name = ".".join(part for part in parts if part != "all")
        name = f"{name}, level" if self.level else name
        return f"{name}, log odds" if self.odds else name


@dataclass(frozen=True)
class Sensitivity:
    """How far each setting moves an answer.

    ``table`` has a row for each setting, in falling order. Of a Morris design (``method`` is
    "morris"): ``mean_size`` (mu*) and ``deviation`` (sigma), each with ``_low`` and ``_high``, and
    ``mean``, in the answer's unit over the whole range of the setting. Of a Saltelli design
    ("sobol"): ``first`` and ``total`` with ``_low`` and ``_high``, shares of ``variance``. Both:
    ``used``, the number of trajectories or base samples with an answer.

    ``variance`` is that of the answers over the design (nan for Morris), and ``noise`` that of
    replicates in a point's answer, which is in no index if there are two ``replicates`` or more.
    Of ``points``, ``undefined`` have no answer; the trajectories and samples that need them are
    left out.
    """

    answer: str
    unit: str
    method: str
    table: pd.DataFrame
    replicates: int
    points: int
    undefined: int
    variance: float
    noise: float

    @property
    def sentence(self) -> str:
        """Describe noise and undefined answers."""
        if self.replicates < 2:
            noise = (
                "The noise of one replicate, or of estimates without their runs, is part of the "
                "indices."
            )
        elif self.method == SOBOL:
            share = self.noise / (self.variance + self.noise)
            noise = (
                f"Noise of {self.replicates} replicates is {share:.1%} of the variance of points, "
                "and part of no index."
            )
        else:
            noise = (
                f"The noise of a point's answer has the standard deviation {self.noise**0.5:.3g} "
                f"with {self.replicates} replicates, and is part of no column."
            )
        if not self.undefined:
            return noise
        return (
            f"{noise} {self.undefined:,} of {self.points:,} points have no answer, and each "
            "index leaves out the trajectories or samples that need one of them."
        )


def headline() -> list[Answer]:
    """Return the two headline answers: the effect on reporting, and who is removed."""
    return [
        Answer(named("reporting_rate.hispanic")),
        Answer(named("non_criminal_share"), level=True),
    ]


def sensitivity(
    store: Results, answers: Sequence[Answer] | None = None, resamples: int = RESAMPLES
) -> list[Sensitivity]:
    """Analyze the Morris or Saltelli design of a store.

    Args:
        store: a store whose sweep has one such design. Of a condensed store and of a sweep with one
            replicate the noise of replicates is part of the indices.
        answers: what is analyzed; None for the two headline answers.
        resamples: resamples of the bootstrap.

    Returns:
        An analysis of each answer.

    Raises:
        InputError: for another design, or if too few points have an answer.

    Example:
        >>> from scomm.sweeps.store.load import load
        >>> sensitivity(load("results/screening"))
        Traceback (most recent call last):
        ...
        scomm.model.errors.InputError: The folder results/screening is no store of a sweep ...
    """
    design = check_design(store.spec)
    seed = store.spec.seed
    return [
        analyze(design, seed, answer, values_of(store, answer), resamples)
        for answer in (headline() if answers is None else answers)
    ]


def check_design(spec: SweepSpec) -> Morris | Saltelli:
    """Return the one design of a sweep. Raises InputError for one that has no indices."""
    designs = spec.designs
    if len(designs) == 1 and isinstance(designs[0], Morris | Saltelli):
        return designs[0]
    raise InputError(
        "Sensitivity needs a sweep with one design of kind 'morris' or 'saltelli'; "
        f"{spec.name!r} has another."
    )


def values_of(store: Results, answer: Answer) -> Array:
    """Return the answers float64[replicate, point]; nan where a point has none."""
    points = sum(map(len, store.spec.designs))
    first, second = pair_of(store.spec, None, None)
    level = answer.level or first == second
    if isinstance(store, Store):
        arms = first, first if level else second
        found, values = pseudovalues(store, answer.ratio, arms, odds=answer.odds)
    else:
        table = store.estimates(wanted=[answer.ratio])
        found = table["point"].to_numpy(np.int64)
        values = table["arm" if level else "effect"].to_numpy(float)[None]
        if answer.odds:
            odds = log_odds(values) if level else np.log(table["odds_ratio"].to_numpy(float))
            values = odds.reshape(1, -1)
    every = np.full((len(values), points), np.nan)
    every[:, found] = values
    # Without one of its replicates a point's answer may be undefined, and then all of it is.
    every[:, ~np.isfinite(every).all(axis=0)] = np.nan
    return every


def analyze(
    design: Morris | Saltelli, seed: int, answer: Answer, values: Array, resamples: int = RESAMPLES
) -> Sensitivity:
    """Analyze answers at the points of a design.

    Args:
        design: the design.
        seed: the sweep's seed, on which its points depend.
        answer: what the answers are.
        values: the answers, float64[replicate, point]; nan where a point has none.
        resamples: resamples of the bootstrap.

    Raises:
        InputError: if fewer than 4 trajectories or base samples have an answer, or none differ.
    """
    undefined = int(np.isnan(values).any(axis=0).sum())
    variance = float("nan")
    draw = partial(indices.resampled, derived_seed(seed, "bootstrap", 0), resamples)
    if isinstance(design, Morris):
        effects = indices.elementary_effects(design.cube(derived_seed(seed, "design", 0)), values)
        there = np.isfinite(effects).all(axis=0)
        _check(answer, there.sum(axis=0), undefined, values.shape[1])
        columns = _trajectories(effects, draw(effects.shape[1]))
    else:
        blocks = values.reshape(len(values), design.samples, -1)
        # With the second order there are as many columns again, of B with a setting from A.
        blocks = blocks[..., [*range(len(design.names) + 1), -1]]
        blocks = blocks[:, np.isfinite(blocks[..., [0, -1]]).all(axis=(0, 2))]
        there = np.isfinite(blocks[..., 1:-1]).all(axis=0)
        _check(answer, there.sum(axis=0), undefined, values.shape[1])
        if not np.ptp(blocks[..., [0, -1]]):
            raise InputError(
                f"The answers ({answer.name}) do not differ, so no setting carries them."
            )
        variance = float(indices.variances(blocks, np.ones((1, blocks.shape[1])))[0])
        columns = _samples(blocks, draw(blocks.shape[1]))
    table = pd.DataFrame({"setting": design.names, **columns, "used": there.sum(axis=0)})
    order = "mean_size" if isinstance(design, Morris) else "total"
    return Sensitivity(
        answer.name,
        answer.unit,
        MORRIS if isinstance(design, Morris) else SOBOL,
        table.sort_values(order, ascending=False, ignore_index=True, kind="stable"),
        len(values),
        values.shape[1],
        undefined,
        variance,
        indices.noise_variance(values),
    )


def _check(answer: Answer, used: NDArray[np.int64], undefined: int, points: int) -> None:
    if used.min(initial=FEWEST) < FEWEST:
        raise InputError(
            f"{undefined:,} of {points:,} points have no answer ({answer.name}); that leaves "
            f"{used.min()} trajectories or samples of a setting, where {FEWEST} are needed."
        )


def _trajectories(effects: Array, weights: Array) -> dict[str, Array]:
    found: dict[str, Array] = {"mean": np.nanmean(effects, axis=(0, 1))}
    for name, compute in (("mean_size", indices.mean_sizes), ("deviation", indices.deviations)):
        found |= _with_ends(name, indices.index(compute, effects, weights))
    return found


def _samples(blocks: Array, weights: Array) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for number, name in enumerate(("first", "total")):

        def compute(some: Array, weights: Array, number: int = number) -> Array:
            return np.asarray(indices.first_and_total(some, weights)[number])

        found |= _with_ends(name, indices.index(compute, blocks, weights))
    return found


def _with_ends(name: str, index: indices.Index) -> dict[str, Array]:
    return {name: index.value, f"{name}_low": index.low, f"{name}_high": index.high}
