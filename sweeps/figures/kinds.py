"""The figures by name. A figure is a file beside this one; add it here and all else follows."""

from __future__ import annotations

from typing import Final, Protocol

import pandas as pd
from matplotlib.figure import Figure

from scomm.sweeps.figures import (
    effect_and_level,
    effect_and_share,
    effect_by_point,
    effect_by_setting,
    event_study,
    fiscal_years,
    pairing,
    pipeline_flows,
    profile,
    recorded_and_actual,
    roll_out,
    screening,
    share_by_policy,
    side_by_side,
    sobol_indices,
    spread_of_counties,
    uncertainty,
)
from scomm.sweeps.figures.asked import Asked
from scomm.sweeps.store.results import Results


class Kind(Protocol):
    """The contract of a figure: its name, a sentence, what it needs, its table and picture.

    ``data`` returns the numbers that ``figure`` shows. Both raise Unfit for a store that the
    figure cannot show.
    """

    @property
    def NAME(self) -> str:
        """The figure's name on the command line."""

    @property
    def SENTENCE(self) -> str:
        """One sentence on the figure's content."""

    @property
    def NEEDS(self) -> str:
        """Return which settings must vary, and which arms there must be."""

    def data(self, store: Results, asked: Asked = ...) -> pd.DataFrame:
        """Return the numbers that the figure shows."""

    def figure(self, store: Results, asked: Asked = ...) -> Figure:
        """Return the figure."""


_ALL: Final[tuple[Kind, ...]] = (
    effect_and_share,
    effect_and_level,
    recorded_and_actual,
    effect_by_setting,
    effect_by_point,
    screening,
    sobol_indices,
    uncertainty,
    profile,
    pairing,
    share_by_policy,
    pipeline_flows,
    event_study,
    fiscal_years,
    roll_out,
    side_by_side,
    spread_of_counties,
)
FIGURES: Final[dict[str, Kind]] = {each.NAME: each for each in _ALL}
