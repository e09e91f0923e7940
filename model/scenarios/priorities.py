"""ICE's memos on its priorities, each in force all along in a county that is otherwise typical.

By default each memo holds from its day on, and its factors are 1: nobody has measured how far
officers followed them. The factors here are assumptions that go as far as the memos' words, for
comparison: convictions first, returns after a removal next, everybody else last.
"""

from __future__ import annotations

from typing import Final

from scomm.model.scenarios.definition import COUNTY, Scenario

_SOURCE: Final = "ICE memos 2010-2012"

PRIORITIES: Final = (
    Scenario(
        name="priorities-2010",
        sentence=(
            "The typical county under the memo of June 2010 all along: people without a conviction "
            "or an earlier order come last, and are held 0.9 times as often."
        ),
        source=_SOURCE,
        changes={**COUNTY, "priorities": "2010", "priority_2010_no_record": 0.9},
    ),
    Scenario(
        name="priorities-2011",
        sentence=(
            "The typical county under the memo of June 2011 all along: officers use discretion, "
            "and hold people without a conviction or an earlier order 0.7 times as often, those "
            "with a Level 3 record 0.9 times."
        ),
        source=_SOURCE,
        changes={
            **COUNTY,
            "priorities": "2011",
            "priority_2011_no_record": 0.7,
            "priority_2011_level3": 0.9,
        },
    ),
    Scenario(
        name="priorities-2012",
        sentence=(
            "The typical county under the memo of December 2012 all along: detainers are for "
            "felonies, three misdemeanors and returns after a removal, so people without a "
            "conviction or an earlier order are held 0.3 times as often, those with a Level 3 "
            "record 0.6 times."
        ),
        source=_SOURCE,
        changes={
            **COUNTY,
            "priorities": "2012",
            "priority_2012_no_record": 0.3,
            "priority_2012_level3": 0.6,
        },
    ),
)
