"""The two Kubernetes objects of a sweep: a ConfigMap with its files, and the RayJob that runs it.

The field names are those of KubeRay's API ray.io/v1 and of Kubernetes' own pod templates.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any, Final

from scomm.model.errors import InputError
from scomm.sweeps.clusters import values
from scomm.sweeps.clusters.site import Pods, Site
from scomm.sweeps.clusters.work import SPEC_NAME, Work

SPEC_FOLDER: Final = "/sweep"
CLAIM_FOLDER: Final = "/results"
# The label by which Kueue assigns a job to a queue.
_QUEUE: Final = "kueue.x-k8s.io/queue-name"


def config_map(work: Work, asked: KubeRay, name: str) -> dict[str, Any]:
    """Make the ConfigMap ``name`` with the sweep file and its tables."""
    text: dict[str, str] = {}
    binary: dict[str, str] = {}
    for number, content in enumerate(work.files.values()):
        key = _key(number)
        try:
            text[key] = content.decode("utf-8")
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(content).decode("ascii")
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": asked.site.namespace},
        "data": text,
        **({"binaryData": binary} if binary else {}),
    }


def _key(number: int) -> str:
    """Return the key of a file by number, since its name may have characters invalid in keys."""
    return SPEC_NAME if number == 0 else f"table-{number}"


def ray_job(asked: KubeRay, name: str, files: Iterable[str], store: str) -> dict[str, Any]:
    """Make the RayJob ``name``, which reads the ConfigMap of that name and writes ``store``."""
    site = asked.site
    queue = {"labels": {_QUEUE: site.queue}} if site.queue else {}
    entrypoint = f"scomm sweep {SPEC_FOLDER}/{SPEC_NAME} --out {store} --address auto"
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayJob",
        "metadata": {"name": name, "namespace": site.namespace, **queue},
        "spec": {
            "entrypoint": entrypoint,
            "submitterPodTemplate": _submitter(site),
            "shutdownAfterJobFinishes": True,
            "ttlSecondsAfterFinished": 60,
            "backoffLimit": asked.restarts,
            **(
                {"activeDeadlineSeconds": values.seconds("--time", asked.time)}
                if asked.time
                else {}
            ),
            "rayClusterSpec": {
                "rayVersion": version("ray"),
                "authOptions": {"mode": "token"},
                "headGroupSpec": _head(asked, name, files),
                "workerGroupSpecs": [
                    {
                        "groupName": "workers",
                        "replicas": asked.nodes,
                        "minReplicas": asked.nodes,
                        "maxReplicas": asked.nodes,
                        "rayStartParams": {"num-cpus": str(asked.cores)},
                        "template": _template(
                            site.workers,
                            _ray_container("ray-worker", site.image, asked.cores, asked.memory),
                        ),
                    }
                ],
            },
        },
    }


def _head(asked: KubeRay, name: str, files: Iterable[str]) -> dict[str, Any]:
    site = asked.site
    container = _ray_container("ray-head", site.image, site.head_cores, site.head_memory)
    container["volumeMounts"] = [
        {"name": "sweep", "mountPath": SPEC_FOLDER, "readOnly": True},
        {"name": "store", "mountPath": CLAIM_FOLDER},
    ]
    items = [{"key": _key(number), "path": path} for number, path in enumerate(files)]
    return {
        "rayStartParams": {"num-cpus": "0"},
        "template": _template(
            site.head,
            container,
            volumes=[
                {"name": "sweep", "configMap": {"name": name, "items": items}},
                _claim_volume(site),
            ],
        ),
    }


def reader_pod(site: Site) -> dict[str, Any]:
    """Make the specification of a pod that mounts the claim and waits, for copying out of it."""
    container = _container("reader", site.image)
    container["command"] = ["sleep", "3600"]
    container["volumeMounts"] = [{"name": "store", "mountPath": CLAIM_FOLDER}]
    made: dict[str, Any] = _template(site.head, container, volumes=[_claim_volume(site)])
    return made


def _submitter(site: Site) -> dict[str, Any]:
    """Make the pod that submits the entrypoint: the default one of KubeRay has no security context.

    KubeRay gives the container its command. Requests and limits are those of its default pod.
    """
    container = _container("ray-job-submitter", site.image)
    container["resources"] = {
        "requests": {"cpu": "500m", "memory": "200Mi"},
        "limits": {"cpu": "1", "memory": "1Gi"},
    }
    return _template(site.head, container, restartPolicy="Never")


def _claim_volume(site: Site) -> dict[str, Any]:
    return {"name": "store", "persistentVolumeClaim": {"claimName": site.claim}}


def _template(pods: Pods, container: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make the template of a pod with one container."""
    metadata = {"metadata": dict(pods.metadata)} if pods.metadata else {}
    return {**metadata, "spec": {**pods.spec, "containers": [container], **more}}


def _container(name: str, image: str) -> dict[str, Any]:
    """Make a container as "restricted" admits it; KubeRay gives its own init container the same."""
    return {
        "name": name,
        "image": image,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def _ray_container(name: str, image: str, cores: int, memory: str) -> dict[str, Any]:
    # Requests equal limits: the pod gets the resources that Ray is told, and is evicted last.
    amount = {"cpu": str(cores), "memory": f"{memory}i"}
    return {
        **_container(name, image),
        "env": [{"name": "RAY_USAGE_STATS_ENABLED", "value": "0"}],
        "resources": {"requests": amount, "limits": dict(amount)},
    }


# The characters allowed without quotes in the entrypoint, which KubeRay splits as a shell does.
_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")


@dataclass(frozen=True)
class KubeRay:
    """A cluster of ``nodes`` worker pods at a site; ``out`` is the store's folder inside its claim.

    ``cores`` and ``memory`` are those of each worker pod. ``time`` is HH:MM:SS or D-HH:MM:SS for
    the job as a whole, None for no limit; ``restarts`` how often KubeRay starts a new cluster for a
    job that failed. Raises InputError.
    """

    site: Site
    out: str | None = None
    nodes: int = 2
    cores: int = 4
    memory: str = "8G"
    time: str | None = None
    restarts: int = 2

    def __post_init__(self) -> None:
        values.count("--nodes", self.nodes, 1, 10_000)
        values.count("--cores", self.cores, 1, 1024)
        values.memory("--memory", self.memory)
        if self.time is not None:
            values.seconds("--time", self.time)
        values.count("--restarts", self.restarts, 0, 1000)
        if self.out is not None and (
            not _FOLDER.fullmatch(self.out) or ".." in PurePosixPath(self.out).parts
        ):
            raise InputError(
                f"--out is {self.out!r}, but must be a folder inside the claim, such as "
                "studies/demo, of letters, digits and the signs _ . - /."
            )
