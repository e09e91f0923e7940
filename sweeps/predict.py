"""Predict quantities of the nation at draws of a posterior, enrolled and with nobody enrolled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model import predictions as predictions_module
from scomm.model.errors import InputError
from scomm.model.predictions import Prediction, parse_predictions
from scomm.model.reading.files import read_bytes, read_text
from scomm.model.targets import NATION
from scomm.sweeps.calibration.posterior import read_posterior
from scomm.sweeps.calibration.simulations import Simulations, short_hash
from scomm.sweeps.designs.drawn import shuffled
from scomm.sweeps.execution.backend import Backend
from scomm.sweeps.store.files import replaced
from scomm.sweeps.targets import settings_of

Array = NDArray[np.float64]

PREDICTIONS_TABLE: Final = "predictions.csv"
ENROLLED: Final = "as enrolled"
NOBODY: Final = "nobody enrolled"
DIFFERENCE: Final = "difference"
#: The arms, the folder of each one's runs, and what it changes.
_ARMS: Final[tuple[tuple[str, str, Mapping[str, object]], ...]] = (
    (ENROLLED, "enrolled", {}),
    (NOBODY, "nobody", {"enrollment": "nobody"}),
)
_QUANTILES: Final = {"median": 0.5, "low_50": 0.25, "high_50": 0.75, "low": 0.025, "high": 0.975}


@dataclass(frozen=True)
class Plan:
    """How many draws, from how large a nation: scale, counties in the sample, and the seed."""

    draws: int = 24
    scale: float = 0.02
    jurisdictions: int = 150
    seed: int = 1

    def __post_init__(self) -> None:
        """Raise InputError for a number of draws out of bounds."""
        if not 2 <= self.draws <= 100_000:
            raise InputError(f"The number of draws is {self.draws}, but must be 2 to 100,000.")


def predict(
    folder: str | Path,
    posterior: str | Path,
    backend: Backend,
    *,
    file: str | Path = predictions_module.FILE,
    plan: Plan = Plan(),
    advance: Callable[[int, int, float], None] = lambda done, failed, seconds: None,
) -> pd.DataFrame:
    """Predict quantities over draws of a posterior, enrolled and with nobody on the same worlds.

    The runs stay in ``folder``, and the same call again repeats none of them; the table is written
    there as ``predictions.csv``.

    Args:
        folder: where runs and table are kept.
        posterior: the file of a posterior.
        backend: does the runs.
        file: a predictions file; the project's own by default.
        plan: draws, scale and seed.
        advance: called with the numbers of runs done and failed and the seconds they took.

    Returns:
        A row for each arm, quantity and window: ``median``, ``low_50`` and ``high_50``, ``low`` and
        ``high`` (95 %) over draws, of one run each, and ``undefined``, the draws without a value.
        Of the arm "difference" they are quantiles of paired differences.

    Raises:
        InputError: for a mistake in a file, or a folder of other runs.
    """
    text = read_text(file, f"The predictions file {file}")
    wanted = parse_predictions(text, str(file))
    content = read_bytes(Path(posterior), f"the posterior {posterior}")
    draws = read_posterior(posterior).draws
    if plan.draws > len(draws):
        raise InputError(
            f"The posterior {posterior} has {len(draws)} draws, so {plan.draws} cannot be taken."
        )
    chosen = draws.iloc[shuffled(plan.seed, len(draws))[: plan.draws]]
    points: dict[str, NDArray[Any]] = {str(name): chosen[name].to_numpy() for name in chosen}
    figures = {}
    for arm, name, changes in _ARMS:
        base = settings_of(
            NATION, wanted, plan.scale, {"jurisdictions": plan.jurisdictions, **changes}
        )
        runs = Simulations(
            Path(folder) / name,
            base,
            {"posterior": short_hash(content)},
            wanted,
            parse_predictions,
            text,
            plan.seed,
        )
        runs.open()
        figures[arm] = runs.figures(points, backend, "predictions", advance)
    figures[DIFFERENCE] = figures[ENROLLED] - figures[NOBODY]
    table = pd.concat([_rows(arm, wanted, each) for arm, each in figures.items()])
    table["posterior"] = hashlib.sha256(content).hexdigest()[:16]
    with replaced(Path(folder) / PREDICTIONS_TABLE) as beside:
        table.to_csv(beside, index=False, float_format="%.6g", lineterminator="\n")
    return table.reset_index(drop=True)


def _rows(arm: str, wanted: tuple[Prediction, ...], figures: Array) -> pd.DataFrame:
    rows = []
    for number, each in enumerate(wanted):
        values = figures[:, number][np.isfinite(figures[:, number])]
        row: dict[str, object] = {
            "arm": arm,
            "quantity": each.quantity,
            "window": each.window,
            "unit": each.unit,
        }
        for name, share in _QUANTILES.items():
            row[name] = float(np.quantile(values, share)) if len(values) else np.nan
        rows.append(row | {"draws": len(figures), "undefined": len(figures) - len(values)})
    return pd.DataFrame(rows)
