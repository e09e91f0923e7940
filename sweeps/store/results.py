"""The interface of a store that is read, complete, incomplete or condensed."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scomm.model.display import html_table
from scomm.model.errors import InputError
from scomm.sweeps.estimation.headlines import compact, headline_ratios, rows_of
from scomm.sweeps.estimation.labelled import dataset
from scomm.sweeps.sweep_file import SweepSpec

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from scomm.sweeps.estimation.estimands import Ratio


class NotKept(InputError):
    """Raised if a condensed store has none of the requested estimates."""


@dataclass(frozen=True)
class Results(ABC):
    """A store that was read: its sweep, its manifest, and the contrasts of its arms."""

    folder: Path
    spec: SweepSpec
    manifest: dict[str, Any]

    @property
    def varied(self) -> tuple[str, ...]:
        """The settings that vary, in order."""
        return self.spec.varied

    @abstractmethod
    def estimates(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = "after",
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Estimate the contrast of ``arm`` with ``reference`` at every point.

        Args:
            arm: an arm's name, by default the first of the sweep file.
            reference: the arm to compare with, by default the last of the sweep file.
            period: "before" or "after" the scheduled activation.
            places: "focal", the one jurisdiction whose enrollment differs, or "all".
            wanted: ratios, or their names in sweep files such as "reporting_rate.hispanic"; None
                for all. Others are neither read nor computed.

        Returns:
            A row for each point and ratio. The columns are the point's number, its varied settings,
            then those of ``scomm.sweeps.estimation.contrast.contrast``, with the arms' values named
            ``arm`` and ``reference``.

        Raises:
            InputError: for an arm, a period, places or a ratio that the store does not have.
        """

    @abstractmethod
    def monthly(
        self,
        arm: str | None = None,
        reference: str | None = None,
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> pd.DataFrame:
        """Estimate the contrast of ``arm`` with ``reference`` by month, at every point.

        Args:
            arm: an arm's name, by default the first of the sweep file.
            reference: the arm to compare with, by default the last of the sweep file.
            places: "focal", the one jurisdiction whose enrollment differs, or "all".
            wanted: ratios, or their names in sweep files; None for all.

        Returns:
            A row for each point, ratio and month. The columns are those of ``estimates``, with the
            number of the ``month`` since the focal jurisdiction's activation (month 0; negative
            before it; missing if that is not within the run) and the ``calendar_month``, a pandas
            Period, after the varied settings.

        Raises:
            InputError: for an arm, places or a ratio that the store does not have, and for a store
                whose sweep file does not ask for ``months``.

        Example:
            >>> from scomm import Sweep
            >>> sweep = Sweep.from_text('''
            ... [sweep]
            ... name = "months"
            ... scenario = "county"
            ... replicates = 2
            ... seed = 1
            ... months = true
            ... [settings]
            ... population = 500
            ... weeks = 60
            ... activation = 2009-03-02
            ... [vary]
            ... community_trust = [0.3, 0.7]
            ... [arms]
            ... enrolled = { enrollment = "scheduled" }
            ... never = { enrollment = "never" }
            ... ''')
            >>> store = sweep.run("results/months", backend="serial", progress=False)
            >>> table = store.monthly(wanted=["reporting_rate.hispanic"])
            >>> table["calendar_month"].iloc[0]
            Period('2008-10', 'M')
        """

    def summary(self, arm: str | None = None, reference: str | None = None) -> pd.DataFrame:
        """Select the headline rows of every point, without the columns that a reader needs last.

        Raises InputError as ``estimates`` does.
        """
        wanted = headline_ratios()
        table = rows_of(self.estimates(arm, reference, wanted=wanted), wanted)
        return compact(table, ("arm", "reference"))

    def to_xarray(
        self,
        arm: str | None = None,
        reference: str | None = None,
        period: str = "after",
        places: str = "focal",
        wanted: Iterable[Ratio | str] | None = None,
    ) -> xarray.Dataset:
        """Convert ``estimates`` to a Dataset, whose arguments these are.

        Its dimensions are the settings that vary if the points are a grid of them, else ``point``,
        then estimand and counting.

        Raises:
            InputError: as ``estimates`` does, and if xarray is not installed.
        """
        table = self.estimates(arm, reference, period, places, wanted)
        varied = list(self.varied)
        sizes = [table[name].nunique(dropna=False) for name in varied]
        points = table.drop_duplicates("point")
        if varied and math.prod(sizes) == len(points) == len(points.drop_duplicates(varied)):
            return dataset(table.drop(columns="point"), varied)
        found = dataset(table.drop(columns=varied), ("point",))
        settings = points.set_index("point").loc[found["point"].to_numpy(), varied]
        return found.assign_coords({name: ("point", settings[name].to_numpy()) for name in varied})

    @abstractmethod
    def _progress(self) -> tuple[str, list[str], list[list[object]]]:
        """Describe how far the store is: a phrase, and the header and rows of a table of it."""

    def __repr__(self) -> str:
        """Describe the store in one line: its folder, sweep, and progress."""
        return f"<{type(self).__name__} {self.folder}: {self.spec.summary}; {self._progress()[0]}>"

    def _repr_html_(self) -> str:
        phrase, header, rows = self._progress()
        title = f"{type(self).__name__} {self.folder}: {self.spec.summary}; {phrase}."
        return html_table(title, header, rows)
