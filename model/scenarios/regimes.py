"""Requests to opt out under each of ICE's positions.

The typical county asks on the same day under each, three months before it is to be activated, and
everything else is as it is for the county that accepts: so whatever differs is due to the regime.
When ICE held which position is the default regime, "historical", which the named places meet.
"""

from __future__ import annotations

from typing import Final

from scomm.model.scenarios.definition import COUNTY, Scenario

_ASKS: Final[dict[str, object]] = {**COUNTY, "stance": "asks-out", "request": "2010-03-01"}
#: With the state on its side, so that ICE's position alone decides.
_ASKS_WITH_STATE: Final[dict[str, object]] = {**_ASKS, "state_approves_optout": True}

REGIMES: Final = (
    Scenario(
        name="voluntary",
        sentence=(
            "A county that asks to opt out, its state approving, while ICE holds as in 2009 "
            "that local authorities can opt out."
        ),
        source="FCIR 2011",
        changes={**_ASKS_WITH_STATE, "opt_out_regime": "voluntary"},
    ),
    Scenario(
        name="opt-out-procedure",
        sentence=(
            "A county that asks to opt out, its state approving, under the procedure of "
            "August 2010: a meeting may remove it from the deployment plan, adjust its activation "
            "date, or do neither."
        ),
        source="Truthout 2010; Setting-the-record 2010; Opt-out-denied 2010",
        changes={**_ASKS_WITH_STATE, "opt_out_regime": "procedure"},
    ),
    Scenario(
        name="state-approval",
        sentence=(
            "A county that asks to opt out under the same procedure, whose state does not "
            "approve, as in California, where the attorney general was in favor of the program."
        ),
        source="FCIR 2011",
        changes={**_ASKS, "opt_out_regime": "procedure"},
    ),
    Scenario(
        name="mandatory",
        sentence=(
            "A county that asks to opt out, its state approving, while ICE holds as from "
            "October 2010 that nobody local can opt out."
        ),
        source="Setting-the-record 2010; Opt-out-denied 2010; FCIR 2011",
        changes={**_ASKS_WITH_STATE, "opt_out_regime": "mandatory"},
    ),
)
