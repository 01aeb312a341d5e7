"""Settings, secrets, commands and images that `deploy/` names are those of the product."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import get_commands

from deploy.write_secrets import FRESH
from hotelops.environment import BASE_DIR

from .shipped import DEPLOY, MANAGE, compose, instructions, manifest, own_services, pods, unit

pytestmark = pytest.mark.embedded  # once is enough

SETTINGS = set(re.findall(r"^#?([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
OF_PYTHON = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
SECRETS = {*FRESH, "DATABASE_URL"} - {"POSTGRES_PASSWORD"}
BY_UNIT = re.compile(r"hotelops-manage[@ ]([a-z_]+)")
PINNED = re.compile(r":v?\d+\.\d+[\w.-]*$")


def given_by_systemd() -> Iterator[str]:
    for key, value in unit("common.conf"):
        if key == "Environment":
            yield from (part.partition("=")[0] for part in value.split())
    yield from (name for name, _ in unit("environment"))


def given() -> dict[str, set[str]]:
    """The variables that each kind of deployment gives to the product."""
    image = {
        part.partition("=")[0] for name, rest in instructions() if name == "ENV" for part in rest.split()
    }
    return {
        "Dockerfile": image,
        "compose.yaml": {name for service in own_services().values() for name in service["environment"]},
        "kubernetes": set(manifest("ConfigMap")["data"]),
        "systemd": set(given_by_systemd()),
    }


def secrets_in(names: set[str]) -> set[str]:
    return {name.removesuffix("_FILE") for name in names if name.endswith("_FILE")}


class TestSettings:
    def test_are_those_of_the_example(self):
        assert len(SETTINGS) > 30
        for place, names in given().items():
            assert {name.removesuffix("_FILE") for name in names} - OF_PYTHON <= SETTINGS, place

    def test_are_given_where_many_share_them(self):
        for place in ("compose.yaml", "kubernetes", "systemd"):
            assert {"ALLOWED_HOSTS", "BEHIND_HTTPS_PROXY", "REDIS_URL", "WORKERS"} <= given()[place], place
            assert not given()[place] & {"DEBUG"}


class TestSecrets:
    def test_are_the_same_everywhere(self):
        bucket = {"UPLOADS_ACCESS_KEY", "UPLOADS_SECRET_KEY"}
        found = {place: secrets_in(names) for place, names in given().items()}
        assert found == {
            "Dockerfile": set(),
            "compose.yaml": SECRETS,
            "kubernetes": SECRETS,
            "systemd": SECRETS - bucket,
        }

    def test_come_from_files_that_are_given(self):
        for service in own_services().values():
            files = {name: path for name, path in service["environment"].items() if name.endswith("_FILE")}
            assert files == {f"{name}_FILE": f"/run/secrets/{name}" for name in service["secrets"]}
        assert set(compose()["secrets"]) == SECRETS | {"POSTGRES_PASSWORD", "tls-certificate", "tls-key"}
        loaded = [value for key, value in unit("common.conf") if key == "LoadCredential"]
        named = [f"{name}:/etc/hotelops/secrets/{name}" for name in secrets_in(given()["systemd"])]
        assert sorted(loaded) == sorted(named)

    def test_of_kubernetes_have_no_values(self):
        assert manifest("Secret")["stringData"] == dict.fromkeys(SECRETS, "")
        [mount] = {
            mount["mountPath"] for pod in pods() for mount in mounts_of(pod) if mount["name"] == "secrets"
        }
        files = {name: path for name, path in manifest("ConfigMap")["data"].items() if name.endswith("_FILE")}
        assert files == {f"{name}_FILE": f"{mount}/{name}" for name in SECRETS}


class TestCommands:
    def test_are_those_of_the_product(self):
        files = [file for file in DEPLOY.rglob("*") if file.is_file() and file.suffix != ".pyc"]
        written = {name for file in files for name in MANAGE.findall(file.read_text())}
        by_units = {name for file in files for name in BY_UNIT.findall(file.read_text())}
        by_services = {service["command"][0] for service in own_services().values() if "command" in service}
        by_pods = {container_of(pod)["args"][0] for pod in pods() if "args" in container_of(pod)}
        named = written | by_units | {name for name in by_services if "\n" not in name} | by_pods
        assert {"serve", "migrate", "prune_idempotency_ledger", "sweep_uploads", "createsuperuser"} <= named
        assert named <= {*get_commands()}

    def test_prune_and_sweep_daily_everywhere(self):
        daily = {"prune_idempotency_ledger", "sweep_uploads"}
        assert set(MANAGE.findall(own_services()["daily"]["command"][0])) == daily
        assert daily <= {container_of(pod).get("args", ["serve"])[0] for pod in pods()}
        timers = [dict(unit(f"hotelops-{name}.timer"))["Unit"] for name in ("prune", "sweep")]
        assert timers == [f"hotelops-manage@{name}.service" for name in sorted(daily)]


class TestImages:
    def test_are_pinned(self):
        images = {service["image"] for service in compose()["services"].values()}
        images |= {container_of(pod)["image"] for pod in pods()}
        images |= {rest.partition(" ")[0] for name, rest in instructions() if name == "FROM"}
        assert len(images) >= 6
        assert [image for image in images if not PINNED.search(image)] == []

    def test_of_compose_have_the_major_versions_that_tests_run_on(self):
        services = compose()["services"]
        assert services["postgres"]["image"].startswith("postgres:18.")
        assert services["valkey"]["image"].startswith("valkey/valkey:9.")


def container_of(pod: dict) -> dict:
    [container] = pod["spec"]["containers"]
    return container


def mounts_of(pod: dict) -> list[dict]:
    return container_of(pod)["volumeMounts"]
