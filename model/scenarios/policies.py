"""Policies of counties and states beside enrollment, each added to the typical enrolled county."""

from __future__ import annotations

from typing import Final

from scomm.model.scenarios.definition import COUNTY, Scenario

POLICIES: Final = (
    Scenario(
        name="results-declined",
        sentence=(
            "A county that declines to receive the results of its matches: its prints are shared "
            "and people held all the same, but nobody local learns why."
        ),
        source="IPC 2010; Truthout 2010; Opt-out-denied 2010",
        changes={**COUNTY, "results_received": False},
    ),
    Scenario(
        name="state-refusal",
        sentence=(
            "A county whose state sends no prints to the FBI from the day of activation on, so "
            "that nobody is matched, and gets no criminal histories from it."
        ),
        source="Setting-the-record 2010; FCIR 2011",
        changes={**COUNTY, "state_refuses": "2010-06-07"},
    ),
    Scenario(
        name="detainers-serious-only",
        sentence=(
            "A county whose jail holds people for ICE only on a felony charge or a Level 1 or 2 "
            "record."
        ),
        source="Truthout 2010; design",
        changes={**COUNTY, "detainer_policy": "serious"},
    ),
    Scenario(
        name="detainers-refused",
        sentence="A county whose jail holds nobody for ICE.",
        source="IPC 2010; design",
        changes={**COUNTY, "detainer_policy": "none"},
    ),
    Scenario(
        name="287g-jail",
        sentence=(
            "A county whose jail officers do immigration work under their own 287(g) agreement, "
            "before it is enrolled and after."
        ),
        source="Truthout 2010; IPC 2010",
        changes={**COUNTY, "jail_287g": True},
    ),
    Scenario(
        name="status-inquiry",
        sentence=(
            "A county under a state law like Arizona's SB 1070, which has officers ask about "
            "status where they suspect somebody of being in the country unlawfully."
        ),
        source="Setting-the-record 2010",
        changes={**COUNTY, "status_inquiry": True},
    ),
    Scenario(
        name="dont-ask",
        sentence=(
            "A county whose officers may not ask about status, an ordinance that earns trust and "
            "that the program bypasses."
        ),
        source="Opt-out-denied 2010",
        changes={**COUNTY, "dont_ask": True},
    ),
)
