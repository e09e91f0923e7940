"""A KubeRay RayJob: a Ray cluster of pods that is made for the sweep and removed after it.

The sweep file and its tables travel in a ConfigMap. Only the head pod runs the sweep and writes the
store, so only it mounts the claim for the store, and the claim may be ReadWriteOnce. The head takes
no runs itself, so that a run that lacks memory cannot end the sweep. The manifest requests token
authentication: KubeRay must reach the dashboard, so within the cluster's network it cannot be bound
to the loopback.
"""

from __future__ import annotations

import json
import shlex
from pathlib import PurePosixPath
from typing import Final

import yaml

from scomm.model.errors import InputError
from scomm.sweeps.clusters import batch
from scomm.sweeps.clusters.ray_job import CLAIM_FOLDER, KubeRay, config_map, ray_job, reader_pod
from scomm.sweeps.clusters.work import Work

# Kubernetes refuses a larger ConfigMap, including base64 and field names.
MOST_BYTES: Final = 700_000
# KubeRay adds a suffix and still wants a name of at most 63 characters for a service.
LONGEST_NAME: Final = 47


def render(work: Work, asked: KubeRay) -> str:
    """Return the manifest, two YAML documents. Raises InputError for a sweep file too large."""
    size = sum(map(len, work.files.values()))
    if size > MOST_BYTES:
        raise InputError(
            f"The sweep {work.name!r} and its tables take {size:,} bytes, but a ConfigMap has room "
            f"for {MOST_BYTES:,}; put them into the image or into the claim, and submit by "
            "scomm cluster job-submit."
        )
    name = _name(work.name)
    documents = [
        config_map(work, asked, name),
        ray_job(asked, name, work.files, _store(work, asked)),
    ]
    parts = [
        yaml.dump(each, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
        for each in documents
    ]
    header = "".join(f"# {line}".rstrip() + "\n" for line in _header(work, asked, name))
    return header + "---\n" + "---\n".join(parts)


def _name(sweep: str) -> str:
    return f"scomm-{sweep.lower().replace('_', '-')}"[:LONGEST_NAME].rstrip("-")


def _store(work: Work, asked: KubeRay) -> str:
    return str(PurePosixPath(CLAIM_FOLDER, asked.out or work.name))


def _header(work: Work, asked: KubeRay, name: str) -> list[str]:
    site = asked.site
    at = f"--namespace {site.namespace}"
    store = _store(work, asked)
    limit = f"after {asked.time} it is ended" if asked.time else "no time limit"
    return [
        f"The sweep {work.name!r} on {batch.several(asked.nodes, 'worker pod')} of "
        f"{batch.several(asked.cores, 'core')}: a RayJob of KubeRay.",
        f"{work.runs}; {limit}.",
        "",
        "Submit:    kubectl apply --filename FILE",
        f"Watch:     kubectl {at} get rayjob {name}",
        f"           kubectl {at} logs --follow job/{name}",
        f"Stop:      kubectl {at} delete rayjob {name}",
        "Resume:    a job that failed is started again, up to "
        f"{batch.several(asked.restarts, 'time')}; after that, or after",
        "           the time limit: kubectl replace --force --filename FILE; finished runs are "
        "not repeated",
        f"Results:   kubectl {at} run {name}-reader --restart=Never --image={site.image} \\",
        f"               --overrides={shlex.quote(json.dumps(reader_pod(site)))}",
        f"           kubectl {at} cp {name}-reader:{store} {PurePosixPath(store).name}",
        f"           kubectl {at} delete pod {name}-reader",
        "",
        "Needs KubeRay 1.5.1 or later (for authOptions), an image that holds scomm and the Ray",
        f"named as rayVersion below, and a claim {site.claim!r} with room for the store.",
    ]


class _Dumper(yaml.SafeDumper):
    """YAML dumper that writes texts of several lines as blocks, so that they stay readable."""


def _text(dumper: yaml.SafeDumper, given: str) -> yaml.ScalarNode:
    style = "|" if "\n" in given else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", given, style=style)


_Dumper.add_representer(str, _text)
