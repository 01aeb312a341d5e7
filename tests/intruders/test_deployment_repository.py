"""No secret is in the repository: neither a key nor a token, nor what reads like one."""

import re
import subprocess
from pathlib import Path

import pytest

from hotelops.environment import BASE_DIR, fresh_key, fresh_secret

RANDOM = r"(?=[\w+/=-]*\d)[\w+/=-]{40,}"
SIGNS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "key of a cloud": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "password in an address": r"://[^/\s:@{}\"']+:(?!secret@|password@)[^/\s@{}\"'…]{8,}@",
    "random value": rf"(?i)(?:secret|key|token|password)\w*[\"']?\s*[=:]\s*[\"']?{RANDOM}",
}
EXAMPLES = {
    "private key": "-----BEGIN EC " + "PRIVATE KEY-----",
    "token": "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiJ1c2Vy" + ".c2lnbmF0dXJlc2lnbmF0dXJl",
    "key of a cloud": "AKIA" + "IOSFODNN7ABCDEFG",
    "password in an address": "postgres://hotelops:" + "hunter2hunter2@db/hotelops",
    "random value": f"SECRET_KEY={fresh_secret()}0000000000",
}
NEVER_TRACKED = {".env", "var"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := BASE_DIR / name).is_file()]


def signs_in(text: str) -> set[str]:
    return {name for name, sign in SIGNS.items() if re.search(sign, text)}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_secret_would_be_found(sign):
    assert sign in signs_in(f"first line\n{EXAMPLES[sign]}\nlast line")
    assert "random value" in signs_in(f"DOCUMENT_KEYS: '{fresh_key()[:-1]}7'")


def test_no_secret_is_found(measured):
    files = tracked()
    assert len(files) > 200
    found = {path.name: signs_in(path.read_text(errors="replace")) for path in files}
    assert {name: signs for name, signs in found.items() if signs} == {}
    measured(f"{len(files)} files")


def test_files_of_secrets_and_data_are_not_tracked():
    names = {path.relative_to(BASE_DIR).parts[0] for path in tracked()}
    assert names.isdisjoint(NEVER_TRACKED)
