"""The manifest: what made a store, and whether it may be gone on with."""

from __future__ import annotations

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
from scomm.sweeps.store.files import MANIFEST, PATCH, replace_file
from scomm.sweeps.sweep_file import SweepSpec

FORMAT: Final = 2

Manifest = dict[str, Any]


def read_manifest(folder: Path) -> Manifest:
    """Return a store's manifest. Raises InputError if there is none, or none of this format."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version = found["format"]
    except FileNotFoundError:
        raise InputError(
            f"The folder {folder} is no store of a sweep that ran: it has no {MANIFEST}; "
            "make one with 'scomm sweep SPEC --out DIR'."
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path} is damaged: it is not what scomm wrote.") from None
    if version != FORMAT:
        raise InputError(
            f"The store {folder} has format {version}, but this scomm reads and writes format "
            f"{FORMAT}; use the scomm that made it, or run its sweep.toml into a new folder."
        )
    return {**found, "shard": Shard.from_json(found["shard"])}


def check_version(folder: Path, manifest: Manifest) -> None:
    """Raise InputError if another model made a store: its runs are not those of this one."""
    for difference in differing(manifest):
        raise InputError(
            f"The store {folder} was made with {difference}: the same settings give other results, "
            "so run the sweep into a new folder."
        )


def differing(manifest: Manifest) -> list[str]:
    """Return in words in what the model that made a store is another; empty if it is the same."""
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

    Without a manifest nobody knows.
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
    """Write the manifest, which keeps the states of the code that made ``earlier`` runs."""
    states: list[object] = []
    ours = dict(provenance.code())
    for state in (*(state for each in earlier for state in each["code"]), ours):
        if state not in states:
            states.append(state)
    settings = base_settings(spec).model_dump()
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
    }
    content = json.dumps(manifest, indent=2, allow_nan=False) + "\n"
    replace_file(folder / MANIFEST, content.encode())
    if patch := provenance.patch():
        replace_file(folder / PATCH, patch.encode())


def _short(sources: Sequence[object]) -> str:
    return ", ".join(str(source)[:12] for source in sources) or "unknown"
