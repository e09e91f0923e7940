"""Named places and regimes: every position on opting out that the sources describe, and more.

| position [see the digest of the five articles in ``scomm.model.sources``] | scenario |
|---|---|
| ICE in 2009: localities can opt out | voluntary |
| ICE in August 2010: a procedure | opt-out-procedure |
| ICE from October 2010: nobody local can opt out | mandatory |
| declining to receive results | results-declined |
| the state's approval | state-approval |
| state refusal | state-refusal |
| San Francisco | san-francisco |
| Santa Clara, Alameda | santa-clara, alameda |
| Arlington | arlington |
| Washington DC | washington-dc |
| cities with "don't ask" laws | dont-ask |
| Florida, where no local government had asked | florida |
"""

from __future__ import annotations

from typing import Final

from scomm.model.errors import InputError, nearest, shown
from scomm.model.scenarios.definition import Scenario
from scomm.model.scenarios.enrollment import ENROLLMENT
from scomm.model.scenarios.named_places import NAMED_PLACES
from scomm.model.scenarios.policies import POLICIES
from scomm.model.scenarios.priorities import PRIORITIES
from scomm.model.scenarios.regimes import REGIMES
from scomm.model.scenarios.theories import THEORIES
from scomm.model.settings import Settings

__all__ = ["SCENARIOS", "Scenario", "scenario"]

SCENARIOS: Final[dict[str, Scenario]] = {
    each.name: each
    for each in (*ENROLLMENT, *NAMED_PLACES, *REGIMES, *POLICIES, *THEORIES, *PRIORITIES)
}


def scenario(name: str) -> Settings:
    """Return the settings of a named scenario. Raises InputError for an unknown name.

    >>> scenario("mandatory").opt_out_regime
    'mandatory'
    """
    if name not in SCENARIOS:
        raise InputError(
            f"No scenario is called {shown(name)}; `scomm scenarios` lists them."
            + nearest(name, SCENARIOS)
        )
    return Settings(**SCENARIOS[name].changes)
