"""The values file of a Kubernetes site: its options reach the pods, which stay "restricted"."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scomm.sweeps.cli import main

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Capture = pytest.CaptureFixture[str]

WHOLE = """namespace = "lab"
queue = "research"

[pods]
labels = { team = "crime-lab", "example.org/cost-center" = "41" }
annotations = { "example.org/note" = "a sweep, on purpose" }
nodeSelector = { pool = "batch" }
tolerations = [{ key = "dedicated", operator = "Equal", value = "batch", effect = "NoSchedule" }]
imagePullSecrets = ["registry"]
serviceAccountName = "sweeps"
priorityClassName = "low"
securityContext = { runAsUser = 4001 }

[head]
cores = 3
memory = "12G"
nodeSelector = { disk = "ssd" }

[workers]
tolerations = []
labels = { team = "other" }
securityContext = { fsGroup = 7 }
"""

# The types of volume that the standard admits.
VOLUMES = {
    *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim"),
    *("projected", "secret"),
}
KINDS = ("head", "workers", "submitter", "reader")


@pytest.fixture
def pods(spec: Path, asked: Asked, rendered: Rendered) -> Callable[[], dict[str, dict[str, Any]]]:
    """Function that returns the pods of the manifest and of its instructions, kind -> template."""

    def read() -> dict[str, dict[str, Any]]:
        text = rendered(*asked("kuberay", spec))
        _, ray_job = yaml.safe_load_all(text)
        job = ray_job["spec"]
        (workers,) = job["rayClusterSpec"]["workerGroupSpecs"]
        (overrides,) = re.findall(r"--overrides=(.*)", text)
        return {
            "head": job["rayClusterSpec"]["headGroupSpec"]["template"],
            "workers": workers["template"],
            "submitter": job["submitterPodTemplate"],
            "reader": json.loads(shlex.split(overrides)[0]),
        }

    return read


def breaches(pod: dict[str, Any]) -> Iterator[str]:
    """Yield the rules of the "restricted" Pod Security Standard that a pod's spec breaks."""
    contexts = [pod.get("securityContext", {})]
    containers = [*pod["containers"], *pod.get("initContainers", [])]
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(key):
            yield key
    for volume in pod.get("volumes", []):
        if volume.keys() - {"name"} - VOLUMES:
            yield f"volume {volume}"
    for each in containers:
        own = each.get("securityContext", {})
        contexts.append(own)
        both = {**contexts[0], **own}
        if own.get("privileged"):
            yield "privileged"
        if own.get("allowPrivilegeEscalation") is not False:
            yield "allowPrivilegeEscalation"
        if "ALL" not in own.get("capabilities", {}).get("drop", []):
            yield "capabilities drop"
        if set(own.get("capabilities", {}).get("add", [])) - {"NET_BIND_SERVICE"}:
            yield "capabilities add"
        if both.get("runAsNonRoot") is not True:
            yield "runAsNonRoot"
        if both.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
            yield "seccompProfile"
        if any(port.get("hostPort") for port in each.get("ports", [])):
            yield "hostPort"
        if own.get("procMount", "Default") != "Default":
            yield "procMount"
    for context in contexts:
        if context.get("runAsUser") == 0:
            yield "runAsUser"
        if context.get("sysctls") or context.get("seLinuxOptions"):
            yield "sysctls, seLinuxOptions"


def test_the_rules_of_restricted_find_a_pod_that_breaks_them() -> None:
    bare = {"containers": [{"name": "x", "image": "y"}], "volumes": [{"name": "v", "hostPath": {}}]}
    assert {each.split()[0] for each in breaches(bare)} == {
        *("volume", "allowPrivilegeEscalation", "capabilities", "runAsNonRoot", "seccompProfile"),
    }
    root = {**bare, "securityContext": {"runAsUser": 0, "runAsNonRoot": False}}
    assert {"runAsUser", "runAsNonRoot"} <= set(breaches(root))


@pytest.mark.parametrize("values", ["", WHOLE])
def test_every_pod_is_admitted_by_restricted(
    values: str, site: Path, pods: Callable[[], dict[str, dict[str, Any]]]
) -> None:
    site.write_text(site.read_text() + values)
    for kind, pod in pods().items():
        assert list(breaches(pod["spec"])) == [], kind


def test_the_options_of_a_site_reach_its_pods(
    spec: Path,
    site: Path,
    asked: Asked,
    rendered: Rendered,
    pods: Callable[[], dict[str, dict[str, Any]]],
) -> None:
    site.write_text(site.read_text() + WHOLE)
    _, ray_job = yaml.safe_load_all(rendered(*asked("kuberay", spec)))
    assert ray_job["metadata"]["namespace"] == "lab"
    assert ray_job["metadata"]["labels"] == {"kueue.x-k8s.io/queue-name": "research"}
    found = pods()
    tolerated = [
        {"key": "dedicated", "operator": "Equal", "value": "batch", "effect": "NoSchedule"}
    ]
    for kind in KINDS:
        pod, working = found[kind]["spec"], kind == "workers"
        assert pod["imagePullSecrets"] == [{"name": "registry"}]
        assert (pod["serviceAccountName"], pod["priorityClassName"]) == ("sweeps", "low")
        assert pod["nodeSelector"] == {"pool": "batch", **({} if working else {"disk": "ssd"})}
        assert pod["tolerations"] == ([] if working else tolerated)
        context = pod["securityContext"]
        assert (context["runAsUser"], context["runAsGroup"]) == (4001, 100)
        assert context["fsGroup"] == (7 if working else 100)
        metadata = found[kind]["metadata"]
        team = "other" if working else "crime-lab"
        assert metadata["labels"] == {"team": team, "example.org/cost-center": "41"}
        assert metadata["annotations"] == {"example.org/note": "a sweep, on purpose"}
    (head,) = found["head"]["spec"]["containers"]
    assert head["resources"]["limits"] == {"cpu": "3", "memory": "12Gi"}
    assert found["submitter"]["spec"]["restartPolicy"] == "Never"
    assert "command" not in found["submitter"]["spec"]["containers"][0]


MISTAKES = [
    ("images = 'x'", "has no key 'images'; its keys are image, claim"),
    ("[pod]", "Did you mean 'pods'?"),
    ("namespace = '-x'", "namespace is '-x'"),
    ("namespace = 3", "namespace is 3, but must be a text"),
    ("queue = 'a b'", "queue is 'a b'"),
    ("pods = 3", "[pods] is 3, but must be a table"),
    ("[pods]\ntoleration = []", "[pods] has no key 'toleration'"),
    ("[pods]\ncores = 3", "[pods] has no key 'cores'"),
    ("[head]\ncores = true", "[head] cores is True, but must be a whole number"),
    ("[head]\ncores = 0", "[head] cores is 0, but must be a whole number from 1 to 1,024"),
    ("[head]\nmemory = '8'", "[head] memory is '8', but must be a whole number with M, G or T"),
    ("[pods]\nlabels = { team = 4 }", "labels: team is 4, but must be a text in quotes"),
    ("[pods]\nlabels = { 'a b' = 'c' }", "labels has the name 'a b'"),
    ("[pods]\nnodeSelector = { pool = 'a/b' }", "nodeSelector: pool is 'a/b'"),
    ("[pods]\ntolerations = { key = 'a' }", "but must be a list such as"),
    ("[pods]\ntolerations = [{ kye = 'a' }]", "Did you mean 'key'?"),
    ("[pods]\ntolerations = [{ value = 'a' }]", "tolerations 1 has no key"),
    (
        "[pods]\ntolerations = [{ operator = 'Exists', value = 'a' }]",
        "which the operator Exists does not take",
    ),
    ("[pods]\ntolerations = [{ key = 'a', effect = 'No' }]", "must be one of NoSchedule"),
    (
        "[pods]\ntolerations = [{ key = 'a', effect = 'NoSchedule', tolerationSeconds = 3 }]",
        "which only NoExecute takes",
    ),
    ("[pods]\nimagePullSecrets = 'a'", "but must be a list such as"),
    ("[pods]\nimagePullSecrets = ['A']", "imagePullSecrets is 'A'"),
    ("[pods]\nserviceAccountName = ''", "serviceAccountName is ''"),
    ("[workers]\nsecurityContext = { runAsUser = 0 }", "runAsUser is 0, but must be"),
    ("[pods]\nsecurityContext = { runAsNonRoot = false }", "has no key 'runAsNonRoot'"),
]


@pytest.mark.parametrize(("values", "named"), MISTAKES, ids=[each for each, _ in MISTAKES])
def test_a_mistake_in_a_values_file_is_one_sentence(
    values: str, named: str, spec: Path, site: Path, capsys: Capture, asked: Asked
) -> None:
    site.write_text(site.read_text() + values)
    assert main(asked("kuberay", spec)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert named in captured.err
    assert f"The values file {site}" in captured.err
    assert len(captured.err.strip().splitlines()) == 1


@pytest.mark.parametrize("key", ["image", "claim"])
def test_what_is_required_is_missed(
    key: str, spec: Path, site: Path, capsys: Capture, asked: Asked
) -> None:
    lines = site.read_text().splitlines()
    site.write_text("\n".join(each for each in lines if not each.startswith(key)))
    assert main(asked("kuberay", spec)) == 2
    assert f"lacks the key '{key}'" in capsys.readouterr().err
