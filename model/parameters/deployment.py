"""Enrollment and every way of opting out. Used by model/rules/deployment.py."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class DeploymentSettings(BaseModel):
    """Whether and when the program is active, and who objects."""

    enrollment: Literal["scheduled", "never", "nobody"] = parameter(
        "scheduled",
        unit="choice",
        source="design",
        status="setting",
        meaning=(
            "scheduled: as planned; never: the focal (first) jurisdiction is left out and "
            "the others are as they were; nobody: no jurisdiction is enrolled."
        ),
    )
    opt_out_regime: Literal["historical", "voluntary", "procedure", "mandatory"] = parameter(
        "historical",
        unit="choice",
        source="FCIR 2011; Truthout 2010; Setting-the-record 2010; Opt-out-denied 2010",
        status="setting",
        meaning=(
            "What ICE lets jurisdictions do; historical goes through the other three as ICE did."
        ),
    )
    procedure_date: str = parameter(
        "2010-08-17",
        unit="date",
        source="Truthout 2010",
        status="setting",
        meaning=(
            "When the historical regime becomes the procedure of Setting the Record "
            "Straight (August 2010)."
        ),
    )
    mandatory_date: str = parameter(
        "2010-10-01",
        unit="date",
        source="Setting-the-record 2010; Opt-out-denied 2010",
        status="setting",
        meaning="When the historical regime becomes mandatory (October 2010).",
    )
    stance: Literal["accepts", "asks-out"] = parameter(
        "accepts",
        unit="choice",
        source="Truthout 2010; FCIR 2011",
        status="setting",
        meaning="Whether the jurisdiction accepts the program or asks to opt out.",
    )
    request: str = parameter(
        "never",
        unit="date",
        source="Truthout 2010; FCIR 2011",
        status="setting",
        meaning="When a jurisdiction that asks to opt out writes its request, or never.",
    )
    special_status: bool = parameter(
        False,
        unit="yes or no",
        source="Truthout 2010; IPC 2010",
        status="setting",
        meaning=(
            "A status outside the states, which lets the jurisdiction withdraw by itself, "
            "as the District of Columbia did."
        ),
    )
    state_approves_optout: bool = parameter(
        False,
        unit="yes or no",
        source="FCIR 2011",
        status="setting",
        meaning=(
            "Whether the state's government approves requests to opt out; California's "
            "attorney general was in favor of the program."
        ),
    )
    meeting_weeks: int = parameter(
        6,
        unit="weeks",
        low=0,
        high=104,
        source="Setting-the-record 2010",
        status="assumption",
        meaning="Time from a request to the meeting that resolves it.",
    )
    procedure_released_share: float = parameter(
        0.3,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Setting-the-record 2010",
        status="assumption",
        meaning=(
            "Probability that the procedure removes a jurisdiction from the deployment "
            "plan, the state approving."
        ),
    )
    procedure_delayed_share: float = parameter(
        0.5,
        unit="probability",
        low=0.0,
        high=1.0,
        source="Setting-the-record 2010",
        status="assumption",
        meaning=(
            "Probability that the procedure adjusts the activation date, the state approving."
        ),
    )
    procedure_delay_weeks: int = parameter(
        26,
        unit="weeks",
        low=0,
        high=260,
        source="Setting-the-record 2010",
        status="assumption",
        meaning="By how much the procedure then adjusts the activation date.",
    )
    results_received: bool = parameter(
        True,
        unit="yes or no",
        source="IPC 2010; Truthout 2010; Opt-out-denied 2010",
        status="setting",
        meaning=(
            "Whether the jurisdiction receives the results of its matches; declining "
            "changes only what officers and neighbors see."
        ),
    )
    state_refuses: str = parameter(
        "never",
        unit="date",
        source="Setting-the-record 2010; FCIR 2011",
        status="setting",
        meaning=(
            "From when the state's bureau sends no prints to the FBI, or never; the program then "
            "ends in the state, which gets no FBI histories."
        ),
    )
