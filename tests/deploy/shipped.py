"""What `deploy/` holds, read as the programs read it that it is for."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hotelops.environment import BASE_DIR

DEPLOY = BASE_DIR / "deploy"
IMAGE = "hotelops:0.1.0"
MANAGE = re.compile(r"manage\.py ([a-z_]+)")


def read(name: str) -> str:
    return (DEPLOY / name).read_text()


@cache
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return content


def own_services() -> dict[str, dict[str, Any]]:
    """The services of compose.yaml that are hotelops."""
    return {name: service for name, service in compose()["services"].items() if service["image"] == IMAGE}


@cache
def manifests() -> list[tuple[str, dict[str, Any]]]:
    """Each Kubernetes object, with the name of its file."""
    files = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    assert files
    return [
        (file.name, content)
        for file in files
        if file.name != "kustomization.yaml"
        for content in yaml.safe_load_all(file.read_text())
    ]


def manifest(kind: str) -> dict[str, Any]:
    [found] = [content for _, content in manifests() if content["kind"] == kind]
    return found


def pods() -> Iterator[dict[str, Any]]:
    """The pod templates of all manifests."""
    for _, content in manifests():
        if content["kind"] in ("Deployment", "Job"):
            yield content["spec"]["template"]
        if content["kind"] == "CronJob":
            yield content["spec"]["jobTemplate"]["spec"]["template"]


def instructions() -> list[tuple[str, str]]:
    """Those of the Dockerfile, each on one line."""
    lines = [line for line in read("Dockerfile").splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined)]


def instruction(name: str) -> str:
    """The last one of this name."""
    return [rest for found, rest in instructions() if found == name][-1]


def healthcheck() -> list[str]:
    command: list[str] = json.loads(instruction("HEALTHCHECK").partition(" CMD ")[2])
    return command


def unit(name: str) -> list[tuple[str, str]]:
    """The settings of a systemd unit, in their order."""
    lines = (Path(DEPLOY) / "systemd" / name).read_text().splitlines()
    return [(key, value) for key, is_setting, value in (line.partition("=") for line in lines) if is_setting]
