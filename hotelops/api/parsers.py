"""Bodies, read so that what is stored is what was meant."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 300
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
"""What Django reads in a form where bytes are no UTF-8."""


class StrictJSONParser(JSONParser):
    """UTF-8 only; refuses what other JSON readers would understand in another way, or not at all."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return parsed(stream.read())
        except UnicodeError:
            raise ParseError("The JSON body is not valid UTF-8.") from None
        except RecursionError:
            raise ParseError(f"The JSON body is nested more than {MAX_DEPTH} deep.") from None
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}") from None


class StrictFormParser(MultiPartParser):
    """UTF-8 only. A part whose own name, or the name of its file, is none, Django does not see at all."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> DataAndFiles:
        form = super().parse(stream, media_type, parser_context)
        if any(REPLACEMENT in text for _, texts in form.data.lists() for text in texts):
            raise ParseError("The form holds text that is not valid UTF-8.")
        return form


def parsed(body: bytes) -> Any:
    """The value of a JSON document; a ValueError or RecursionError when it is not acceptable."""
    text = body.decode()
    if text.startswith("\ufeff"):
        raise ValueError("it begins with a byte order mark")
    value = STRICT.decode(text)
    if text.count("{") + text.count("[") > MAX_DEPTH:
        refuse_depth(value)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is a UnicodeError here
    return value


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return members


def bounded_integer(digits: str) -> int:
    refuse_length(digits)
    return int(digits)


def finite_number(digits: str) -> float:
    refuse_length(digits)
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def refuse_length(digits: str) -> None:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"a number has more than {MAX_DIGITS} digits")


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def refuse_depth(value: Any) -> None:
    level = containers([value])
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in containers(outer)]
    if level:
        raise RecursionError


def containers(values: dict[str, Any] | list[Any]) -> list[Any]:
    inner = values.values() if isinstance(values, dict) else values
    return [value for value in inner if isinstance(value, dict | list)]


STRICT: Final = json.JSONDecoder(
    object_pairs_hook=without_duplicates,
    parse_int=bounded_integer,
    parse_float=finite_number,
    parse_constant=refuse_constant,
)
