"""The manifest for KubeRay, read back as YAML and compared with KubeRay's fields."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from scomm.sweeps.cli import main

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Capture = pytest.CaptureFixture[str]
Manifest = Callable[..., tuple[dict[str, Any], dict[str, Any]]]


# The fields of ray.io/v1 that the manifest may use, by KubeRay's published types and API reference;
# the pod templates are Kubernetes' own.
FIELDS: dict[str, set[str]] = {
    "": {"apiVersion", "kind", "metadata", "spec"},
    "spec": {
        *("entrypoint", "shutdownAfterJobFinishes", "ttlSecondsAfterFinished", "backoffLimit"),
        *("activeDeadlineSeconds", "submitterPodTemplate", "rayClusterSpec"),
    },
    "spec.rayClusterSpec": {"rayVersion", "authOptions", "headGroupSpec", "workerGroupSpecs"},
    "spec.rayClusterSpec.authOptions": {"mode"},
    "spec.rayClusterSpec.headGroupSpec": {"rayStartParams", "template"},
}
WORKER_FIELDS = {
    *("groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"),
}


@pytest.fixture
def manifest(asked: Asked, rendered: Rendered) -> Manifest:
    """Function that makes the ConfigMap and the RayJob for a sweep."""

    def read(spec: Path, *more: str) -> tuple[dict[str, Any], dict[str, Any]]:
        config_map, ray_job = yaml.safe_load_all(rendered(*asked("kuberay", spec, *more)))
        return config_map, ray_job

    return read


def test_a_ray_job_has_the_fields_that_kuberay_knows(
    spec: Path, site: Path, manifest: Manifest
) -> None:
    with site.open("a") as file:
        file.write('namespace = "lab"')
    told = ["--nodes", "3", "--cores", "16", "--memory", "32G", "--time", "1-00:00:00"]
    config_map, ray_job = manifest(spec, *told, "--out", "a/b")
    for path, fields in FIELDS.items():
        found = ray_job
        for part in path.split(".") if path else ():
            found = found[part]
        assert set(found) <= fields, path
    assert (ray_job["apiVersion"], ray_job["kind"]) == ("ray.io/v1", "RayJob")
    job, cluster = ray_job["spec"], ray_job["spec"]["rayClusterSpec"]
    assert job["entrypoint"] == "scomm sweep /sweep/sweep.toml --out /results/a/b --address auto"
    assert job["activeDeadlineSeconds"] == 86_400
    assert cluster["authOptions"] == {"mode": "token"}
    (workers,) = cluster["workerGroupSpecs"]
    assert set(workers) == WORKER_FIELDS
    assert workers["replicas"] == workers["minReplicas"] == workers["maxReplicas"] == 3
    # KubeRay passes the parameters of ray start on as texts.
    assert workers["rayStartParams"] == {"num-cpus": "16"}
    assert cluster["headGroupSpec"]["rayStartParams"] == {"num-cpus": "0"}
    (container,) = workers["template"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"cpu": "16", "memory": "32Gi"}
    for each in (config_map, ray_job):
        assert each["metadata"] == {"name": "scomm-tiny", "namespace": "lab"}


def test_a_config_map_holds_the_sweep_file_and_its_table(
    table_spec: Path, manifest: Manifest
) -> None:
    config_map, ray_job = manifest(table_spec)
    assert config_map["metadata"]["name"] == "scomm-with-table"
    assert config_map["data"] == {
        "sweep.toml": table_spec.read_text(),
        "table-1": (table_spec.parent / "my points.csv").read_bytes().decode(),
    }
    head = ray_job["spec"]["rayClusterSpec"]["headGroupSpec"]["template"]["spec"]
    volumes = {each["name"]: each for each in head["volumes"]}
    assert volumes["sweep"]["configMap"]["items"] == [
        {"key": "sweep.toml", "path": "sweep.toml"},
        {"key": "table-1", "path": "my points.csv"},
    ]
    assert volumes["store"] == {"name": "store", "persistentVolumeClaim": {"claimName": "stores"}}
    (container,) = head["containers"]
    mounted = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    assert mounted == {"sweep": "/sweep", "store": "/results"}


def test_a_table_that_is_no_text_travels_as_base64(table_spec: Path, manifest: Manifest) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    pa = pytest.importorskip("pyarrow")
    table_spec.write_text(table_spec.read_text().replace(".csv", ".parquet"))
    path = table_spec.parent / "my points.parquet"
    pq.write_table(pa.table({"community_trust": [0.3, 0.7]}), path)
    config_map, _ = manifest(table_spec)
    assert base64.b64decode(config_map["binaryData"]["table-1"]) == path.read_bytes()


def test_a_sweep_too_large_for_a_config_map_is_refused(
    table_spec: Path, capsys: Capture, asked: Asked
) -> None:
    with table_spec.open("a", encoding="utf-8") as file:
        file.write("# " + "x" * 700_000)
    assert main(asked("kuberay", table_spec)) == 2
    assert "a ConfigMap has room for 700,000" in capsys.readouterr().err
