"""A condensed store: small, and read like the store that it was made from."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scomm import InputError, Sweep, load
from scomm.sweeps.estimation.contrast import ODDS
from scomm.sweeps.estimation.estimands import pick, ratios, ratios_of
from scomm.sweeps.figures.draw import draw
from scomm.sweeps.merge import merge
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.status import status
from scomm.sweeps.store.condensed import Condensed, condense
from scomm.sweeps.store.files import ESTIMATES, MANIFEST, POINTS
from scomm.sweeps.store.hashes import Damaged, read_hashes
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.seal import unseal
from tests.sweeps.answers import FAKE
from tests.sweeps.rehash import rehash


@pytest.fixture(scope="module")
def condensed(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Condensed:
    folder = tmp_path_factory.mktemp("condensed") / "small"
    return condense(
        store, folder, ratios_of(("reporting_rate", "non_criminal_share"), ("all", "hispanic"))
    )


def test_estimates_are_those_of_the_store(store: Store, condensed: Condensed) -> None:
    found = load(condensed.folder)
    assert isinstance(found, Condensed)
    kept = found.estimates()
    wanted = ratios_of(("reporting_rate", "non_criminal_share"), ("all", "hispanic"))
    pd.testing.assert_frame_equal(kept, store.estimates(wanted=wanted))
    some = pick("reporting_rate", ("violent",), ("hispanic",))
    pd.testing.assert_frame_equal(found.estimates(wanted=some), store.estimates(wanted=some))
    assert found.spec == store.spec
    assert found.varied == store.varied
    assert found.manifest == store.manifest


def test_a_store_that_version_0_1_0_condensed_is_read(condensed: Condensed, tmp_path: Path) -> None:
    """It had another name for the pairing gain, and no odds ratios."""
    shutil.copytree(condensed.folder, tmp_path / "old")
    now = condensed.estimates()
    path = tmp_path / "old" / ESTIMATES
    table = pd.read_parquet(path)
    table["pairing_gain"] = table["pairing_gain"].fillna(np.inf)
    table.rename(columns={"pairing_gain": "variance_ratio"}).drop(columns=[*ODDS]).to_parquet(path)
    folder = tmp_path / "old"
    rehash(folder, ESTIMATES)
    old = load(tmp_path / "old").estimates()
    assert list(old.columns) == list(now.columns)
    assert old[list(ODDS)].isna().all(axis=None)
    pd.testing.assert_frame_equal(old.drop(columns=[*ODDS]), now.drop(columns=[*ODDS]))


@pytest.mark.parametrize("name", [ESTIMATES, POINTS])
def test_a_missing_file_is_named(condensed: Condensed, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "small"
    shutil.copytree(condensed.folder, folder)
    (folder / name).unlink()
    found = load(folder)
    with pytest.raises(Damaged, match=rf"{name} is missing; condense the store"):
        _ = (found.estimates(), found.points)


def test_points_have_their_replicates(condensed: Condensed) -> None:
    points = condensed.points
    assert points["point"].tolist() == [0, 1, 2, 3]
    assert points["pretextual_propensity"].tolist() == [0.0, 0.0, 0.8, 0.8]
    assert points["replicates"].tolist() == [3] * 4
    assert points["failed"].tolist() == [0] * 4


def test_a_figure_is_the_same(store: Store, condensed: Condensed, tmp_path: Path) -> None:
    whole, small = (
        draw(each, tmp_path / name, ["effect_and_share"])
        for each, name in ((store, "whole"), (load(condensed.folder), "small"))
    )
    first, second = (paths[1].read_text() for paths in (whole, small))
    digests = [re.findall("store ([0-9a-f]{64})", picture) for picture in (first, second)]
    assert [len(each) for each in digests] == [1, 1] and digests[0] != digests[1]
    assert first.replace(digests[0][0], digests[1][0]) == second


def test_the_same_store_gives_the_same_bytes(
    store: Store, condensed: Condensed, tmp_path: Path
) -> None:
    wanted = ratios_of(("reporting_rate", "non_criminal_share"), ("all", "hispanic"))
    again = condense(store, tmp_path / "again", wanted)
    for path in condensed.folder.iterdir():
        assert (again.folder / path.name).read_bytes() == path.read_bytes()


def test_every_arm_is_compared_with_the_last(spec_text: str, tmp_path: Path) -> None:
    text = spec_text.replace("[arms]", '[arms]\nnobody = { enrollment = "nobody" }')
    store = Sweep.from_text(text).run(tmp_path / "store", backend=FAKE, progress=False)
    small = condense(store, tmp_path / "small", pick("reporting_rate", ("all",), ("all",)))
    for arm in ("nobody", "enrolled"):
        pd.testing.assert_frame_equal(
            small.estimates(arm),
            store.estimates(arm, wanted=pick("reporting_rate", ("all",), ("all",))),
        )
    with pytest.raises(InputError, match="does not keep what is asked for of 'nobody' and 'enr"):
        small.estimates("nobody", "enrolled")


def test_what_was_not_kept_is_said(condensed: Condensed) -> None:
    for asked, named in (
        ({"period": "before"}, "keeps the period 'after' only, not 'before'"),
        ({"places": "all"}, "keeps the places 'focal' only, not 'all'"),
        ({"wanted": pick("trust", ("all",), ("all",))}, "does not keep what is asked for"),
        ({"arm": "enroled"}, "Did you mean 'enrolled'?"),
    ):
        with pytest.raises(InputError) as caught:
            condensed.estimates(**asked)  # type: ignore[arg-type]
        assert named in str(caught.value)
    with pytest.raises(InputError, match="is condensed to its estimates and has no runs"):
        status(condensed.folder)


def test_names_are_checked() -> None:
    with pytest.raises(InputError, match="No estimand is called 'reporting'"):
        ratios_of(("reporting",), ("all",))
    with pytest.raises(InputError, match=r"No group is called 'hispanics'; .*'hispanic'"):
        ratios_of(("reporting_rate",), ("hispanics",))
    # A group that an estimand does not have is left out of it.
    kept = ratios_of(("non_criminal_share", "reporting_rate"), ("citizen",))
    assert {ratio.estimand.name for ratio in kept} == {"reporting_rate"}
    assert set(kept) <= set(ratios())


def test_only_a_complete_store_goes_into_an_empty_folder(
    spec_text: str, store: Store, tmp_path: Path
) -> None:
    wanted = pick("reporting_rate", ("all",), ("all",))
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="is not empty"):
        condense(store, tmp_path, wanted)
    half = Sweep.from_text(spec_text).run(tmp_path / "half", backend=FAKE, progress=False)
    unseal(half.folder)
    with pytest.raises(InputError, match="is not complete"):
        condense(half, tmp_path / "small", wanted)


def test_a_store_whose_runs_are_waiting_is_not_complete(spec_text: str, tmp_path: Path) -> None:
    """As after a merge of two shards of three: it has a table of runs all the same."""
    sweep, wanted = Sweep.from_text(spec_text), pick("reporting_rate", ("all",), ("all",))
    parts = [
        sweep.run(tmp_path / f"{k}", shard=Shard(k, 3), backend=FAKE, progress=False).folder
        for k in (1, 2)
    ]
    with pytest.raises(InputError, match="is not complete"):
        condense(merge(parts, tmp_path / "merged", print), tmp_path / "small", wanted)
    assert not (tmp_path / "small").exists()


def test_a_condensed_store_cannot_be_resumed(spec_text: str, condensed: Condensed) -> None:
    sweep = Sweep.from_text(spec_text)
    for ask in (sweep.finished, partial(sweep.run, progress=False)):
        with pytest.raises(InputError, match="to its estimates and has no runs to resume"):
            ask(condensed.folder)


def test_the_hashes_are_the_same_wherever_it_is_made(condensed: Condensed) -> None:
    """So the manifest, which has the provenance of the runs, is not among them."""
    assert MANIFEST not in read_hashes(condensed.folder)
    assert (condensed.folder / MANIFEST).is_file()
