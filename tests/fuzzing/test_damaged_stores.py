"""Damaged stores: each damage is harmless, so that the numbers are the same, or is reported.

Single flipped bits and structural damage, at positions drawn from a fixed seed, over every file
of three small stores: complete, incomplete, and condensed to estimates. Nothing outside a store may
be touched, and no command may end with a library's error.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scomm import InputError, Sweep, load
from scomm.sweeps.cli import main
from scomm.sweeps.execution.backend import SIMULATION
from scomm.sweeps.store.condensed import condense
from scomm.sweeps.store.writer import Saving
from scomm.sweeps.sweep import Interrupted
from tests.sweeps.answers import FAKE, failed

SEED = 20101122
# Of each of the two kinds, in `make test` and in `make verify`.
FEW, MANY = 18, 180

HEADER = (
    "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,activation"
)
SPEC = """
[sweep]
name = "tiny"
scenario = "county"
replicates = 3
seed = 20101122
[settings]
places = "table"
table = "places.csv"
weeks = 60
burn_in_weeks = 20
[vary]
community_trust = [0.3, 0.7]
[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""
VICTIM = b"somebody's years of work"


@dataclass(frozen=True)
class Whole:
    """An undamaged store, its estimates, and those once its sweep has run to the end."""

    folder: Path
    estimates: str
    finished: str


def number(*key: object) -> int:
    """Derive an integer from the key alone."""
    text = "\n".join(map(str, (SEED, *key)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def failing(tasks: Any, keep: Any) -> Iterator[Any]:
    """Fabricate totals from identities, with about one run in eight failing."""
    for done in FAKE(tasks, keep):
        unlucky = int(done.digests[0, 0]) % 8 == 0
        yield failed(done, SIMULATION, "out of luck") if unlucky else done


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Whole]:
    """The three stores."""
    home = tmp_path_factory.mktemp("whole")
    (home / "own.toml").write_text(SPEC)
    (home / "places.csv").write_text(f"{HEADER}\nNorth,Ohio,800,0.12,0.02,0.03,2009-02-02\n")
    sweep = Sweep.from_file(home / "own.toml")

    def interrupted(tasks: Any, keep: Any) -> Iterator[Any]:
        for place, done in enumerate(failing(tasks, keep)):
            if place == 11:
                raise KeyboardInterrupt
            yield done

    complete = sweep.run(home / "complete", backend=failing, progress=False)
    condense(complete, home / "condensed", ["reporting_rate.hispanic", "non_criminal_share"])
    with pytest.raises(Interrupted):
        sweep.run(
            home / "under way", backend=interrupted, saving=Saving(most_held=4), progress=False
        )
    kinds = ("complete", "under way", "condensed")
    finished = estimates_of(home / "complete")
    return {kind: Whole(home / kind, estimates_of(home / kind), finished) for kind in kinds}


def estimates_of(folder: Path) -> str:
    """Return the estimates of a store as text, to the last digit."""
    return str(load(folder).estimates().to_csv(index=False))


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(folder: Path, key: int) -> str:
    """Flip one bit of one file."""
    files = [path for path in files_in(folder) if path.stat().st_size]
    path = files[number(key, "file") % len(files)]
    content = bytearray(path.read_bytes())
    content[number(key, "byte") % len(content)] ^= 1 << number(key, "bit") % 8
    path.write_bytes(content)
    return path.name


def _cut(path: Path, key: int) -> None:
    path.write_bytes(path.read_bytes()[: number(key, "length") % path.stat().st_size])


def _zero(path: Path, key: int) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _lengthen(path: Path, key: int) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def _no_text(path: Path, key: int) -> None:
    path.write_bytes(b"\xff\xfe" + path.read_bytes())


def _remove(path: Path, key: int) -> None:
    path.unlink()


def _link(path: Path, key: int) -> None:
    moved = path.rename(path.parent / "aside")
    path.symlink_to(moved)


def _folder(path: Path, key: int) -> None:
    path.unlink()
    path.mkdir()


def _drop_a_line(path: Path, key: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[number(key, "line") % len(lines)]
    path.write_bytes(b"".join(lines))


STRUCTURAL = (_cut, _zero, _lengthen, _no_text, _remove, _link, _folder, _drop_a_line)


def break_structure(folder: Path, key: int) -> str:
    """Damage the form of a file, or what the list of hashes names."""
    kind = number(key, "kind") % (len(STRUCTURAL) + 2)
    if kind >= len(STRUCTURAL):
        return _trust(folder, key)
    files = files_in(folder)
    # Without one of its pending files a store is as it was before that one was saved.
    damage = STRUCTURAL[kind]
    if damage in (_remove, _folder):
        files = [path for path in files if path.parent.name != "pending"]
    path = files[number(key, "file") % len(files)]
    damage(path, key)
    return path.name


def _trust(folder: Path, key: int) -> str:
    """Make the store name files outside it."""
    victim, listed = folder.parent / "victim.txt", folder / "SHA256SUMS"
    digest = hashlib.sha256(VICTIM).hexdigest()
    for name in ("pending", "damaged", "tables"):
        if number(key, "link") % 5 == ("pending", "damaged", "tables").index(name):
            if (folder / name).exists():
                (folder / name).rename(folder.parent / f"kept-{name}")
                (folder / name).symlink_to(folder.parent / f"kept-{name}")
            else:
                (folder / name).symlink_to(folder.parent)
            return name
    line = f"{digest}  ../{victim.name}\n"
    if number(key, "link") % 5 == 4:
        line = f"../../{victim.name}  totals-00009.parquet\n"
    # Without the first line, as version 0.1 wrote it, only the lines themselves can be checked.
    lines = listed.read_text().partition("\n")[2]
    listed.write_text(lines + line)
    return listed.name


def check(whole: Whole, damage: Callable[[Path, int], str], key: int, home: Path, said: Any) -> str:
    """Damage a copy of a store, and describe the fault of any command, "" if there is none."""
    folder = home / "store"
    shutil.copytree(whole.folder, folder)
    (home / "victim.txt").write_bytes(VICTIM)
    name = damage(folder, key)
    where = f"{damage.__name__} {key} of {name}"
    said.readouterr()
    verified = main(["verify", str(folder), "--runs", "0"])
    words = said.readouterr()
    if verified and name not in words.err:
        return f"{where}: verify ends with {verified} and says {words.err!r}"
    status = main(["estimate", str(folder), "--json"])
    words = said.readouterr()
    if status == 0:
        if estimates_of(folder) != whole.estimates:
            return f"{where}: other numbers"
    elif status != 2 or name not in words.err or "scomm failed" in words.err:
        return f"{where}: estimate ends with {status} and says {words.err!r}"
    if status and not verified:
        return f"{where}: estimate refuses what verify finds right: {words.err!r}"
    main(["condense", str(folder), "--out", str(home / "small")])
    words = said.readouterr()
    if "scomm failed" in words.err:
        return f"{where}: condense says {words.err!r}"
    try:
        Sweep.from_file(whole.folder.parent / "own.toml").run(
            folder, backend=failing, accept_code_change=True, progress=False
        )
    except InputError as error:
        words = str(error)
        if name not in words and "condensed" not in words:
            return f"{where}: sweep refuses and says {words!r}"
    else:
        if estimates_of(folder) != whole.finished:
            return f"{where}: other numbers after another sweep"
    if (home / "victim.txt").read_bytes() != VICTIM:
        return f"{where}: a file outside was touched"
    return ""


def found(
    wholes: dict[str, Whole],
    damage: Callable[[Path, int], str],
    keys: range,
    home: Path,
    said: Any,
) -> list[str]:
    sentences = []
    for key in keys:
        whole = tuple(wholes.values())[key % len(wholes)]
        place = home / str(key)
        place.mkdir()
        sentences.append(check(whole, damage, key, place, said))
        shutil.rmtree(place)
    return [sentence for sentence in sentences if sentence]


@pytest.mark.parametrize("damage", [flip, break_structure])
def test_a_damage_is_harmless_or_named(
    damage: Callable[[Path, int], str],
    wholes: dict[str, Whole],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert found(wholes, damage, range(FEW), tmp_path, capsys) == []


@pytest.mark.verify
@pytest.mark.parametrize("damage", [flip, break_structure])
def test_hundreds_of_damages_are_harmless_or_named(
    damage: Callable[[Path, int], str],
    wholes: dict[str, Whole],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert found(wholes, damage, range(FEW, FEW + MANY), tmp_path, capsys) == []
