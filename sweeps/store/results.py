"""The interface of a store that is read, complete, incomplete or condensed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scomm.model.errors import InputError
from scomm.sweeps.sweep_file import SweepSpec

if TYPE_CHECKING:
    import pandas as pd

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
