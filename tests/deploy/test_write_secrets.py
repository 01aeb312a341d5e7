"""The program that makes the secrets of a deployment."""

import subprocess
import sys

import pytest

from deploy.write_secrets import FRESH, write
from hotelops import environment

from .shipped import DEPLOY

pytestmark = pytest.mark.embedded  # once is enough


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "deep" / "secrets"


class TestSecrets:
    def test_are_good_ones_for_all_that_must_be_there(self, folder):
        values = write(folder)
        assert environment.SECRETS.keys() <= values.keys()
        assert len(set(values.values())) == len(FRESH)
        assert [name for name, value in values.items() if environment.fault_of(value)] == []

    def test_are_their_owners_alone(self, folder):
        write(folder, "postgres:5432")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}

    def test_stay(self, folder):
        before = write(folder)
        (folder / "SECRET_KEY").unlink()
        after = write(folder)
        assert {name for name in FRESH if before[name] != after[name]} == {"SECRET_KEY"}

    def test_name_the_database_where_its_address_is_known(self, folder):
        values = write(folder, "postgres:5432")
        url = f"postgres://hotelops:{values['POSTGRES_PASSWORD']}@postgres:5432/hotelops"
        assert (folder / "DATABASE_URL").read_text() == values["DATABASE_URL"] == url


def test_needs_nothing_but_python(folder):
    command = [sys.executable, "-I", "-S", str(DEPLOY / "write_secrets.py"), str(folder)]
    subprocess.run(command, check=True)
    assert {file.name for file in folder.iterdir()} == set(FRESH)


def test_says_how_it_is_called():
    command = [sys.executable, str(DEPLOY / "write_secrets.py")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "FOLDER" in result.stderr
