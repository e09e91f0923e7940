"""Calibrate the open settings to the targets: from priors to a posterior, in waves of runs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model import priors as priors_module
from scomm.model import targets as targets_module
from scomm.model.errors import InputError
from scomm.model.priors import Priors, read_priors
from scomm.model.reading.files import read_text
from scomm.model.settings import Settings
from scomm.model.targets import NATION, Target, parse_targets
from scomm.sweeps.calibration.best import best_supported
from scomm.sweeps.calibration.emulator import Emulator, fit
from scomm.sweeps.calibration.likelihood import Likelihood, back, inputs, transformed
from scomm.sweeps.calibration.posterior import FILE, Posterior
from scomm.sweeps.calibration.sampling import Sample, sample
from scomm.sweeps.calibration.simulations import Simulations, short_hash
from scomm.sweeps.designs.drawn import shuffled
from scomm.sweeps.designs.latin_hypercube import hypercube
from scomm.sweeps.execution.backend import Backend
from scomm.sweeps.execution.progress import progress as shown_progress
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.store import provenance
from scomm.sweeps.store.files import replace_file, replaced

Array = NDArray[np.float64]

PRIOR_FILE: Final = "prior.parquet"
"""The settings of the first wave's runs, spread as the priors are: a table that a sweep can run."""
FIGURES_FILE: Final = "figures.parquet"
"""The targets' figures of these runs, by the targets' numbers."""
TARGETS_TABLE: Final = "targets.csv"
SETTINGS_TABLE: Final = "settings.csv"
_HELD_OUT: Final = 8
"""Every eighth run of the first wave is kept out of the emulators that are validated."""
_MOST_SIMULATED: Final = 32
"""Draws of the posterior that the model itself runs, as a check of the emulators."""
#: A setting whose posterior is at least this share of its prior's spread is not informed: the noise
#: of emulators takes a tenth from settings that have hardly a part in any target.
_NOT_INFORMED: Final = 0.85


@dataclass(frozen=True)
class Plan:
    """How much is done: points a wave, waves, steps of the walkers, draws, and the discrepancy."""

    points: int = 384
    waves: int = 2
    steps: int = 4000
    draws: int = 2000
    discrepancy: float = 0.05

    def __post_init__(self) -> None:
        """Raise InputError for a number out of bounds."""
        for name, low, high in (
            ("points", 16, 100_000),
            ("waves", 1, 10),
            ("steps", 100, 1_000_000),
            ("draws", 10, 100_000),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(
                    f"The number of {name} is {value:,}, but must be from {low:,} to {high:,}."
                )
        if not 0.0 <= self.discrepancy <= 2.0:
            raise InputError(
                f"The discrepancy is {self.discrepancy}, but must be from 0 to 2 (logs or logits)."
            )


@dataclass(frozen=True)
class Calibration:
    """The result: the posterior, and tables of targets and settings with their diagnostics.

    ``targets`` has a row for each target: value, error, the emulator's R² by leave-one-out and on
    runs held out, the model's figure in the prior and the posterior (mean and 95 % interval, of
    runs), and the implausibility at the best point. ``settings`` has a row for each setting: its
    prior, its posterior (median and 95 % interval), its value at the best-supported point, how
    much of the prior's spread is left, R-hat, effective sample size, and a sentence.
    """

    posterior: Posterior
    targets: pd.DataFrame
    settings: pd.DataFrame


def calibrate(
    folder: str | Path,
    base: Settings,
    backend: Backend,
    *,
    targets: str | Path = targets_module.FILE,
    priors: str | Path = priors_module.FILE,
    plan: Plan = Plan(),
    seed: int = 1,
    progress: bool = True,
) -> Calibration:
    """Calibrate the settings that have priors to the targets of the base's scenario.

    The model runs at points of a Latin hypercube over the priors; then, wave by wave, at draws of
    the posterior so far, half of them where the emulators are least certain. The runs stay in
    ``folder``, and the same call again repeats none of them.

    Args:
        folder: where runs, posterior and tables are kept.
        base: settings of every run; ``scomm.sweeps.targets.settings_of`` makes them.
        backend: does the runs.
        targets: a targets file; the project's own by default.
        priors: a priors file; the project's own by default.
        plan: how many points, waves, steps and draws.
        seed: the result depends on it and on the inputs alone.
        progress: show progress on standard error.

    Raises:
        InputError: for a mistake in a file, a folder of another calibration, or too few runs.
    """
    text = read_text(targets, f"The targets file {targets}")
    every = parse_targets(text, str(targets))
    known = read_priors(priors)
    wanted = [each for each in every if each.scenario == NATION]
    if not wanted:
        raise InputError(f"The targets file {targets} has no target of the scenario 'nation'.")
    origin = {"priors": short_hash(known.identity.encode())}
    work = _Runs(Path(folder), base, origin, wanted, parse_targets, text, seed, known)
    work.open()
    cube, figures = _first_wave(work, plan, backend, progress)
    first = len(cube)
    posterior = _posterior(work, plan, cube, figures)
    for wave in range(2, plan.waves + 1):
        more = _next_points(posterior, plan, derived_seed(seed, "wave", wave))
        found = _run(work, more, f"wave {wave}", backend, progress)
        cube, figures = np.vstack([cube, more]), np.vstack([figures, found])
        posterior = _posterior(work, plan, cube, figures)
    every_nth = max(1, len(posterior.sample.cube) // min(_MOST_SIMULATED, plan.points))
    checked = posterior.sample.cube[::every_nth][:_MOST_SIMULATED]
    simulated = _run(work, checked, "posterior", backend, progress)
    return _kept(work, plan, posterior, figures[:first], simulated, len(cube))


@dataclass(frozen=True)
class _Runs(Simulations[Target]):
    """The runs of a calibration, and the priors of whose cube their points are."""

    priors: Priors


@dataclass(frozen=True)
class _Fitted:
    """Emulators of the targets that have one, the likelihood, and a sample of the posterior."""

    likelihood: Likelihood
    sample: Sample
    held_out: Array
    left: tuple[int, ...]


def _first_wave(work: _Runs, plan: Plan, backend: Backend, progress: bool) -> tuple[Array, Array]:
    cube = first_points(work.priors, plan.points, work.seed)
    return cube, _run(work, cube, "wave 1", backend, progress)


def first_points(priors: Priors, count: int, seed: int) -> Array:
    """Return the points of the first wave of a calibration, float64[point, setting]."""
    return hypercube(len(priors.each), count, derived_seed(seed, "wave", 1))


def _run(work: _Runs, cube: Array, purpose: str, backend: Backend, progress: bool) -> Array:
    with shown_progress(f"calibrate, {purpose}", len(cube), progress) as advance:
        return work.figures(work.priors.at(cube), backend, purpose, advance)


def _posterior(work: _Runs, plan: Plan, cube: Array, figures: Array) -> _Fitted:
    points = inputs(work.priors, cube)
    values = np.column_stack(
        [transformed(each, figures[:, k]) for k, each in enumerate(work.wanted)]
    )
    emulators: list[Emulator] = []
    held_out, left, kept = [], [], []
    test = np.arange(len(points)) % _HELD_OUT == 0
    for k in range(len(work.wanted)):
        there = np.isfinite(values[:, k])
        if np.std(values[there, k]) < 1e-9:
            left.append(k)  # No setting with a prior moves it.
            continue
        trial = fit(points[there & ~test], values[there & ~test, k])
        miss = values[there & test, k] - trial.at(points[there & test])
        held_out.append(1.0 - float((miss**2).mean() / np.var(values[there & test, k])))
        emulators.append(fit(points[there], values[there, k]))
        kept.append(k)
    if not emulators:
        raise InputError("No setting with a prior moves any target, so there is nothing to fit.")
    likelihood = Likelihood(
        work.priors, [work.wanted[k] for k in kept], emulators, plan.discrepancy
    )
    start = cube[np.argsort(likelihood.log(cube))[::-1]]
    seed = derived_seed(work.seed, "walkers", len(cube))
    drawn = sample(likelihood.log, start, seed, plan.steps, plan.draws)
    return _Fitted(likelihood, drawn, np.array(held_out), tuple(left))


def _next_points(fitted: _Fitted, plan: Plan, seed: int) -> Array:
    """Choose draws of the posterior, half of them those where emulators are least certain.

    What counts is their variance for want of runs, as a share of that of each target.
    """
    cube = fitted.sample.cube[shuffled(seed, len(fitted.sample.cube))]
    half = min(plan.points // 2, len(cube) // 2)
    rest = cube[half:]
    uncertain = fitted.likelihood.uncertainty(rest)
    return np.vstack([cube[:half], rest[np.argsort(uncertain)[::-1][: plan.points - half]]])


def _kept(
    work: _Runs,
    plan: Plan,
    fitted: _Fitted,
    prior_figures: Array,
    simulated: Array,
    runs: int,
) -> Calibration:
    draws = _at(work.priors, fitted.sample.cube)
    made = {
        "targets": hashlib.sha256(work.text.encode()).hexdigest(),
        "base": work.base.digest(),
        "model_source": provenance.code()["model_source"],
        "seed": work.seed,
        "runs": runs,
        "steps": fitted.sample.steps,
        "discrepancy": plan.discrepancy,
    }
    posterior = Posterior(draws, made)
    theories = {name: getattr(work.base, name) for name in work.priors.names}
    best = best_supported(fitted.likelihood, theories, fitted.sample.cube)
    targets = _targets_table(work, fitted, best, prior_figures, simulated)
    settings = _settings_table(work, fitted, best, draws)
    posterior.write(work.folder / FILE)
    first = _at(work.priors, first_points(work.priors, plan.points, work.seed))
    numbers = [each.number for each in work.wanted]
    kept = {PRIOR_FILE: first, FIGURES_FILE: pd.DataFrame(prior_figures, columns=numbers)}
    for name, table in kept.items():
        replace_file(work.folder / name, table.to_parquet(index=False))
    for name, table in ((TARGETS_TABLE, targets), (SETTINGS_TABLE, settings)):
        with replaced(work.folder / name) as beside:
            table.to_csv(beside, index=False, float_format="%.6g", lineterminator="\n")
    return Calibration(posterior, targets, settings)


def _at(priors: Priors, cube: Array) -> pd.DataFrame:
    """Return the settings at points of the cube, a column each."""
    return pd.DataFrame(
        {
            name: column if column.dtype.kind == "U" else column.astype(float)
            for name, column in priors.at(cube).items()
        }
    )


def _targets_table(
    work: _Runs, fitted: _Fitted, best: Array, prior: Array, simulated: Array
) -> pd.DataFrame:
    rows = []
    implausible = fitted.likelihood.implausibility(best)[0]
    predicted = fitted.likelihood.predicted(best)[0]
    position = 0
    for k, target in enumerate(work.wanted):
        row: dict[str, object] = {
            "target": target.number,
            "quantity": target.quantity,
            "unit": target.unit,
            "value": target.value,
            "error": target.error,
        }
        row |= _spread("prior", prior[:, k]) | _spread("posterior", simulated[:, k])
        if k not in fitted.left:
            emulator = fitted.likelihood.emulators[position]
            row |= {
                "r_squared_left_out": emulator.r_squared,
                "r_squared_held_out": fitted.held_out[position],
                "best": float(back(target, predicted[position])),
                "implausibility": float(implausible[position]),
            }
            position += 1
        row["undefined"] = int(np.isnan(prior[:, k]).sum())
        rows.append(row)
    return pd.DataFrame(rows)


def _spread(name: str, figures: Array) -> dict[str, float]:
    there = figures[np.isfinite(figures)]
    if not len(there):
        return {name: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
    low, high = np.quantile(there, (0.025, 0.975))
    return {name: float(there.mean()), f"{name}_low": float(low), f"{name}_high": float(high)}


def _settings_table(work: _Runs, fitted: _Fitted, best: Array, draws: pd.DataFrame) -> pd.DataFrame:
    shares = inputs(work.priors, fitted.sample.cube)
    best_values = _at(work.priors, best)
    grid = ((np.arange(1000) + 0.5) / 1000.0).astype(np.float64)
    rows = []
    for k, prior in enumerate(work.priors.each):
        before = inputs(Priors((prior,), {}), grid[:, None])[:, 0].std()
        left = float(shares[:, k].std() / before) if before > 0.0 else 1.0
        values = draws[prior.name]
        row: dict[str, object] = {"setting": prior.name, "prior": prior.words}
        if values.dtype.kind == "f":
            # A quantile that is a draw: between finite draws and inf there is nothing.
            low, middle, high = np.quantile(values, (0.025, 0.5, 0.975), method="inverted_cdf")
            row |= {"median": middle, "low": low, "high": high}
        row |= {
            "best": best_values[prior.name].iloc[0],
            "spread_left": left,
            "r_hat": float(fitted.sample.r_hat[k]),
            "effective": float(fitted.sample.effective[k]),
            "sentence": _sentence(prior.name, left),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _sentence(name: str, left: float) -> str:
    if left >= _NOT_INFORMED:
        return f"The facts do not inform {name}: its posterior is its prior."
    return f"The facts leave {left:.0%} of the prior's spread of {name}."
