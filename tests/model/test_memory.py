"""What a run is said to need, and what is said where it does not fit."""

from __future__ import annotations

import pytest

from model import InputError, measures, memory, run, scenario
from model.start import prepare

NATION = (308_700_000, 3143, 75)


def test_the_nation_fits_into_8_gib() -> None:
    assert 5 * memory.GIB < memory.needed(*NATION) < 8 * memory.GIB


def test_it_grows_with_residents_jurisdictions_and_months() -> None:
    base = memory.needed(*NATION)
    for place in range(3):
        more = [count + (place == which) for which, count in enumerate(NATION)]
        assert memory.needed(*more) > base
    assert memory.needed(*NATION, "mesa") > base


def test_a_run_that_does_not_fit_is_refused_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 2 * memory.GIB)
    nation = scenario("nation").replace(scale=1.0)
    with pytest.raises(InputError) as error:
        prepare(nation, 1)
    said = str(error.value)
    assert "308,7" in said and "2.0 GiB are free" in said and "a smaller scale would fit" in said
    with pytest.raises(InputError, match=r"engine 'compiled' would fit"):
        run(nation.replace(scale=0.01), 1, engine="mesa")


def test_a_limit_of_the_group_counts(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster's job or a container may take less than the machine has."""
    limit, usage = tmp_path / "max", tmp_path / "current"
    limit.write_text("5000\n")
    usage.write_text("2000\n")
    monkeypatch.setattr(memory, "_CGROUPS", ((str(limit), str(usage)),))
    assert memory.available() == 3000
    limit.write_text("max\n")
    assert memory.available() > 3000


def test_the_nation_s_largest_sum_fits_into_64_bits() -> None:
    """Perceived risk, summed over residents and months, up to a mean of 5."""
    residents, _, months = NATION
    assert residents * months * measures.fixed(5.0) < 2**63
