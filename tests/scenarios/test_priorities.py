"""ICE's memos on its priorities: whom each leaves to the jail, and whom it does not touch."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from scomm.model import events
from scomm.model.start import prepare

MEMOS = ("priorities-2010", "priorities-2011", "priorities-2012")


def test_each_memo_leads_to_fewer_detainers_than_the_one_before(lab: SimpleNamespace) -> None:
    outs = [lab.simulate(lab.small(name)) for name in ("county", *MEMOS)]
    asked = [len(lab.weeks(out, events.DETAINER)) for out in outs]
    assert asked[0] > asked[2] > asked[3], asked
    assert asked[0] >= asked[1] >= asked[2], asked


@pytest.mark.parametrize("name", MEMOS)
def test_a_memo_whose_factors_are_1_changes_nothing(lab: SimpleNamespace, name: str) -> None:
    year = name[-4:]
    kept = {f"priority_{year}_no_record": 1.0, f"priority_{year}_level3": 1.0}
    assert lab.same(lab.simulate(lab.small(name, **kept)), lab.simulate(lab.small("county")))


def test_memos_hold_from_their_days_on(lab: SimpleNamespace) -> None:
    """30 June 2010 is in the week of Monday 28 June, and so on."""
    start = prepare(lab.small("county", start="2010-05-31"), 1)
    assert start.memo_weeks.tolist() == [4, 54, 133]
    assert (prepare(lab.small("county", priorities="none"), 1).memo_weeks > 100_000).all()
    second = prepare(lab.small("priorities-2011"), 1).memo_weeks
    assert np.array_equal(second < 0, [True, True, False])
