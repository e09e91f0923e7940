"""The outcomes of a run: its estimands, computed from its tables.

Every rate is a ratio of sums over months, jurisdictions and groups, defined in
``scomm.model.estimands``. ``counting`` selects the numerator: "probability" sums the probabilities
of decisions, "count" sums their results; the default is "probability" where the estimand supports
it. Shares of removals are undefined (nan) without removals, such as where no place is enrolled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scomm.model.estimands import Counting, Estimand, find, kinds, named
from scomm.model.run_tables import RunTables
from scomm.model.summary import before_and_after, summary_html

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Outcomes(RunTables):
    """The tables of one run, and its estimands.

    Methods share these arguments, and raise InputError for any other value: ``group``, a name of
    ``scomm.model.groups.SELECTIONS`` such as "hispanic"; ``crime``, "violent", "property" or "all";
    ``period``, one of ``months_in``; and ``counting``, "probability" or "count", None being the
    first of them that the estimand supports.
    """

    def summary(self) -> pd.DataFrame:
        """Tabulate the main estimands before and after activation, the headlines first.

        Columns are ``estimand``, ``class``, ``group``, ``before``, ``after`` and ``unit``; shares
        are in percent, as given by ``unit``, and a figure is nan if its denominator is 0. Each is
        counted in the first way that it supports.

        >>> from scomm import run, scenario
        >>> outcomes = run(scenario("county").replace(population=500, weeks=60), seed=1)
        >>> outcomes.summary().columns.tolist()
        ['estimand', 'class', 'group', 'before', 'after', 'unit']
        """
        return before_and_after(
            lambda estimand, group, period: self._figure(estimand, group, period, None)
        )

    def __repr__(self) -> str:
        """Describe the world of these outcomes in one line."""
        residents = int(self.places.total(self.places.population))
        events = "" if self.events is None else f", {len(self.events):,} events"
        rules = "" if self.rules is None else f"; {self.rules!r}"
        return (
            f"<Outcomes of seed {self.seed}: {len(self.months)} months, {len(self.places):,} "
            f"jurisdictions, {residents:,} residents{events}; {self.settings!r}{rules}>"
        )

    def _repr_html_(self) -> str:
        return summary_html(repr(self), self.summary())

    # Estimands

    def value(self, name: str, period: str = "after", counting: Counting | None = None) -> float:
        """Compute an estimand by the name that sweep files use, such as "arrest_rate.hispanic".

        Shares are from 0 to 1; the other units are those of the methods below. The value is nan if
        the denominator is 0. Raises InputError for a name, period or counting that does not exist.

        >>> from scomm import run, scenario
        >>> outcomes = run(scenario("county"), seed=1)
        >>> outcomes.value("reporting_rate.hispanic") == outcomes.reporting_rate("hispanic")
        True
        """
        return self._figure(*named(name), period, counting)

    def reporting_rate(
        self,
        group: str = "all",
        crime: str = "all",
        period: str = "after",
        counting: Counting | None = None,
    ) -> float:
        """Compute the share of victimizations reported to the police, 0 to 1; nan without any.

        ``group`` is the victim's; the victim of a property crime is the household's respondent.

        Example:
            >>> from scomm import run, scenario
            >>> outcomes = run(scenario("county"), seed=1)
            >>> 0.3 < outcomes.reporting_rate("hispanic", crime="violent", period="before") < 0.6
            True
        """
        return self._of("reporting_rate", crime, group, period, counting)

    def victimization_rate(
        self,
        group: str = "all",
        crime: str = "all",
        period: str = "after",
        counting: Counting | None = None,
    ) -> float:
        """Compute victimizations per resident-month in the community, by the victim's group."""
        return self._of("victimization_rate", crime, group, period, counting)

    def recorded_crime(
        self,
        group: str = "all",
        crime: str = "all",
        period: str = "after",
        counting: Counting | None = None,
    ) -> float:
        """Compute reported crimes, the crimes known to the police, per 100,000 residents a year."""
        return self._of("recorded_crime", crime, group, period, counting)

    def arrest_rate(
        self,
        group: str = "all",
        ground: str = "all",
        period: str = "after",
        counting: Counting | None = None,
    ) -> float:
        """Compute arrests per 100,000 residents a year, by the ground of the arrest.

        ``ground`` is "index", "cause", "minor", "pretext" or "all". Arrests for cause have no
        probability, so they and arrests on all grounds support only counting "count".

        Example:
            >>> from scomm import run, scenario
            >>> outcomes = run(scenario("county"), seed=1)
            >>> outcomes.arrest_rate("hispanic", ground="minor") > 0
            True
        """
        return self._of("arrest_rate", ground, group, period, counting)

    def non_criminal_share(
        self, group: str = "all", period: str = "after", counting: Counting | None = None
    ) -> float:
        """Compute the share of removals of people without a conviction on record when removed.

        The share is among removals that began with a fingerprint match, 0 to 1; nan without any.

        Example:
            >>> from scomm import run, scenario
            >>> outcomes = run(scenario("county"), seed=1)
            >>> 0 <= outcomes.non_criminal_share() <= 1
            True
            >>> outcomes.non_criminal_share(period="before")  # nobody is removed by a match before
            nan
        """
        return self._of("non_criminal_share", "all", group, period, counting)

    def level_share(
        self,
        level: int,
        group: str = "all",
        period: str = "after",
        counting: Counting | None = None,
    ) -> float:
        """Compute the share of removals of people of ICE level 1, 2 or 3, 0 to 1; nan without any.

        The share is among removals that began with a fingerprint match.
        """
        return self._of("level_share", str(level), group, period, counting)

    def pipeline(self, group: str = "all", period: str = "after") -> dict[str, float]:
        """Compute the ratios between the stages from prints to removal; nan for an empty stage.

        Custody includes people whom ICE arrested at large, and the removed include those removed
        after an order to appear, who were not in custody.

        The keys are "matches / prints", "detainers / matches", "custody / matches" and
        "removed / custody"; each is counted with probabilities where it supports them.

        Example:
            >>> from scomm import run, scenario
            >>> outcomes = run(scenario("county"), seed=1)
            >>> list(outcomes.pipeline())
            ['matches / prints', 'detainers / matches', 'custody / matches', 'removed / custody']
        """
        return {step: self._of("pipeline", step, group, period, None) for step in kinds("pipeline")}

    def trust(self, group: str = "all", period: str = "after") -> float:
        """Compute mean trust in the police of panel members in the community, 0 to 1."""
        return self._of("trust", "all", group, period, None)

    def perceived_risk(self, group: str = "all", period: str = "after") -> float:
        """Compute mean perceived risk of panel members in the community, 0 or more."""
        return self._of("perceived_risk", "all", group, period, None)

    def heard_share(self, group: str = "all", period: str = "after") -> float:
        """Compute the share of the panel who heard of a removal in the past year, 0 to 1."""
        return self._of("heard_share", "all", group, period, None)

    def _of(
        self, name: str, kind: str, group: str, period: str, counting: Counting | None
    ) -> float:
        return self._figure(find(name, kind, group), group, period, counting)

    def _figure(
        self, estimand: Estimand, group: str, period: str, counting: Counting | None
    ) -> float:
        inside = self.months_in(period)
        return estimand.figure(
            lambda column, members: self.sum_of(column, members, inside), group, counting
        )
