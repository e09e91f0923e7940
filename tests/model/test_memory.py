"""The estimate of a run's memory, and the error if it does not fit."""

from __future__ import annotations

import pytest

from scomm import run, scenario
from scomm.model import measures, memory
from scomm.model.errors import NotEnoughMemory

NATION = (308_700_000, 3142, 75)


def test_the_nation_fits_into_8_gib() -> None:
    assert 5 * memory.GIB < memory.needed(*NATION) < 8 * memory.GIB


def test_it_grows_with_residents_jurisdictions_and_months() -> None:
    base = memory.needed(*NATION)
    for place in range(3):
        more = [count + (place == which) for which, count in enumerate(NATION)]
        assert memory.needed(*more) > base
    assert memory.needed(*NATION, "mesa") > base


@pytest.mark.parametrize(("engine", "fits"), [("compiled", ""), ("mesa", " or engine 'compiled'")])
def test_what_does_not_fit_says_what_would(engine: str, fits: str) -> None:
    said = (
        rf"This run of 308,700,000 residents .* 2\.0 GiB are free; a smaller scale{fits} would fit"
    )
    with pytest.raises(NotEnoughMemory, match=said):
        memory.check(*NATION, engine, free=2 * memory.GIB)
    memory.check(*NATION, engine, free=400 * memory.GIB)


def test_a_run_that_does_not_fit_is_refused_before_anything_is_made() -> None:
    """No machine has enough memory for the nation as agents."""
    nation = scenario("nation").replace(scale=1.0)
    with pytest.raises(NotEnoughMemory, match=r"engine 'compiled' would fit"):
        run(nation, 1, engine="mesa")


def test_the_nation_s_largest_sum_fits_into_64_bits() -> None:
    """Perceived risk summed over residents and months, with a mean of up to 5."""
    residents, _, months = NATION
    assert residents * months * measures.fixed(5.0) < 2**63
