"""The county that all peers simulate: its residents, households and ties."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Town:
    """One county exported by scomm.

    Arrays have one element per resident, those named ``cell_...`` one per neighborhood. ``ties``
    has one row per resident, -1 for no tie. ``p`` contains scomm's settings by name, ``rates`` the
    weekly rates of opportunities; weeks count from the start and are negative in the burn-in.
    """

    p: Any
    rates: Any
    first_week: int
    last_week: int
    active_from: int
    detection: float
    electronic_from: int
    group: Array
    cell: Array
    household_first: Array
    household_size: Array
    household_status: Array
    persistent: Array
    in_ident: Array
    fbi_only: Array
    felonies: Array
    misdemeanors: Array
    aggravated: Array
    ties: Array
    cell_undocumented: Array
    officer_propensity: Array

    def __len__(self) -> int:
        """Return the number of residents."""
        return len(self.group)

    @property
    def weeks(self) -> int:
        """Return the number of weeks simulated, burn-in included."""
        return self.last_week - self.first_week + 1

    def residents_of(self, cell: int) -> Array:
        """Return the residents of a neighborhood."""
        return np.flatnonzero(self.cell == cell)

    def cause_rates(self) -> Array:
        """Return residents' weekly rates of arrest for cause, higher for persistent offenders."""
        rate = np.zeros(len(self))
        among_persistent = self.p.persistent_crime_share
        for cell in range(len(self.cell_undocumented)):
            here = self.residents_of(cell)
            few = here[self.persistent[here]]
            rate[here] = 1.0 - among_persistent
            rate[few] += among_persistent * len(here) / len(few)
        return rate * self.rates.cause


def load(folder: Path) -> Town:
    """Read a county that ``benchmarks.peers.county`` wrote."""
    numbers = json.loads((folder / "county.json").read_text(encoding="utf-8"))
    with np.load(folder / "county.npz") as arrays:
        return Town(
            p=SimpleNamespace(**numbers.pop("settings")),
            rates=SimpleNamespace(**numbers.pop("rates")),
            **numbers,
            **{name: arrays[name] for name in arrays.files},
        )
