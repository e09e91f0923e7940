"""The manifest: the provenance of a store, and checks that it may be resumed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any, Final

from scomm.model.errors import InputError
from scomm.model.randomness import SCHEME
from scomm.model.version import __version__
from scomm.sweeps.plan.plan import base_settings
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.store import provenance
from scomm.sweeps.store.files import MANIFEST, PATCH, replace_file, sha256
from scomm.sweeps.store.hashes import Damaged, is_condensed, not_plain
from scomm.sweeps.sweep_file import SweepSpec

FORMAT: Final = 3
# Version 0.1 wrote manifests without their own hash.
READ: Final = (2, FORMAT)

Manifest = dict[str, Any]

_HASH: Final = "sha256"
_UNKNOWN: Final = "0" * 64
_TEXT: Final = (str,)
# Key -> the types of its value. "code" and "versions" are checked further.
_FORM: Final[dict[str, tuple[type, ...]]] = {
    "name": _TEXT,
    "shard": (list, type(None)),
    "versions": (dict,),
    "code": (list,),
    "platform": _TEXT,
    "random_scheme": _TEXT,
    "engine": _TEXT,
    "scenario": _TEXT,
    "settings": (dict,),
}


def read_manifest(folder: Path) -> Manifest:
    """Read a store's manifest. Raises InputError if there is none, or none of this format.

    Raises Damaged, an InputError, if it is not what was written.
    """
    path = folder / MANIFEST
    problem = not_plain(path)
    if problem == "is missing":
        raise InputError(
            f"The folder {folder} is no store of a sweep that ran: it has no {MANIFEST}; "
            "make one with 'scomm sweep SPEC --out DIR'."
        )
    if problem:
        raise Damaged(folder, MANIFEST, problem)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    found = _parsed(content)
    if found is None:
        raise Damaged(folder, MANIFEST, "is damaged: it is not what scomm wrote")
    if found["format"] not in READ:
        raise InputError(
            f"The store {folder} has format {found['format']}, but this scomm reads formats "
            f"{READ[0]} to {READ[-1]}; use the scomm that made it, or run its sweep.toml into a "
            "new folder."
        )
    if problem := _misformed(found):
        raise Damaged(folder, MANIFEST, f"is damaged: {problem}")
    return {**found, "shard": Shard.from_json(found["shard"])}


def _parsed(content: bytes) -> Manifest | None:
    """Parse a manifest, None if it is not what was written."""
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or type(found.get("format")) is not int:
        return None
    if found["format"] not in READ:
        return found  # How other formats are hashed is not known.
    if _HASH not in found:
        # Only version 0.1 wrote no hash.
        return found if found["format"] < FORMAT else None
    said = found[_HASH]
    if not isinstance(said, str) or len(said) != len(_UNKNOWN):
        return None
    # Its own hash is that of the text with zeros in the hash's place.
    blank = content.replace(f'"{_HASH}": "{said}"'.encode(), f'"{_HASH}": "{_UNKNOWN}"'.encode())
    return found if hashlib.sha256(blank).hexdigest() == said else None


def _misformed(found: Manifest) -> str:
    """Describe the key that is missing or of another type, "" if none is."""
    for key, kinds in _FORM.items():
        if key not in found:
            return f"it lacks the key {key!r}"
        if not isinstance(found[key], kinds):
            return f"its key {key!r} is not what scomm wrote"
    for name, given in (("versions", [found["versions"]]), ("code", found["code"])):
        needed = "model" if name == "versions" else "model_source"
        for each in given:
            if not isinstance(each, dict) or not isinstance(each.get(needed), str):
                return f"its key {name!r} lacks the text {needed!r}"
    if found["shard"] is not None:
        part = found["shard"]
        if not (len(part) == 2 and all(type(each) is int for each in part)):
            return "its key 'shard' is not what scomm wrote"
        if not 1 <= part[0] <= part[1]:
            return "its key 'shard' names no part"
    return ""


def wrong_patch(folder: Path, manifest: Manifest) -> str:
    """Describe the damage to the patch of uncommitted changes, "" if it is intact."""
    said = manifest.get("patch")
    if said is None:
        return ""
    if problem := not_plain(folder / PATCH):
        # A condensed store does not include it.
        return "" if problem == "is missing" and is_condensed(folder) else problem
    return "" if sha256(folder / PATCH) == said else "is damaged: its content is another"


def check_version(folder: Path, manifest: Manifest) -> None:
    """Raise InputError if another model version made a store: its runs are not this one's."""
    for difference in differing(manifest):
        raise InputError(
            f"The store {folder} was made with {difference}: the same settings give other results, "
            "so run the sweep into a new folder."
        )


def differing(manifest: Manifest) -> list[str]:
    """Describe how the model that made a store differs from this one; empty if it does not."""
    return [
        f"{what} {theirs}, and this is {ours}"
        for what, theirs, ours in (
            ("model version", manifest["versions"]["model"], __version__),
            ("random scheme", manifest["random_scheme"], SCHEME),
        )
        if theirs != ours
    ]


def check_code(folder: Path, manifest: Manifest | None, accept: bool) -> None:
    """Raise InputError if other code of the same version made a store, unless that is accepted.

    Without a manifest the code is not known, and nothing is raised.
    """
    ours = provenance.code()["model_source"]
    theirs = [state["model_source"] for state in (manifest or {"code": ()})["code"]]
    if accept or ours in theirs:
        return
    raise InputError(
        f"The finished runs of {folder} were made by other code of model version "
        f"{__version__}: its source is {_short(theirs)}, and this is {_short([ours])}; run "
        "into a new folder, or give --accept-code-change if the change can have moved no result."
    )


def write_manifest(
    folder: Path, spec: SweepSpec, engine: str, shard: Shard, earlier: Sequence[Manifest]
) -> None:
    """Write the manifest, with the states of the code that made ``earlier`` runs."""
    states: list[object] = []
    ours = dict(provenance.code())
    for state in (*(state for each in earlier for state in each["code"]), ours):
        if state not in states:
            states.append(state)
    settings = base_settings(spec).model_dump()
    patch = provenance.patch().encode()
    said = hashlib.sha256(patch).hexdigest() if patch else None
    if said is None and earlier and (folder / PATCH).exists():
        said = earlier[0].get("patch")  # That of an earlier state of the code stays.
    manifest = {
        "format": FORMAT,
        "name": spec.name,
        "shard": shard.as_json(),
        "versions": provenance.versions(),
        "code": states,
        "platform": platform.platform(),
        "random_scheme": SCHEME,
        "engine": engine,
        "scenario": spec.scenario,
        # JSON has no infinity.
        "settings": {name: value if value != inf else "inf" for name, value in settings.items()},
        "patch": said,
    }
    if spec.rules is not None:
        manifest["rules"] = {"changed": list(spec.rules.functions), "sha256": spec.rules.sha256}
    if patch:
        replace_file(folder / PATCH, patch)
    replace_file(folder / MANIFEST, signed(manifest))


def signed(manifest: Manifest) -> bytes:
    """Serialize a manifest, with its own hash."""
    text = json.dumps({**manifest, _HASH: _UNKNOWN}, indent=2, allow_nan=False) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text.replace(f'"{_HASH}": "{_UNKNOWN}"', f'"{_HASH}": "{digest}"').encode()


def _short(sources: Sequence[object]) -> str:
    return ", ".join(str(source)[:12] for source in sources) or "unknown"
