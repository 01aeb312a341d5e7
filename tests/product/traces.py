"""What must not be found, and how it is looked for: as it is, in hex and in base64, whatever the case."""

import base64
from collections.abc import Iterator

import psycopg
from psycopg import sql
from redis import Redis

PASSPORT = "ZK5027613"
PAN = "QWXPZ7391K"
VISA = "VZ558120937"
AADHAAR = "739184620556"
"""Passes the checksum and belongs to nobody."""
PASSWORD = "plum-velvet-otter-91"
GUEST_NAME = "Zebulon Quillfeather"
PHONE = "+919812376450"

SECRETS = (PASSPORT, PAN, VISA, AADHAAR, "7391 8462 0556", "7391-8462-0556", PASSWORD)
PERSON = (GUEST_NAME, "Quillfeather", PHONE, PHONE[3:])


def traces(place: bytes, of: tuple[str, ...] = SECRETS) -> set[str]:
    """Those of the texts that can be read in a place."""
    folded = place.lower()
    return {
        text
        for text in of
        if any(form in folded for form in plain_forms(text))
        or any(form in place for form in base64_forms(text))
    }


def plain_forms(text: str) -> Iterator[bytes]:
    yield text.lower().encode()
    yield text.encode().hex().encode()
    yield text.lower().encode().hex().encode()


def base64_forms(text: str) -> Iterator[bytes]:
    """The characters that stand for the text alone, at each of the three places it can begin at."""
    for offset in range(3):
        padded = bytes(offset) + text.encode()
        whole = len(padded) // 3 * 3
        encoded = base64.b64encode(padded[:whole])[4 if offset else 0 :]
        yield encoded
        yield encoded.replace(b"+", b"-").replace(b"/", b"_")


def tables(database_url: str) -> dict[str, bytes]:
    """All columns of all rows of each table; binary ones as they are."""
    with psycopg.connect(database_url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: content(connection, name) for (name,) in names}


def content(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> bytes:
    rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )


def redis_content(client: Redis) -> bytes:
    """All keys and values."""
    return b"\n".join(key + b"\n" + (client.get(key) or b"") for key in client.scan_iter(count=1000))
