"""Changed settings equal newly created ones, and are identified by a hash of all values."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from scomm import InputError, Settings, scenario

CHANGES = [
    {"community_trust": 0.2},
    {"community_trust": 1},
    {"population": 2000.0, "weeks": 100},
    {"name": "  Fresno ", "activation": "2010-05-03 "},
    {"enrollment": "never", "detainer_policy": "serious", "dont_ask": True},
    {"places": "table", "table": "counties.csv"},
    {},
]
MISTAKES = [
    {"comunity_trust": 0.2},
    {"community_trust": 1.2},
    {"community_trust": "high"},
    {"population": 2000.5},
    {"enrollment": "newer"},
    {"start": "2008-10-07"},
    {"table": "counties.csv"},
    {"activation": "6/7/2010"},
    # Of two sections, and of one: only the combination of values is invalid.
    {"hispanic_undocumented_share": 0.6, "hispanic_lawful_share": 0.6},
    {
        "hispanic_encounter_ratio": 5.0,
        "residents_per_neighborhood": 5000,
        "encounter_rate": 100_000,
    },
    {"name": " "},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_changing_settings_makes_what_the_constructor_makes(changes: dict[str, object]) -> None:
    county = scenario("county")
    changed, created = county.replace(**changes), Settings(**{**county.model_dump(), **changes})
    assert changed == created
    kinds = [[type(value) for value in each.model_dump().values()] for each in (changed, created)]
    assert kinds[0] == kinds[1]
    assert county == scenario("county")


@pytest.mark.parametrize("changes", MISTAKES, ids=str)
def test_changing_settings_refuses_what_the_constructor_refuses(changes: dict[str, object]) -> None:
    sentences = []
    for make in (scenario("county").replace, Settings):
        with pytest.raises(InputError) as caught:
            make(**changes)
        sentences.append(str(caught.value))
    assert sentences[0] == sentences[1]


def test_the_digest_is_a_hash_of_all_values() -> None:
    """The digest does not depend on the settings hashed before, whose common values are reused."""
    base = scenario("county")
    changed = [
        base.replace(community_trust=trust, start=start, enrollment=enrollment, weeks=weeks)
        for trust in (0.3, 0, 1)
        for start in ("2008-10-13", " 2009-01-05 ")
        for enrollment in ("never", "scheduled")
        for weeks in (99, base.weeks)
    ]
    others = [Settings(), scenario("travis").replace(weeks=99), scenario("nation")]
    for settings in (*changed, *others, *changed[::-1], base):
        text = json.dumps(settings.model_dump(), sort_keys=True)
        assert settings.digest() == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_follows_the_content_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "counties.csv"
    settings = Settings(places="table", table=str(table))
    seen = set()
    for content in ("one", "another", "a third one"):
        table.write_text(content, encoding="utf-8")
        seen |= {settings.digest(), settings.digest()}
    assert len(seen) == 3
    table.unlink()
    with pytest.raises(InputError, match=r"counties\.csv cannot be read"):
        settings.digest()
