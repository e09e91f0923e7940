"""The values file of a Kubernetes site: image, claim, queue, and options of all pods of a sweep.

It is TOML. The keys of [pods] are those of a pod's own specification in Kubernetes; [head] and
[workers] have the same keys, which are merged into those of [pods]. The security context admits
pods under the "restricted" Pod Security Standard: a file can set the user and groups, but not root.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scomm.model.errors import InputError, plain, shown
from scomm.model.reading import checks
from scomm.model.reading.files import parse_toml, read_text
from scomm.sweeps.clusters import values

# The user and group of Ray's own images, and of this project's Containerfile. As the group of files
# it lets the head pod write into the claim.
USER: Final = {"runAsUser": 1000, "runAsGroup": 100, "fsGroup": 100}
_LARGEST_ID: Final = 2**31 - 1

_QUALIFIED: Final = re.compile(
    r"(?=.{1,317}$)(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?"
    r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
)
_LABEL: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
_NAME: Final = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")

_EXAMPLES: Final = {
    "labels": '{ team = "crime-lab" }',
    "tolerations": '[{ key = "dedicated", operator = "Exists", effect = "NoSchedule" }]',
    "securityContext": "{ runAsUser = 1000, runAsGroup = 100, fsGroup = 100 }",
    "pods": '[pods] serviceAccountName = "sweeps"',
}
_EFFECTS: Final = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_OPERATORS: Final = ("Equal", "Exists")


@dataclass(frozen=True)
class Pods:
    """The options of some pods: the fields of their metadata and of their specification."""

    metadata: Mapping[str, Any]
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class Site:
    """What a values file says: the cluster's names, and the options of head and worker pods.

    ``queue`` is a queue of Kueue, None if the site has none. ``head_memory`` is such as 8G.
    """

    image: str
    claim: str
    head: Pods
    workers: Pods
    namespace: str = "default"
    queue: str | None = None
    head_cores: int = 2
    head_memory: str = "8G"


def read(path: Path) -> Site:
    """Read a values file.

    Raises:
        InputError: for a file that cannot be read, an unknown key and a value of the wrong form.
    """
    where = f"The values file {plain(path)}"
    given = parse_toml(read_text(path, where), where)
    optional = ("namespace", "queue", "pods", "head", "workers")
    checks.keys(where, given, ("image", "claim"), optional)
    tables = {
        name: checks.table(f"{where}: [{name}]", given.get(name, {}), _EXAMPLES["pods"])
        for name in ("pods", "head", "workers")
    }
    for name, table in tables.items():
        more = ("cores", "memory") if name == "head" else ()
        checks.keys(f"{where}: [{name}]", table, (), (*_PODS, *more))
    head = tables["head"]
    queue = given.get("queue")
    return Site(
        image=values.image(f"{where}: image", checks.text(f"{where}: image", given["image"])),
        claim=values.label(f"{where}: claim", checks.text(f"{where}: claim", given["claim"])),
        namespace=values.label(
            f"{where}: namespace",
            checks.text(f"{where}: namespace", given.get("namespace", Site.namespace)),
        ),
        queue=None if queue is None else _name(f"{where}: queue", queue),
        head_cores=_whole(f"{where}: [head] cores", head.get("cores", Site.head_cores), 1, 1024),
        head_memory=values.memory(
            f"{where}: [head] memory",
            checks.text(f"{where}: [head] memory", head.get("memory", Site.head_memory)),
        ),
        head=_pods(where, "head", tables),
        workers=_pods(where, "workers", tables),
    )


def _pods(where: str, name: str, tables: Mapping[str, Mapping[str, object]]) -> Pods:
    """Merge [pods] and another table: of two tables each key, of other values the latter."""
    merged: dict[str, Any] = {}
    for table in ("pods", name):
        for key, check in _PODS.items():
            if key in tables[table]:
                found = check(f"{where}: [{table}] {key}", tables[table][key])
                both = isinstance(found, dict) and key in merged
                merged[key] = {**merged[key], **found} if both else found
    metadata: dict[str, Any] = {
        key: merged.pop(key) for key in ("labels", "annotations") if key in merged
    }
    security = _security(merged.pop("securityContext", {}))
    return Pods(metadata, {**merged, "securityContext": security})


def _security(given: Mapping[str, int]) -> dict[str, Any]:
    return {
        "runAsNonRoot": True,
        **USER,
        **given,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _texts(where: str, given: object) -> dict[str, str]:
    """Check annotations, name -> text."""
    table = checks.table(where, given, _EXAMPLES["labels"])
    for name, value in table.items():
        if not _QUALIFIED.fullmatch(name):
            raise InputError(
                f"{where} has the name {shown(name)}, but a name must be letters, digits and the "
                "signs - _ . , at most 63, after a domain and '/' if need be."
            )
        if not isinstance(value, str):
            raise InputError(f"{where}: {name} is {shown(value)}, but must be a text in quotes.")
    return {name: str(value) for name, value in table.items()}


def _labels(where: str, given: object) -> dict[str, str]:
    """Check labels, or a selector of them, name -> value."""
    table = _texts(where, given)
    for name, value in table.items():
        if not _LABEL.fullmatch(value):
            raise InputError(
                f"{where}: {name} is {shown(value)}, but must be letters, digits and the signs "
                "- _ . between them, at most 63."
            )
    return table


def _tolerations(where: str, given: object) -> list[dict[str, Any]]:
    """Check tolerations by Kubernetes' own rules."""
    if not isinstance(given, list):
        raise InputError(
            f"{where} is {shown(given)}, but must be a list such as {_EXAMPLES['tolerations']}."
        )
    return [_toleration(f"{where} {number}", each) for number, each in enumerate(given, start=1)]


def _toleration(where: str, given: object) -> dict[str, Any]:
    example = _EXAMPLES["tolerations"][1:-1]
    table = checks.table(where, given, example)
    checks.keys(where, table, (), ("key", "operator", "value", "effect", "tolerationSeconds"))
    operator = table.get("operator", "Equal")
    for name, known in (("operator", _OPERATORS), ("effect", _EFFECTS)):
        if name in table and table[name] not in known:
            raise InputError(
                f"{where}: {name} is {shown(table[name])}, but must be one of {', '.join(known)}."
            )
    if "key" in table:
        _texts(where, {checks.text(f"{where}: key", table["key"]): ""})
    elif operator != "Exists":
        raise InputError(f'{where} has no key; give one, or operator = "Exists" for all keys.')
    if "value" in table:
        _labels(where, {"value": table["value"]})
        if operator == "Exists":
            raise InputError(f"{where} has a value, which the operator Exists does not take.")
    if "tolerationSeconds" in table:
        _whole(f"{where}: tolerationSeconds", table["tolerationSeconds"], 0, _LARGEST_ID)
        if table.get("effect") != "NoExecute":
            raise InputError(f"{where} has tolerationSeconds, which only NoExecute takes.")
    return dict(table)


def _secrets(where: str, given: object) -> list[dict[str, str]]:
    """Check the names of secrets with which images are pulled."""
    if not isinstance(given, list):
        raise InputError(f'{where} is {shown(given)}, but must be a list such as ["registry"].')
    return [{"name": _name(where, each)} for each in given]


def _security_context(where: str, given: object) -> dict[str, int]:
    """Check the user and groups; the rest of the context is that of "restricted"."""
    table = checks.table(where, given, _EXAMPLES["securityContext"])
    checks.keys(where, table, (), USER)
    least = {"runAsUser": 1}
    return {
        name: _whole(f"{where}: {name}", value, least.get(name, 0), _LARGEST_ID)
        for name, value in table.items()
    }


def _name(where: str, given: object) -> str:
    """Check the name of an object of Kubernetes."""
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise InputError(
            f"{where} is {shown(given)}, but must be a name of lower-case letters, digits and the "
            "signs - . between them."
        )
    return given


def _whole(where: str, given: object, low: int, high: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise InputError(f"{where} is {shown(given)}, but must be a whole number.")
    return values.count(where, given, low, high)


# The keys that pods can have, each with its check, in the order of the manifest.
_PODS: Final[Mapping[str, Callable[[str, object], Any]]] = {
    "labels": _labels,
    "annotations": _texts,
    "nodeSelector": _labels,
    "tolerations": _tolerations,
    "imagePullSecrets": _secrets,
    "serviceAccountName": _name,
    "priorityClassName": _name,
    "securityContext": _security_context,
}
