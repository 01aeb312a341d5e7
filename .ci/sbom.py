"""Writes what a deployment installs, with licences and who needs whom, as CycloneDX: `make sbom`.

The environment also holds what development needs; of that nothing gets in.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = [sys.executable, "-m", "cyclonedx_py", "environment", sys.executable, "--no-validate"]
PROJECT = ["--pyproject", "pyproject.toml", "--mc-type", "application"]


def main(target: Path) -> None:
    installed = subprocess.run([*INSTALLED, *PROJECT], cwd=ROOT, capture_output=True, check=True)
    document = deployed(json.loads(installed.stdout), locked(ROOT / "requirements.txt"))
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(document, indent=2) + "\n")
    print(f"{target}: {len(document['components'])} packages")


def locked(lock: Path) -> set[str]:
    names = re.findall(r"^([\w.-]+)(?:\[.*\])?==", lock.read_text(), re.MULTILINE)
    return set(map(canonical, names))


def canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def deployed(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The part of the document that is about the packages of these names, and the project itself."""
    components = [part for part in document["components"] if canonical(part["name"]) in names]
    refs = {part["bom-ref"] for part in (document["metadata"]["component"], *components)}
    dependencies = [
        {"ref": entry["ref"], "dependsOn": [ref for ref in entry.get("dependsOn", ()) if ref in refs]}
        for entry in document["dependencies"]
        if entry["ref"] in refs
    ]
    return document | {"components": components, "dependencies": dependencies}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
