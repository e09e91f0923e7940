"""What a run is said to need, and what is said where it does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from scomm import InputError, run, scenario
from scomm.model import measures, memory
from scomm.model.start import prepare

NATION = (308_700_000, 3142, 75)


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


@pytest.mark.parametrize(
    ("listed", "mount", "limit_file", "usage_file", "returnable"),
    [
        ("0::/jobs/7\n", "", "memory.max", "memory.current", "inactive_file"),
        (
            "3:cpu:/else\n2:memory:/jobs/7\n",
            "memory",
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file",
        ),
    ],
)
def test_the_least_limit_of_the_groups_counts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    listed: str,
    mount: str,
    limit_file: str,
    usage_file: str,
    returnable: str,
) -> None:
    """A cluster's job or a container may take less than the machine has."""
    (tmp_path / "own").write_text(listed)
    monkeypatch.setattr(memory, "_OWN_GROUPS", tmp_path / "own")
    monkeypatch.setattr(memory, "_MOUNT", tmp_path)

    def limit(group: str, most: str, used: int, kept: int) -> None:
        folder = tmp_path / mount / group
        folder.mkdir(parents=True, exist_ok=True)
        (folder / limit_file).write_text(f"{most}\n")
        (folder / usage_file).write_text(f"{used}\n")
        (folder / "memory.stat").write_text(f"anon 9\n{returnable} {kept}\n")

    limit("jobs/7", "max", 2000, 100)
    assert memory.available() > 10**6
    limit("jobs", "5000", 2000, 100)
    assert memory.available() == 3100
    limit("jobs/7", "3000", 2000, 100)
    assert memory.available() == 1100


def test_without_control_groups_the_machine_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_OWN_GROUPS", tmp_path / "none")
    assert memory.available() > 10**6


def test_the_nation_s_largest_sum_fits_into_64_bits() -> None:
    """Perceived risk, summed over residents and months, up to a mean of 5."""
    residents, _, months = NATION
    assert residents * months * measures.fixed(5.0) < 2**63
