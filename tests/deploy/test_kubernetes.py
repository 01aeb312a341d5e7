"""The Kubernetes manifests: sound by the schemas of a recent version, and all of a piece."""

from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from .shipped import DEPLOY, manifest, manifests, pods, read

pytestmark = pytest.mark.embedded  # once is enough

VERSIONS = ("1.31", kubernetes_validate.latest_version())
APART = {"secret.example.yaml", "migrate.yaml"}
"""Not part of what is applied again and again."""


def name_of(content: dict[str, Any]) -> str:
    return f"{content['kind']} {content['metadata']['name']}"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("content", [content for _, content in manifests()], ids=name_of)
def test_is_sound(content, version):
    kubernetes_validate.validate(content, version, strict=True)


def test_are_all_applied():
    kustomization = yaml.safe_load(read("kubernetes/kustomization.yaml"))
    files = {file.name for file in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert {*kustomization["resources"], *APART, "kustomization.yaml"} == files
    assert len(kustomization["resources"]) == len(set(kustomization["resources"]))


def test_go_where_kubectl_says():
    assert {content["metadata"].get("namespace") for _, content in manifests()} == {None}


class TestPods:
    def test_run_as_the_user_of_the_image_and_gain_nothing(self):
        user = dict(line.split(" ", 1) for line in read("Dockerfile").splitlines() if line.startswith("USER"))
        for pod in pods():
            security = pod["spec"]["securityContext"]
            assert f"{security['runAsUser']}:{security['runAsGroup']}" == user["USER"]
            assert security["runAsNonRoot"]
            assert security["seccompProfile"] == {"type": "RuntimeDefault"}
            [container] = pod["spec"]["containers"]
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }

    def test_have_no_token_and_know_what_they_take(self):
        for pod in pods():
            assert not pod["spec"]["automountServiceAccountToken"]
            [container] = pod["spec"]["containers"]
            assert container["resources"].keys() == {"requests", "limits"}

    def test_have_all_volumes_that_they_mount(self):
        for pod in pods():
            [container] = pod["spec"]["containers"]
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            assert mounted == {volume["name"] for volume in pod["spec"]["volumes"]}

    def test_find_their_settings(self):
        for pod in pods():
            [container] = pod["spec"]["containers"]
            [source] = container["envFrom"]
            assert source["configMapRef"]["name"] == manifest("ConfigMap")["metadata"]["name"]
            [secret] = [volume["secret"] for volume in pod["spec"]["volumes"] if "secret" in volume]
            assert secret["secretName"] == manifest("Secret")["metadata"]["name"]


class TestServer:
    @pytest.fixture
    def container(self):
        [container] = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
        return container

    @pytest.mark.parametrize(
        ("probe", "path"),
        [
            ("startupProbe", "/health/live"),
            ("livenessProbe", "/health/live"),
            ("readinessProbe", "/health/ready"),
        ],
    )
    def test_is_asked_for_its_health_by_a_name_that_it_knows(self, container, probe, path):
        asked = container[probe]["httpGet"]
        assert (asked["path"], asked["port"]) == (path, container["ports"][0]["name"])
        [host] = asked["httpHeaders"]
        assert host["value"] in manifest("ConfigMap")["data"]["ALLOWED_HOSTS"].split(",")

    def test_is_found_by_service_budget_and_ingress(self):
        labels = manifest("Deployment")["spec"]["template"]["metadata"]["labels"]
        assert manifest("Service")["spec"]["selector"] == labels
        assert manifest("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
        assert manifest("Deployment")["spec"]["selector"]["matchLabels"] == labels
        [rule] = manifest("Ingress")["spec"]["rules"]
        [path] = rule["http"]["paths"]
        assert path["backend"]["service"]["name"] == manifest("Service")["metadata"]["name"]

    def test_stays_up_through_a_disruption_and_a_new_version(self):
        spec = manifest("Deployment")["spec"]
        assert spec["replicas"] >= 2
        assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
        assert manifest("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1

    def test_has_time_to_answer_what_is_under_way(self):
        """30 s of a worker, and the time until no proxy sends anything."""
        spec = manifest("Deployment")["spec"]["template"]["spec"]
        [container] = spec["containers"]
        wait = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert spec["terminationGracePeriodSeconds"] > wait + 30

    def test_has_a_proxy_that_takes_in_whole_requests_and_repeats_no_write(self):
        annotations = manifest("Ingress")["metadata"]["annotations"]
        prefix = "nginx.ingress.kubernetes.io/"
        assert annotations[f"{prefix}proxy-request-buffering"] == "on"
        assert annotations[f"{prefix}proxy-body-size"] == "50m"
        assert annotations[f"{prefix}proxy-next-upstream"] == "error timeout"
