"""Looks the locked packages up among the published advisories: `make audit`.

Ends with 0 only when the advisories on every package were read and there was none, with 1 where there is one,
and with 2 where they cannot be read. What it looks up first is known to have some: a service that knows of
none there knows of none anywhere.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.txt"  # it holds everything of the other one
KNOWN_TO_BE_BAD = "pillow==9.0.0\n"
LOOK_UP = [sys.executable, "-m", "pip_audit", "--format=json", "--no-deps", "--disable-pip"]
CLEAN, VULNERABLE, UNREAD = 0, 1, 2


def main(options: list[str]) -> int:
    with TemporaryDirectory() as folder:
        known = Path(folder) / "known.txt"
        known.write_text(KNOWN_TO_BE_BAD)
        fresh = [*options, f"--cache-dir={folder}", "--progress-spinner=off"]
        if not any(package.get("vulns") for package in looked_up(known, fresh)):
            print("No advisories can be read here, so nothing was audited.", file=sys.stderr)
            return UNREAD
        packages = looked_up(LOCK, fresh)
    return verdict(packages)


def looked_up(requirements: Path, options: list[str]) -> list[dict[str, Any]]:
    """What is known of each package; nothing when the service does not answer."""
    command = [*LOOK_UP, f"--requirement={requirements}", *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(result.stdout)["dependencies"]
    except json.JSONDecodeError:
        return []
    return packages


def verdict(packages: list[dict[str, Any]]) -> int:
    for package in packages:
        for found in package.get("vulns", ()):
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}")
    unread = [package["name"] for package in packages if "skip_reason" in package]
    if unread or not packages:
        print(f"The advisories on these cannot be read: {', '.join(unread) or 'all'}.", file=sys.stderr)
        return UNREAD
    vulnerable = sum(bool(package["vulns"]) for package in packages)
    print(f"{len(packages)} packages audited, {vulnerable} with known vulnerabilities.")
    return VULNERABLE if vulnerable else CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
