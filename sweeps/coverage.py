"""Test whether the intervals of a calibration hold the truth, on data of the simulator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model import priors as priors_module
from scomm.model import targets as targets_module
from scomm.model.errors import InputError
from scomm.model.priors import read_priors
from scomm.model.targets import NATION, read_targets
from scomm.sweeps.calibrate import FIGURES_FILE, first_points
from scomm.sweeps.calibration.coverage import Coverage
from scomm.sweeps.calibration.held_out import HeldOut
from scomm.sweeps.calibration.posterior import FILE, read_posterior
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.estimation.headlines import rows_of
from scomm.sweeps.store.load import load

Array = NDArray[np.float64]

COVERAGE_TABLE: Final = "coverage.csv"


def coverage(
    folder: str | Path,
    *,
    data_sets: int = 300,
    steps: int = 1000,
    answers: str | Path | None = None,
    targets: str | Path = targets_module.FILE,
    priors: str | Path = priors_module.FILE,
    workers: int = 1,
    advance: Callable[[int], None] = lambda done: None,
) -> Coverage:
    """Test the intervals of settings and answers by simulation-based calibration.

    Runs of the first wave of a calibration are in turn the truth; nothing is run.

    Args:
        folder: of a finished calibration, or the files of it that are kept.
        data_sets: how many runs are the truth, from 20 to the number of runs.
        steps: steps of each walker.
        answers: a store whose points are the rows of the calibration's ``prior.parquet``; its two
            headline answers are tested too.
        targets: the targets file of the calibration.
        priors: its priors file.
        workers: processes that sample side by side.
        advance: called with the number of data sets done.

    Returns:
        Ranks, and the table of uniformity and coverage by setting and answer.

    Raises:
        InputError: for a folder or store of other targets or points.
    """
    known, where = read_priors(priors), Path(folder)
    aimed = tuple(each for each in read_targets(targets) if each.scenario == NATION)
    made = read_posterior(where / FILE).made_from
    try:
        figures = pd.read_parquet(where / FIGURES_FILE)[[each.number for each in aimed]]
    except (OSError, ValueError, KeyError):
        raise InputError(
            f"{where} has no file {FIGURES_FILE} with the figures of these targets; "
            "'scomm calibrate' writes one."
        ) from None
    runs = HeldOut(
        known,
        aimed,
        first_points(known, len(figures), int(made["seed"])),
        figures.to_numpy(float),
        float(made["discrepancy"]),
        int(made["seed"]),
        {} if answers is None else _answers(answers, len(figures)),
    )
    return runs.coverage(data_sets, steps, workers, advance)


def _answers(folder: str | Path, count: int) -> dict[str, Array]:
    """Return the effect on reporting, and who is removed, at every point of a store.

    The effect is a cube root, which an emulator follows more closely; ranks stay the same.
    """
    effect, share = named("reporting_rate.hispanic"), named("non_criminal_share")
    table = load(folder).estimates(wanted=[effect, share])
    found = {}
    for ratio, column in ((effect, "effect"), (share, "arm")):
        values = rows_of(table, [ratio])[column].to_numpy(float)
        if len(values) != count:
            raise InputError(
                f"{folder} has {len(values)} points with {ratio.estimand.name}, but the "
                f"calibration has {count} runs at points of the priors."
            )
        found[f"answer: {ratio.estimand.name}"] = np.cbrt(values) if column == "effect" else values
    return found
