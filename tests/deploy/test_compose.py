"""compose.yaml: sound by its schema, and all of a piece."""

import re
import subprocess
import sys
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import pytest

from .shipped import DEPLOY, compose, own_services, read

pytestmark = pytest.mark.embedded  # once is enough

ONCE = {"migrate", "create-bucket"}
SERVERS = ("app-1", "app-2")


@pytest.fixture(scope="module")
def services():
    return compose()["services"]


def test_is_sound():
    schema = ["--builtin-schema", "vendor.compose-spec"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(DEPLOY / "compose.yaml")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


class TestServices:
    def test_wait_for_what_they_need(self, services):
        conditions = {
            (name, needed): how["condition"]
            for name, service in services.items()
            for needed, how in service.get("depends_on", {}).items()
        }
        assert {needed for _, needed in conditions} == {
            *ONCE,
            *SERVERS,
            "bucket",
            "nginx",
            "postgres",
            "valkey",
        }
        for (_, needed), condition in conditions.items():
            is_once = needed in ONCE
            assert condition == ("service_completed_successfully" if is_once else "service_healthy")

    def test_that_are_waited_for_say_that_they_are_healthy(self, services):
        for name, service in services.items():
            is_own = name in own_services()  # it has the image's check
            assert is_own or service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name

    def test_of_the_product_can_write_nowhere_and_gain_nothing(self):
        for service in own_services().values():
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]

    def test_are_reached_through_nginx_only(self, services):
        assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
        networks = {name: set(service["networks"]) for name, service in services.items()}
        assert {name for name, found in networks.items() if "storage" in found} == {
            "nginx",
            "create-bucket",
            "bucket",
        }
        assert all(compose()["networks"][name]["internal"] for name in ("inside", "storage"))


class TestNginx:
    def test_knows_the_addresses_of_the_instances(self, services):
        addresses = [services[name]["networks"]["inside"]["ipv4_address"] for name in SERVERS]
        upstreams = re.findall(r"server ([\d.]+):4000;", read("nginx/compose/upstreams.conf"))
        assert upstreams == addresses

    def test_finds_nobody_else_at_fixed_addresses(self, services):
        """Docker gives out those of the range by itself."""
        fixed = [
            (network, ip_address(place["ipv4_address"]))
            for service in services.values()
            if isinstance(service["networks"], dict)
            for network, place in service["networks"].items()
            if place and "ipv4_address" in place
        ]
        assert len(fixed) == 3
        for network, address in fixed:
            [config] = compose()["networks"][network]["ipam"]["config"]
            assert address in ip_network(config["subnet"])
            assert address not in ip_network(config["ip_range"])

    def test_stands_where_the_product_looks_for_its_bucket(self, services):
        [name] = services["nginx"]["networks"]["inside"]["aliases"]
        files = read("nginx/compose/files.conf")
        assert f"server_name {name};" in files
        assert f"//{services['bucket']['networks']['storage']['ipv4_address']}:8333;" in files
        for service in SERVERS:
            assert urlsplit(services[service]["environment"]["UPLOADS_ENDPOINT_URL"]).hostname == name

    def test_has_its_files(self, services):
        mounted = [volume.split(":")[0] for volume in services["nginx"]["volumes"]]
        assert len(mounted) == 4
        assert [path for path in mounted if not (DEPLOY / path).is_file()] == []
