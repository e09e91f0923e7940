"""Sums by month in stores: what is kept, the estimates by month, and what keeps them safe."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scomm import InputError, Outcomes, Sweep, effect, load, run, scan, scenario
from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS, SUMS
from scomm.sweeps.catalog import totals_file as chunks
from scomm.sweeps.catalog.columns import MONTHS
from scomm.sweeps.catalog.totals_file import Chunk
from scomm.sweeps.cli import main
from scomm.sweeps.dry_run import dry_run
from scomm.sweeps.estimation.months import MEASURES, packed, unpacked
from scomm.sweeps.estimation.totals import COLUMNS, block, sums, totals
from scomm.sweeps.execution.backend import Done, Todo
from scomm.sweeps.execution.serial import serially
from scomm.sweeps.merge import merge
from scomm.sweeps.plan.identities import digests_of, names_of
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store import compaction
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.writer import Saving
from scomm.sweeps.verify import verify
from tests.sweeps.answers import fabricated_totals
from tests.sweeps.rehash import rehash

Tree = Callable[[Path], dict[str, bytes]]
WANTED = ["reporting_rate.hispanic", "trust.hispanic_standardized", "non_criminal_share"]
# Each run is saved by itself, and the files are merged at the end.
OFTEN = Saving(runs=1)


@pytest.fixture(scope="module")
def text(spec_text: str) -> str:
    """The tiny sweep, with months."""
    return spec_text.replace("seed = 20101122", "seed = 20101122\nmonths = true")


@pytest.fixture(scope="module")
def monthly(text: str, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Its store."""
    folder: Path = tmp_path_factory.mktemp("monthly") / "store"
    return Sweep.from_text(text).run(folder, backend="serial", progress=False)


@pytest.fixture
def copy(monthly: Store, tmp_path: Path) -> Path:
    """A copy of the store."""
    return Path(shutil.copytree(monthly.folder, tmp_path / "copy"))


@pytest.fixture(scope="module")
def nation() -> Outcomes:
    """A run of a weighted sample of a few counties."""
    settings = scenario("nation").replace(jurisdictions=4, scale=0.001, weeks=30, burn_in_weeks=4)
    return run(settings, seed=1)


def test_a_run_is_unpacked_as_it_was(monthly: Store) -> None:
    """Against the tables of the same run: every measure of every month and group."""
    settings = plan(monthly.spec).settings(1, "enrolled")
    row = monthly.runs.query("point == 1 and arm == 'enrolled' and replicate == 2").iloc[0]
    outcomes = run(settings, seed=int(row["seed"]))
    for places in ("focal", "all"):
        found = unpacked(packed(outcomes), places, MEASURES)
        expected = outcomes.monthly[list(MEASURES)].to_numpy(np.float64)
        assert np.array_equal(found.sums.reshape(-1, len(MEASURES)), expected)
        assert list(found.periods.astype(str)) == list(outcomes.months)
        assert str(found.periods[found.activation or 0]) == "2009-02"
    stored = monthly.totals_by_month
    stored = stored[(stored["identity"] == row["identity"]) & (stored["places"] == "all")]
    assert len(monthly.totals_by_month) == 24 * 2 * len(outcomes.months) * len(GROUPS)
    columns = ["month", "group", *MEASURES]
    pd.testing.assert_frame_equal(
        stored[columns].reset_index(drop=True), outcomes.monthly[columns], check_dtype=False
    )
    assert (stored.dtypes[list(COUNTS)] == np.int64).all()


def test_the_bytes_are_as_the_document_says(monthly: Store) -> None:
    """Read from the file by what ``docs/store.md`` says of them alone."""
    table = pq.read_table(monthly.folder / "totals-00000.parquet")
    column = table.column("months").to_pylist()
    assert [bool(each) for each in column] == [row % 24 == 0 for row in range(24 * 24)]
    head = np.frombuffer(column[0][:16], "<i4")
    assert head.tolist() == [1, 14, 2008 * 12 + 9, 4]
    names = table.column_names[4:-2]
    raw = pa.decompress(column[0][16:], 8 * 14 * 6 * len(names), codec="zstd", asbytes=True)
    planes = np.frombuffer(raw, np.uint8).reshape(8, -1)
    numbers = np.ascontiguousarray(planes.T).view("<i8").reshape(len(names), 6, 14)
    # The first 12 rows of a run are of the focal jurisdiction.
    focal = table.slice(0, 12)
    for name, values in zip(names, numbers, strict=True):
        total = focal.column(name).to_numpy().reshape(2, 6).sum(axis=0)
        scale = 2**-26 if name in SUMS else 1
        assert np.array_equal(values.sum(axis=1) * scale, total)


def test_the_document_reads_them(monthly: Store) -> None:
    text = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
    (code,) = (
        each for each in re.findall(r"```python\n(.*?)```", text, re.S) if "monthly(" in each
    )
    found: list[pd.DataFrame] = []
    exec(code.replace("STORE", str(monthly.folder)), {"print": found.append})
    assert found[0]["month"].max() == 9 and len(found[0]) == 4 * 2 * 10


def test_months_add_up_to_the_totals(monthly: Store) -> None:
    """Activation is in the first week of its month, so every month is before it or after."""
    digests = digests_of(map(bytes.fromhex, monthly.runs["identity"]))
    runs = list(monthly.months(digests, "focal"))
    for period, inside in (("before", slice(4)), ("after", slice(4, None))):
        kept = monthly.sums(digests, "focal", period)
        found = np.stack([each.sums[inside].sum(axis=0) for each in runs])
        assert np.array_equal(found[..., :-1], kept[..., :-1])
        assert np.array_equal(runs[0].sums[0, :, -1], kept[0, :, -1])


def test_months_of_a_sample_are_weighted(nation: Outcomes) -> None:
    content = packed(nation)
    focal, everywhere = (unpacked(content, places) for places in ("focal", "all"))
    inside = nation.months_in("all")
    tables = [nation.totals_in(inside, table) for table in nation.tables]
    expected = sums(np.concatenate([*tables, np.zeros((len(GROUPS), 1), np.int64)], axis=-1))
    found = everywhere.sums.sum(axis=0)
    # Each month is rounded to a whole number.
    assert np.abs(found - expected)[:, :-1].max() <= len(nation.months) / 2
    weeks = COLUMNS.index("resident_weeks")
    own = sums(totals(nation)[0].sum(axis=0))[:, weeks]
    assert np.all(focal.sums[..., weeks].sum(axis=0) >= own) and own.sum() > 0
    assert found[:, weeks].sum() > 50 * own.sum()
    for wrong in (b"", content[:8], b"\0" * 40):
        with pytest.raises(ValueError, match=r"sums .*by month"):
            unpacked(wrong, "all")


def test_the_estimates_are_those_of_an_effect(monthly: Store) -> None:
    """To the bit, for each month; and those after activation are those of a store without."""
    settings = plan(monthly.spec).base.replace(community_trust=0.7, pretextual_propensity=0.8)
    found = effect(settings.replace(enrollment="scheduled"), 20101122, 3, wanted=WANTED)
    expected = found.by_month.rename(
        columns=lambda name: name.replace("enrolled", "arm").replace("never", "reference")
    )
    table = monthly.monthly(wanted=WANTED)
    assert list(table.columns[:5]) == [
        *("point", "pretextual_propensity", "community_trust", "month", "calendar_month")
    ]
    point = table[table["point"] == 3].reset_index(drop=True)
    columns = [name for name in expected if name not in ("part", "note")]
    pd.testing.assert_frame_equal(point[columns], expected[columns], check_exact=True)
    assert point["month"].unique().tolist() == list(range(-4, 10))
    assert (point.query("month < 0 and estimand == 'reporting_rate'")["effect"] == 0.0).all()


def test_an_arm_alone_has_its_level_by_month(text: str, monthly: Store, tmp_path: Path) -> None:
    one = text.replace('enrolled = { enrollment = "scheduled" }\n', "")
    store = Sweep.from_text(one).run(
        tmp_path / "one", backend=idle, reuse=[monthly.folder], progress=False
    )
    alone, both = (each.monthly(wanted=WANTED[:1]) for each in (store, monthly))
    assert alone["effect"].isna().all()
    assert alone["arm"].equals(both["reference"])


def test_the_rest_of_a_store_is_as_without_months(monthly: Store, store: Store) -> None:
    pd.testing.assert_frame_equal(monthly.estimates(), store.estimates(), check_exact=True)
    pd.testing.assert_frame_equal(monthly.totals, store.totals, check_exact=True)
    names = pq.read_schema(store.folder / "totals-00000.parquet").names
    assert pq.read_schema(monthly.folder / "totals-00000.parquet").names == [*names, MONTHS]
    counts = [
        scan(each).select(pl.col("prints").sum()).collect().item() for each in (store, monthly)
    ]
    assert counts[0] == counts[1]
    assert scan(monthly).collect_schema() == scan(store).collect_schema()


def test_a_store_has_the_same_bytes_however_it_was_made(
    text: str, monthly: Store, tmp_path: Path, tree: Tree
) -> None:
    sweep = Sweep.from_text(text)
    shards = [
        sweep.run(
            tmp_path / str(k), backend="serial", shard=Shard(k, 2), progress=False, saving=OFTEN
        )
        for k in (2, 1)
    ]
    merged = merge([shard.folder for shard in shards], tmp_path / "merged", print)
    assert tree(merged.folder) == tree(monthly.folder)
    # Fewer replicates first, then the rest; and what another sweep has finished is copied.
    fewer = Sweep.from_text(text.replace("replicates = 3", "replicates = 1"))
    fewer.run(tmp_path / "grown", backend="serial", progress=False)
    sweep.run(tmp_path / "grown", backend=idle, reuse=[merged.folder], progress=False)
    assert tree(tmp_path / "grown") == tree(monthly.folder)


def idle(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
    """Do no run, and fail if there is one to be done."""
    assert list(tasks) == []
    yield from ()


def fabricate(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
    """Yield results that depend on identities, in an order unrelated to that of the tasks."""
    digests = np.concatenate([some.digests for some in tasks if some is not None])
    digests = digests[np.lexsort(digests.T)]
    for begin in range(0, len(digests), 5):
        some = digests[begin : begin + 5]
        names = names_of(some)
        months = tuple(bytes.fromhex(name) * (int(name[0], 16) + 1) for name in names)
        yield Done(some, block([fabricated_totals(name) for name in names], months), {}, 0.0)


def test_scattered_runs_are_sorted_with_their_months(
    text: str, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = Sweep.from_text(text)
    whole = sweep.run(tmp_path / "whole", backend=fabricate, progress=False)
    # So few runs are not sorted on disk unless they must be.
    monkeypatch.setattr(compaction, "OFTEN", 0)
    sort, ran = compaction._sort, []
    monkeypatch.setattr(compaction, "_sort", lambda *given: (ran.append(True), sort(*given)))
    saving = Saving(most_held=8)
    sweep.run(tmp_path / "sorted", backend=fabricate, saving=saving, progress=False)
    assert ran
    assert tree(tmp_path / "sorted") == tree(whole.folder)
    columns = whole.catalog.read(whole.catalog.find(whole.catalog.finished()), [MONTHS])
    for key, months in zip(whole.catalog.finished().tolist(), columns[MONTHS], strict=True):
        assert months[: len(key)] == key and len(months) == 32 * (key[0] // 16 + 1)


def test_an_interruption_leaves_whole_runs(
    text: str, monthly: Store, tmp_path: Path, tree: Tree
) -> None:
    """Each saved run has its totals and its months, and an incomplete store has estimates."""
    sweep, left = Sweep.from_text(text), 10

    def ending(tasks: Todo, keep: Any) -> Iterator[Done[Any]]:
        nonlocal left
        for done in serially()(tasks, keep):
            yield done
            left -= len(done)
            if left <= 0:
                raise ConnectionError("the cluster is gone")

    with pytest.raises(ConnectionError):
        sweep.run(tmp_path / "store", backend=ending, saving=OFTEN, progress=False)
    begun = load(tmp_path / "store")
    assert isinstance(begun, Store) and not begun.complete
    done = int((begun.runs["status"] == "done").sum())
    assert 10 <= done < 24
    assert len(begun.totals_by_month) == done * 2 * 14 * 6
    sweep.run(tmp_path / "store", backend="serial", progress=False)
    assert tree(tmp_path / "store") == tree(monthly.folder)


def test_what_has_no_months_is_refused(
    text: str, spec_text: str, store: Store, monthly: Store, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"keeps no sums by month; add months = true to the table"):
        store.monthly()
    with pytest.raises(InputError, match="keeps no sums by month"):
        store.totals_by_month  # noqa: B018
    with pytest.raises(InputError, match=r"months is 'yes', but must be true or false"):
        Sweep.from_text(text.replace("months = true", 'months = "yes"'))
    with pytest.raises(InputError, match="The places is"):
        monthly.monthly(places="elsewhere")
    for given, folder in ((text, store.folder), (spec_text, monthly.folder)):
        with pytest.raises(InputError, match="either with their sums by month or without"):
            Sweep.from_text(given).run(folder, backend="serial", progress=False)
    with pytest.raises(InputError, match="were kept without months, which this sweep asks for"):
        Sweep.from_text(text).run(
            tmp_path / "new", backend="serial", reuse=[store.folder], progress=False
        )
    # The other way round only the totals are taken over.
    taken = Sweep.from_text(spec_text).run(
        tmp_path / "taken", backend=idle, reuse=[monthly.folder], progress=False
    )
    assert taken.estimates().equals(store.estimates())


def test_a_file_without_its_months_counts_as_damaged(
    copy: Path, store: Store, monthly: Store, text: str, tree: Tree
) -> None:
    name = "totals-00000.parquet"
    shutil.copy(store.folder / name, copy / name)
    rehash(copy, name)
    with pytest.raises(InputError, match="lack their sums by month"):
        load(copy).monthly()
    Sweep.from_text(text).run(copy, backend="serial", progress=False)
    shutil.rmtree(copy / "damaged")
    assert tree(copy) == tree(monthly.folder)


def test_months_are_verified(copy: Path) -> None:
    assert verify(copy, runs=2).wrong == []
    stored = load(copy)
    assert isinstance(stored, Store)
    path = copy / "totals-00000.parquet"
    digests = Chunk.read(path).digests
    columns: dict[str, Any] = dict(next(stored.catalog.parts(digests))[1])
    columns[MONTHS] = columns[MONTHS][np.r_[1, 0, 2:24]]
    chunks.write(path, [(digests, columns)])
    rehash(copy, path.name)
    found = verify(copy, runs=24)
    assert len(found.wrong) == 2
    assert found.wrong[0].endswith("gives other months now.")


def test_a_condensed_store_keeps_the_estimates_by_month(
    monthly: Store, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = condense(monthly, tmp_path / "small", WANTED[:1])
    expected = monthly.monthly(wanted=WANTED[:1])
    pd.testing.assert_frame_equal(small.monthly(), expected, check_exact=True)
    assert not (condense(store, tmp_path / "none", WANTED[:1]).folder / "monthly.parquet").exists()
    with pytest.raises(InputError, match="keeps no sums by month"):
        load(tmp_path / "none").monthly()
    with pytest.raises(InputError, match="does not keep what is asked for"):
        small.monthly(wanted=WANTED[1:])
    with pytest.raises(InputError, match="keeps the places 'focal' only"):
        small.monthly(places="all")
    assert verify(small.folder, runs=0).wrong == []
    path = small.folder / "monthly.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(InputError, match=r"monthly\.parquet is damaged"):
        small.monthly()


def test_the_command(monthly: Store, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["estimate", str(monthly.folder), "--months", "--estimand", "trust.hispanic"]
    assert main([*asked, "--csv"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out))
    expected = monthly.monthly(wanted=["trust.hispanic"])
    assert table["calendar_month"].tolist() == expected["calendar_month"].astype(str).tolist()
    assert np.allclose(table["effect"], expected["effect"], rtol=1e-12)
    assert main([*asked, "--markdown"]) == 0
    header, _, *rows = capsys.readouterr().out.splitlines()
    assert "| month | calendar month | trust, Hispanic, never" in header and len(rows) == 4 * 14
    assert main(asked) == 0
    printed = capsys.readouterr().out
    assert "by month since activation" in printed and "2009-02" in printed
    assert main([*asked, "--period", "after"]) == 2
    assert "leave out --period" in capsys.readouterr().err


def test_a_dry_run_counts_the_bytes_of_months(text: str, spec_text: str) -> None:
    sizes = [
        dry_run(
            Sweep.from_text(each).plan, workers=1, engine="compiled", done_count=0
        ).bytes_per_run
        for each in (spec_text, text)
    ]
    # 14 months of a small county.
    assert sizes[0] + 1000 < sizes[1] < sizes[0] + 20_000
