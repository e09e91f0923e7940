"""Parser of a sweep file: its tables, and consistency checks between them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from scomm.model.changed_rules import ChangedRules
from scomm.model.errors import InputError, nearest, plain, shown
from scomm.model.randomness import LARGEST_SEED
from scomm.model.reading import checks
from scomm.model.reading.files import parse_toml, read_text
from scomm.sweeps.designs import Design, read_design
from scomm.sweeps.designs.table import Table
from scomm.sweeps.designs.varied import typed
from scomm.sweeps.sweep_file.files import Files
from scomm.sweeps.sweep_file.replicates import read_replicates
from scomm.sweeps.sweep_file.spec import SweepSpec

TABLES: Final = ("sweep", "settings", "rules", "design", "vary", "union", "arms")
KEYS: Final = ("name", "scenario", "replicates", "seed")
OPTIONAL: Final = ("months",)

_EXAMPLES: Final = {
    "sweep": '[sweep] name = "demo", scenario = "county", replicates = 8, seed = 1',
    "settings": "[settings] weeks = 104",
    "rules": '[rules] file = "rules.py"',
    "design": '[design] kind = "latin-hypercube", points = 64',
    "vary": "[vary] community_trust = [0.3, 0.5, 0.7]",
    "union": "[[union]] vary = { community_trust = [0.3, 0.5, 0.7] }",
    "arms": '[arms] enrolled = { enrollment = "scheduled" }, never = { enrollment = "never" }',
}


def read(
    path: str | Path,
    whole: bool = False,
    store: Path | None = None,
    rules: ChangedRules | None = None,
) -> SweepSpec:
    """Read and validate a sweep file, and the tables beside it that it names.

    ``whole`` is true if it is that of a store, as for ``parse``. ``store`` is a folder whose copies
    replace files that no longer exist, and ``rules`` are those of a table [rules] to be added.
    Raises InputError for any mistake in it.
    """
    text = read_text(path, f"The sweep file {plain(path)}")
    folder = Path(path).parent
    return _parsed(text, plain(path), Files(folder, whole, store), folder, rules)


def parse(
    text: str,
    where: str = "the sweep file",
    folder: Path = Path("."),
    whole: bool = False,
    rules: ChangedRules | None = None,
) -> SweepSpec:
    """Validate the text of a sweep file, and read the files that it names.

    ``where`` names it in the message of an InputError; paths are relative to ``folder``. If that is
    a store (``whole``), its own copies of files are read and nothing outside it. ``rules`` are
    those of a table [rules] to be added.
    """
    return _parsed(text, where, Files(folder, whole), folder, rules)


def _parsed(
    text: str, where: str, files: Files, folder: Path, rules: ChangedRules | None
) -> SweepSpec:
    content = parse_toml(text.removeprefix("\ufeff"), where)
    if rules is not None:
        if "rules" in content:
            raise InputError(
                f"In {where}: the table [rules] changes rules, and others are given beside the "
                "sweep file; keep one of the two."
            )
        text = f'{text.rstrip()}\n\n[rules]\nfile = "{files.add_rules(rules)}"\n'
        content = parse_toml(text.removeprefix("\ufeff"), where)
    try:
        return _spec(content, text, files, folder)
    except InputError as error:
        raise InputError(f"In {where}: {error}") from None


def _spec(content: Mapping[str, Any], text: str, files: Files, folder: Path) -> SweepSpec:
    _check_tables(content)
    head = content["sweep"]
    checks.keys("[sweep]", head, KEYS, OPTIONAL)
    arms = OrderedDict((name, _arm(name, given, files)) for name, given in content["arms"].items())
    spec = SweepSpec(
        name=checks.name("[sweep] name", head["name"]),
        scenario=checks.text("[sweep] scenario", head["scenario"]),
        replicates=read_replicates(head["replicates"], arms),
        seed=checks.whole("[sweep] seed", head["seed"], 0, LARGEST_SEED),
        settings={
            name: files.value(f"[settings] {name}", name, typed("[settings] ", name, given))
            for name, given in content.get("settings", {}).items()
        },
        designs=_designs(content, files, folder),
        arms=arms,
        rules=_rules(content.get("rules"), files),
        months=checks.flag("[sweep] months", head.get("months", False)),
        text=text,
        named=files.read,
    )
    _check_each_setting_once(spec)
    return spec


def _rules(table: Mapping[str, Any] | None, files: Files) -> ChangedRules | None:
    """Read the changed rules from the file that the table [rules] names; None without one."""
    if table is None:
        return None
    checks.keys("[rules]", table, ("file",))
    return files.rules(checks.text("[rules] file", table["file"]))


def _check_tables(content: Mapping[str, Any]) -> None:
    for name, table in content.items():
        if name not in TABLES:
            raise InputError(
                f"{shown(name)} is not a table of a sweep file; the tables are {', '.join(TABLES)}."
                + nearest(name, TABLES)
            )
        if name == "union":
            if not isinstance(table, list) or not all(isinstance(each, dict) for each in table):
                raise InputError(
                    "'union' must be one table or more, each headed [[union]]; "
                    f"for example: {_EXAMPLES['union']}."
                )
        elif not (name == "vary" and isinstance(table, str)):
            checks.table(f"[{name}]", table, _EXAMPLES[name])
    for name in ("sweep", "arms"):
        if not content.get(name):
            raise InputError(
                f"the table [{name}] is missing or empty; for example: {_EXAMPLES[name]}."
            )


def _designs(content: Mapping[str, Any], files: Files, folder: Path) -> tuple[Design, ...]:
    if "union" not in content:
        return (_design("[vary]", content, files, folder),)
    for name in ("design", "vary"):
        if name in content:
            raise InputError(
                f"[{name}] and [[union]] both say what varies; move [{name}] into a [[union]]."
            )
    return tuple(
        _part(number, given, files, folder)
        for number, given in enumerate(content["union"], start=1)
    )


def _part(number: int, given: Mapping[str, Any], files: Files, folder: Path) -> Design:
    where = f"[[union]] number {number}"
    checks.keys(where, given, (), ("design", "vary"))
    for name, table in given.items():
        checks.table(f"{where} {name}", table, _EXAMPLES[name])
    try:
        return _design("vary", given, files, folder)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _design(where: str, given: Mapping[str, Any], files: Files, folder: Path) -> Design:
    """Read the design in ``given``, and the files that its points name."""
    vary: dict[str, Any] | str | None = given.get("vary")
    if isinstance(vary, dict):
        vary = {
            name: [files.value(f"{where} {name}", name, value) for value in values]
            if isinstance(values, list)
            else values
            for name, values in vary.items()
        }
    made = read_design(given.get("design", {}), vary, folder)
    if not isinstance(made, Table):
        return made
    columns = zip(made.names, made.columns, strict=True)
    return replace(
        made,
        columns=tuple(
            tuple(files.value(f"the column {name}", name, value) for value in column)
            for name, column in columns
        ),
    )


def _arm(name: str, given: object, files: Files) -> dict[str, object]:
    checks.name("the name of an arm", name)
    changes = checks.table(f"[arms] {name}", given, '{ enrollment = "never" }')
    return {
        key: files.value(f"[arms] {name}.{key}", key, typed(f"[arms] {name}.", key, value))
        for key, value in changes.items()
    }


def _check_each_setting_once(spec: SweepSpec) -> None:
    varied = spec.varied
    for name in varied:
        if name in spec.settings:
            raise InputError(
                f"{shown(name)} stands in [settings] and also varies; keep one of them."
            )
    for arm, changes in spec.arms.items():
        for name in changes:
            if name in varied or name in spec.settings:
                other = "varies" if name in varied else "stands in [settings]"
                raise InputError(
                    f"{shown(name)} stands in the arm {shown(arm)} and also {other}; keep "
                    f"one of them."
                )
