"""The interface for Mesa's own tools: settings by keyword, a scenario, a data collector.

``mesa.batch_run``, ``SolaraViz`` and its sliders make worlds by calling ``World`` with keywords,
and read what happened from ``World.datacollector``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import mesa
from mesa.datacollection import DataCollector

from scomm.model import measures
from scomm.model.errors import InputError
from scomm.model.measures import ONE
from scomm.model.randomness import LARGEST_SEED
from scomm.model.settings import Settings

if TYPE_CHECKING:
    from scomm.model.mesa_model.world import World

# The counts of ``scomm.model.measures`` that make up each column of the data collector.
TOTALS: Final[dict[str, tuple[int, ...]]] = {
    "victimizations": (measures.VICTIMIZATIONS_VIOLENT, measures.VICTIMIZATIONS_PROPERTY),
    "reports": (measures.REPORTS_VIOLENT, measures.REPORTS_PROPERTY),
    "encounters": (measures.ENCOUNTERS,),
    "arrests": (
        measures.ARRESTS_INDEX,
        measures.ARRESTS_CAUSE,
        measures.ARRESTS_MINOR,
        measures.ARRESTS_PRETEXT,
    ),
    "pretextual_arrests": (measures.ARRESTS_PRETEXT,),
    "prints": (measures.PRINTS,),
    "matches": (measures.MATCHES,),
    "detainers": (measures.DETAINERS,),
    "custody": (measures.CUSTODY,),
    "removals": (
        measures.REMOVALS_NONE,
        measures.REMOVALS_LEVEL1,
        measures.REMOVALS_LEVEL2,
        measures.REMOVALS_LEVEL3,
    ),
}
_EXPECTED_REPORTS: Final = (measures.EXPECTED_REPORTS_VIOLENT, measures.EXPECTED_REPORTS_PROPERTY)


def settings_asked_for(
    settings: Settings | None, scenario: Any, changes: Mapping[str, Any]
) -> Settings:
    """Return the settings that a world was asked for, from the weakest to the strongest.

    Args:
        settings: Where to begin; the defaults if None.
        scenario: A Mesa scenario, each of whose attributes but ``rng`` is a setting; or None.
        changes: Settings by name, as keywords and sliders give them.

    Raises:
        InputError: A name is no setting, or a value is outside its bounds.
    """
    begun = Settings() if settings is None else settings
    named = {} if scenario is None else {n: v for n, v in vars(scenario).items() if n != "rng"}
    wanted = {**named, **changes}
    return begun.replace(**wanted) if wanted else begun


def seed_asked_for(seed: Any, rng: Any, scenario: Any) -> int:
    """Return the one seed among those given under Mesa's names for it; 0 where none is.

    Args:
        seed: A whole number from 0 to 2**63 - 1, or None.
        rng: The same under Mesa's newer name.
        scenario: A Mesa scenario with an attribute ``rng``, or None.

    Raises:
        InputError: A seed is no such number, or two of them differ.
    """
    given = {"seed": seed, "rng": rng, "scenario.rng": getattr(scenario, "rng", None)}
    whole = {name: _whole(name, value) for name, value in given.items() if value is not None}
    if len({*whole.values()}) > 1:
        said = " and ".join(f"{name} is {value}" for name, value in whole.items())
        raise InputError(f"{said}, but a world has one seed: give one of them.")
    return next(iter(whole.values()), 0)


def check_scenario(scenario: Any) -> None:
    """Raise InputError if something other than a scenario of a Mesa that has them is given."""
    if scenario is None:
        return
    if not hasattr(mesa.Model, "scenario"):
        raise InputError(
            f"Scenarios came with Mesa 3.5, and this is Mesa {mesa.__version__}; give settings by "
            "name instead, such as World(population=500)."
        )
    if not hasattr(scenario, "rng"):
        raise InputError(
            f"scenario is {scenario!r}, which is no scenario of Mesa's; for a named one of this "
            'project write World(scomm.scenario("county")).'
        )


def data_collector() -> DataCollector:
    """Make a collector of what Mesa's plots and batches read; ``World.step`` fills it each week.

    Its columns are ``week`` (the last simulated), ``residents`` (in the community),
    ``reporting_rate`` (the share of the month's victimizations so far that were reported, by
    probability; nan in the burn-in) and the counts in ``TOTALS`` since the settings' start, over
    all jurisdictions and groups.
    """
    summed: tuple[int, list[int]] = -(2**31), []

    def counts(world: World) -> list[int]:
        """Sum the table once a week, not once a column."""
        nonlocal summed
        if summed[0] != world.week:
            summed = world.week, world.tally.counts[:-1].sum(axis=(0, 1, 2)).tolist()
        return summed[1]

    def total(columns: tuple[int, ...]) -> Callable[[World], int]:
        # A plain function: Mesa 3.4 calls every other kind of callable without the model.
        return lambda world: sum(counts(world)[column] for column in columns)

    reporters: dict[str, Callable[[World], Any]] = {
        "week": _week,
        "residents": _residents,
        "reporting_rate": _reporting_rate,
    }
    reporters |= {name: total(columns) for name, columns in TOTALS.items()}
    return DataCollector(model_reporters=reporters)


def _whole(name: str, value: Any) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = -1
    if not 0 <= number <= LARGEST_SEED:
        raise InputError(f"{name} is {value!r}; it must be a whole number from 0 to 2**63 - 1.")
    return number


def _week(world: World) -> int:
    return world.week - 1


def _residents(world: World) -> int:
    return sum(sum(place.in_community) for place in world.jurisdictions)


def _reporting_rate(world: World) -> float:
    month = world.tally.month
    if month < 0:
        return math.nan
    crimes = world.tally.counts[month][..., TOTALS["victimizations"]].sum()
    reports = world.tally.sums[month][..., _EXPECTED_REPORTS].sum() / ONE
    return float(reports / crimes) if crimes > 0 else math.nan
