"""What a store gives to whoever reads it, complete, under way or condensed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scomm.sweeps.sweep_file import SweepSpec

if TYPE_CHECKING:
    import pandas as pd

    from scomm.sweeps.estimation.estimands import Ratio


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
        """Return the contrast of ``arm`` with ``reference`` at every point.

        The arms are by default the first and the last of the sweep file; ``period`` is "before" or
        "after" the scheduled activation; ``places`` is "focal", the one jurisdiction whose
        enrollment differs, or "all"; ``wanted`` are ratios, some by the names that sweep files use,
        such as "reporting_rate.hispanic" (None: all that there are). What is not wanted is neither
        read nor computed. The columns are the point's number, its varied settings, then those of
        ``scomm.sweeps.estimation.contrast.contrast`` with the arms' values called ``arm`` and
        ``reference``. Raises InputError for what the store does not have.
        """
