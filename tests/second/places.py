"""The jurisdictions: code, population, mix, planned week and policy (sections 5.1, 5.2, 5.7, 6).

A user's table of places (`places = table`, section 6) is left out.
"""

from __future__ import annotations

from typing import Any

from .calendar import Calendar
from .constants import NEVER, SMALLEST
from .counties import real_nation
from .entities import Jurisdiction
from .nation import made_up_nation

POLICY = [
    "stance",
    "special_status",
    "state_approves_optout",
    "results_received",
    "jail_287g",
    "status_inquiry",
    "detainer_policy",
    "before_disposition_share",
    "felony_referral_only",
    "pretextual_propensity",
]


def mix_of(
    hispanic: float,
    hispanic_undocumented: float,
    hispanic_lawful: float,
    other_undocumented: float,
    other_lawful: float,
) -> list[float]:
    """Shares of the six groups (section 5.2)."""
    h = hispanic
    hu = h * hispanic_undocumented
    hl = h * hispanic_lawful
    ou = (1 - h) * other_undocumented
    ol = (1 - h) * other_lawful
    shares = [h - hl - hu, hl, hu, 1 - h - ol - ou, ol, ou]
    shares = [max(share, 0.0) for share in shares]
    total = 0.0
    for share in shares:  # from left to right; `sum` of later Pythons adds otherwise
        total = total + share
    return [share / total for share in shares]


def described(settings: dict[str, Any], seed: int, calendar: Calendar) -> list[dict[str, Any]]:
    """Code, population before scaling, mix, weight and weeks of each (section 5.1)."""
    if settings["places"] == "county":
        mix = mix_of(
            settings["hispanic_share"],
            settings["hispanic_undocumented_share"],
            settings["hispanic_lawful_share"],
            settings["other_undocumented_share"],
            settings["other_lawful_share"],
        )
        return [
            {
                "code": 1,
                "population": settings["population"],
                "mix": mix,
                "weight": 1.0,
                "activation": calendar.week_of(settings["activation"]),
                "agreement": calendar.week_of(settings["activation"]),
            }
        ]
    if settings["places"] == "nation":
        places = real_nation(settings, seed)
    elif settings["places"] == "synthetic-nation":
        places = made_up_nation(settings)
        for place in places:
            of_state = [p["activation"] for p in places if p["state"] == place["state"]]
            place |= {"weight": 1.0, "agreement": min(of_state)}
    else:
        raise NotImplementedError("a user's table of places is left out")
    return [
        {
            "code": place["code"],
            "population": place["population"],
            "mix": mix_of(
                place["hispanic"],
                place["hispanic_undocumented"],
                place["hispanic_lawful"],
                place["other_undocumented"],
                place["other_lawful"],
            ),
            "weight": place["weight"],
            "activation": calendar.week_of_day(place["activation"]),
            "agreement": calendar.week_of_day(place["agreement"]),
        }
        for place in places
    ]


def planned_week(settings: dict[str, Any], index: int, activation: int) -> int:
    """The week of activation in the plan (section 5.1, end)."""
    if settings["enrollment"] == "nobody":
        return NEVER
    if settings["enrollment"] == "never" and index == 0:
        return NEVER
    return activation


def jurisdictions(settings: dict[str, Any], seed: int, calendar: Calendar) -> list[Jurisdiction]:
    """All jurisdictions in their order, not peopled yet; the first is the focal one."""
    result = []
    for index, place in enumerate(described(settings, seed, calendar)):
        result.append(
            Jurisdiction(
                index=index,
                code=place["code"],
                population=max(SMALLEST, round(place["population"] * settings["scale"])),
                residents_before_scaling=place["population"],
                mix=place["mix"],
                weight=place["weight"],
                agreement_week=place["agreement"],
                planned_week=planned_week(settings, index, place["activation"]),
                refusal_week=calendar.week_of(settings["state_refuses"]),
                request_week=calendar.week_of(settings["request"]),
                policy={name: settings[name] for name in POLICY},
                # A state law that has officers ask prevails over an ordinance (section 5.7).
                dont_ask=settings["dont_ask"] and not settings["status_inquiry"],
            )
        )
    return result
