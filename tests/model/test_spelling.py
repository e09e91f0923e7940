"""Names of places are keys in their canonical spelling, which for official names is unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from scomm import InputError, Settings
from scomm.model.places import Places, build_places
from scomm.model.reading.spelling import canonical, canonical_state, tidy

HEADER = (
    "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,activation"
)

OFFICIAL = [
    *(
        "Travis",
        "DeKalb",
        "De Soto",
        "DeSoto",
        "Prince George's",
        "O'Brien",
        "McDonough",
        "LaSalle",
    ),
    *("District of Columbia", "Fond du Lac", "Lac qui Parle", "Isle of Wight", "Doña Ana", "Coös"),
    *("St. John the Baptist", "Miami-Dade", "Carson City", "Richmond city", "King and Queen", "48"),
]


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_official_name_is_what_any_spelling_of_it_means(name: str) -> None:
    import unicodedata

    spelled = [name, name.upper(), name.lower(), f"  {name.replace(' ', '   ')}\u00a0", f'"{name}"']
    spelled += [unicodedata.normalize("NFD", name), name.replace("'", "\u2019"), f"\u200b{name}"]
    assert {canonical(each) for each in spelled} == {name}


def test_codes_of_states_have_their_zero() -> None:
    assert {canonical_state(each) for each in ("6", "06", "6.0", " 6 ", "'06")} == {"06"}
    with pytest.raises(InputError, match="must not have control characters"):
        tidy("a\x00b")


def table(folder: Path, *rows: str) -> Places:
    path = folder / "p.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return build_places(Settings(places="table", table=str(path)))


def test_a_place_is_the_same_however_it_is_spelled(tmp_path: Path) -> None:
    rest = "2000,0.15,0.04,0.05,2009-02-02"
    codes = {
        int(table(tmp_path, f"{name},{state},{rest}").code[0])
        for name in ("Prince George's", "PRINCE GEORGE\u2019S", " prince  george's ")
        for state in ("Maryland", "MARYLAND")
    }
    assert len(codes) == 1


def test_a_state_in_two_spellings_is_one_and_is_told(tmp_path: Path) -> None:
    rest = "2000,0.15,0.04,0.05,2009-02-02"
    rows = [f"{n},{s},{rest}" for n, s in (("A", "ILLINOIS"), ("B", "Illinois"), ("C", "IL"))]
    places = table(tmp_path, *rows, f"D,17,{rest}", f"E,Ohio,{rest}")
    assert places.state_names == ("ILLINOIS", "Ohio")
    assert places.state.tolist() == [0, 0, 0, 0, 1]
    (notice,) = places.notices
    assert (
        "'ILLINOIS' (line 2) and 'Illinois' (line 3) and 'IL' (line 4) and '17' (line 5)" in notice
    )


def test_one_place_in_two_spellings_is_refused(tmp_path: Path) -> None:
    rest = "2000,0.15,0.04,0.05,2009-02-02"
    with pytest.raises(InputError, match="name 'TRAVIS' in this state is already used by line 2"):
        table(tmp_path, f"Travis,Texas,{rest}", f"TRAVIS,texas,{rest}")


def test_what_a_table_says_is_its_identity(tmp_path: Path) -> None:
    digests = set()
    for name, state in (("a", "06"), ("b", "6"), ("c", "6.0")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{HEADER}\nMarin,{state},2000.0,0.15,0.04,0.05,2009-02-02\n")
        digests.add(Settings(places="table", table=str(path)).digest())
    assert len(digests) == 1
    path.write_text(f"{HEADER}\nMarin,06,2001,0.15,0.04,0.05,2009-02-02\n")
    assert Settings(places="table", table=str(path)).digest() not in digests
