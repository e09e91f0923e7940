"""The two Kubernetes objects of a sweep: a ConfigMap with its files, and the RayJob that runs it.

The field names are those of KubeRay's API ray.io/v1 and of Kubernetes' own pod templates.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from sweeps.clusters import values
from sweeps.clusters.work import SPEC_NAME, Work

if TYPE_CHECKING:
    from sweeps.clusters.kuberay import KubeRay

SPEC_FOLDER: Final = "/sweep"
CLAIM_FOLDER: Final = "/results"


def config_map(work: Work, asked: KubeRay, name: str) -> dict[str, Any]:
    """Return the ConfigMap ``name`` with the sweep file and its tables."""
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
        "metadata": {"name": name, "namespace": asked.namespace},
        "data": text,
        **({"binaryData": binary} if binary else {}),
    }


def _key(number: int) -> str:
    """Return the key of the file with this number: its own name may hold what a key may not."""
    return SPEC_NAME if number == 0 else f"table-{number}"


def ray_job(asked: KubeRay, name: str, files: Iterable[str], store: str) -> dict[str, Any]:
    """Return the RayJob ``name``, which reads the ConfigMap of that name and writes ``store``."""
    entrypoint = f"scomm sweep {SPEC_FOLDER}/{SPEC_NAME} --out {store} --address auto"
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayJob",
        "metadata": {"name": name, "namespace": asked.namespace},
        "spec": {
            "entrypoint": entrypoint,
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
                        "template": {
                            "spec": {
                                "containers": [
                                    _container("ray-worker", asked.image, asked.cores, asked.memory)
                                ]
                            }
                        },
                    }
                ],
            },
        },
    }


def _head(asked: KubeRay, name: str, files: Iterable[str]) -> dict[str, Any]:
    container = _container("ray-head", asked.image, asked.head_cores, asked.head_memory)
    container["volumeMounts"] = [
        {"name": "sweep", "mountPath": SPEC_FOLDER, "readOnly": True},
        {"name": "store", "mountPath": CLAIM_FOLDER},
    ]
    items = [{"key": _key(number), "path": path} for number, path in enumerate(files)]
    return {
        "rayStartParams": {"num-cpus": "0"},
        "template": {
            "spec": {
                # The group of the user in Ray's own images, so that it may write into the claim.
                "securityContext": {"fsGroup": 100},
                "containers": [container],
                "volumes": [
                    {"name": "sweep", "configMap": {"name": name, "items": items}},
                    claim_volume(asked),
                ],
            }
        },
    }


def claim_volume(asked: KubeRay) -> dict[str, Any]:
    """Return the volume "store", which is the claim."""
    return {"name": "store", "persistentVolumeClaim": {"claimName": asked.claim}}


def _container(name: str, image: str, cores: int, memory: str) -> dict[str, Any]:
    # Requests equal limits: the pod gets what Ray is told it has, and is the last to be evicted.
    amount = {"cpu": str(cores), "memory": f"{memory}i"}
    return {
        "name": name,
        "image": image,
        "env": [{"name": "RAY_USAGE_STATS_ENABLED", "value": "0"}],
        "resources": {"requests": amount, "limits": dict(amount)},
    }
