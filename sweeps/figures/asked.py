"""A user's choices for a figure, and the error for a store that a figure cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scomm.model.errors import InputError
from scomm.sweeps.estimation.estimands import Ratio, named

ESTIMAND: Final = "reporting_rate"
GROUP: Final = "hispanic"
#: Figures narrower than this, in millimeters, have their panels below one another.
NARROW: Final = 120.0


class Unfit(InputError):
    """A store varies other settings, or has other arms, than a figure can show."""


@dataclass(frozen=True)
class Asked:
    """A user's choices for a figure; those left out are the figure's defaults.

    ``estimand`` is a name as in sweep files without its group, such as "reporting_rate" or
    "reporting_rate.violent", and ``group`` one of the groups it is given for; with neither it is
    the reporting rate of Hispanic residents. ``width`` is in millimeters. Without ``caption``
    titles and the caption are left out, for a journal that sets its own.

    >>> Asked(estimand="recorded_crime", group="all").ratio.key
    ('recorded_crime', 'all', 'all', 'probability')
    """

    estimand: str | None = None
    group: str | None = None
    width: float | None = None
    caption: bool = True

    @property
    def ratio(self) -> Ratio:
        """The ratio that is asked for. Raises InputError for a name that is none."""
        if self.estimand is None:
            return named(f"{ESTIMAND}.{self.group or GROUP}")
        return named(self.estimand if self.group is None else f"{self.estimand}.{self.group}")

    @property
    def narrow(self) -> bool:
        """Whether the figure is as narrow as a column of a journal."""
        return self.width is not None and self.width < NARROW


#: Nothing in particular.
PLAIN: Final = Asked()
