"""The page of error codes knows every code that an error, a constraint or a rule has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rest_framework.exceptions import APIException

from hotelops.api.integrity import constraints
from hotelops.environment import BASE_DIR
from hotelops.urls import router

DOCUMENTED = set(re.findall("`([a-z0-9_]+)`", (BASE_DIR / "docs" / "error-codes.md").read_text()))
SOURCES = ("finance", "guestcheckin", "hotelops", "idempotency", "staff", "uploads")
PLACE_OF_CODE = {"Conflict": 0, "FieldProblem": 1, "ErrorDetail": 1}
NEVER_SEEN = {"error", "throttled", "token_not_valid"}
"""Of errors that libraries declare and nothing here raises."""


def subclasses(kind: type) -> Iterator[Any]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


def codes_in(file: Path) -> Iterator[str]:
    """Codes that are written out where an error is made."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and (name := getattr(node.func, "id", "")) in PLACE_OF_CODE:
            for code in node.args[PLACE_OF_CODE[name] :][:1]:
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


class TestPage:
    def test_names_the_code_of_every_error(self):
        assert router.registry  # whose views have imported all errors
        codes = {str(error.default_code) for error in subclasses(APIException)}
        assert codes - NEVER_SEEN <= DOCUMENTED

    def test_names_the_code_of_every_constraint(self):
        codes = {constraint.violation_error_code for _, constraint in constraints()} - {None}
        assert "room_occupied" in codes
        assert codes <= DOCUMENTED

    def test_names_every_code_that_is_written_out(self):
        files = [file for source in SOURCES for file in (BASE_DIR / source).rglob("*.py")]
        codes = {code for file in files for code in codes_in(file)}
        assert {"already_voided", "file_empty", "unknown_field"} <= codes
        assert codes <= DOCUMENTED

    def test_names_every_code_of_the_proxy(self):
        configuration = (BASE_DIR / "deploy" / "nginx" / "hotelops.conf").read_text()
        codes = set(re.findall(r'"code":"(\w+)"', configuration))
        assert "server_unavailable" in codes
        assert codes <= DOCUMENTED
