"""Named places and regimes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from model.errors import InputError, nearest
from model.settings import Settings


@dataclass(frozen=True)
class Scenario:
    """A named set of settings: what it is, who says so, and what it changes."""

    name: str
    sentence: str
    source: str
    changes: dict[str, object]


_ALL: Final = (
    Scenario("county", "A typical enrolled county.", "design", {"ice_beds_rate": float("inf"), "weeks": 313}),
)
SCENARIOS: Final[dict[str, Scenario]] = {item.name: item for item in _ALL}


def scenario(name: str) -> Settings:
    """Return the settings of a named scenario. Raises InputError for an unknown name."""
    if name not in SCENARIOS:
        raise InputError(
            f"No scenario is called {name!r}; `scomm scenarios` lists them." + nearest(name, SCENARIOS)
        )
    return Settings(**SCENARIOS[name].changes)
