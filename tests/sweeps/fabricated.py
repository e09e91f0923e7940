"""A store whose answers are a function of the settings, for figures whose result is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scomm.model.settings import Settings
from scomm.sweeps.estimation.estimands import Ratio, chosen
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.store.results import Results
from scomm.sweeps.sweep_file import SweepSpec


@dataclass(frozen=True)
class Fabricated(Results):
    """A store in which the effect at a point is ``answer`` of its settings, ± ``margin``.

    Of every ratio the first arm's level is 40 and more, and the last arm's without the effect.
    """

    answer: Callable[[Settings], float] = lambda settings: 0.0
    margin: float = 0.2

    def estimates(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = "after",
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Fabricate the table of estimates of a store."""
        planned, arms = plan(self.spec), list(self.spec.arms)
        rows: list[dict[str, Any]] = []
        for point in range(len(planned)):
            settings = planned.settings(point, arms[0])
            effect = self.answer(settings)
            level = 40.0 + effect
            for ratio in chosen(wanted):
                name, kind, group, counting = ratio.key
                rows.append(
                    {
                        "point": point,
                        **{each: getattr(settings, each) for each in self.varied},
                        **{"estimand": name, "class": kind, "group": group, "counting": counting},
                        "unit": ratio.estimand.unit,
                        **_around("arm", level, 2.0),
                        **_around("reference", 40.0, 2.0),
                        "effect": effect if len(arms) > 1 else math.nan,
                        **{"low": effect - self.margin, "high": effect + self.margin},
                        **{"pairing_gain": 4.0 + point, "replicates": 20, "note": ""},
                    }
                )
        return pd.DataFrame(rows)

    def monthly(
        self,
        arm: str | None = None,
        reference: str | None = None,
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Fabricate a table of estimates by month, whose effect begins with activation."""
        table = self.estimates(arm, reference, places=places, wanted=wanted)
        first, parts = pd.Period("2010-04", "M"), []
        for month in range(-2, 4):
            part = table.copy()
            if month < 0:
                part["arm"] = part["reference"]
                part[["effect", "low", "high"]] = 0.0
            part.insert(1 + len(self.varied), "month", month)
            part.insert(2 + len(self.varied), "calendar_month", first + month + 2)
            parts.append(part)
        found = pd.concat(parts, ignore_index=True)
        order = ["point", "estimand", "class", "group", "counting", "month"]
        return found.sort_values(order, kind="stable", ignore_index=True)

    def _progress(self) -> tuple[str, list[str], list[list[object]]]:
        return "fabricated estimates", [], []


def fabricated(
    spec: SweepSpec, folder: Path, answer: Callable[[Settings], float], margin: float = 0.2
) -> Fabricated:
    """Fabricate the store of a sweep file, in an empty folder."""
    return Fabricated(folder, spec, {}, answer, margin)


def _around(name: str, value: float, margin: float) -> dict[str, float]:
    return {name: value, f"{name}_low": value - margin, f"{name}_high": value + margin}
