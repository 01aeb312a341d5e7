"""Strings that break things, in every field that takes a text, every parameter of a query, and as a key."""

from urllib.parse import quote

import pytest

from . import round_trip
from .lists import TEXTS, share
from .places import reads, writes
from .sweep import answer_of
from .writer import undone, writer

pytestmark = pytest.mark.servers

WRITES = writes()
APART = 7
"""How far from one another in the list the strings are that meet in one request."""


def one_for_each(names: list[str], start: int) -> dict[str, str]:
    """Over all starts, each of the strings meets each of the names."""
    return {name: TEXTS[(start + APART * place) % len(TEXTS)] for place, name in enumerate(names)}


def encoded(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


class TestText:
    def test_in_all_fields_at_once_is_taken_or_refused(self, new_hotel, sweep):
        for place, write in enumerate(WRITES):
            with writer(new_hotel(), write) as endpoint:
                for start in share(range(len(TEXTS)), 14, place):
                    with undone():
                        texts = one_for_each(write.texts, start)
                        sweep.see((write.name, start), endpoint.post(endpoint.encoded(**texts)))

    def test_in_one_field_is_taken_and_read_back_or_refused(self, new_hotel, sweep):
        for write in WRITES:
            with writer(new_hotel(), write) as endpoint:
                for place, field in enumerate(write.texts):
                    for text in share(TEXTS, 80, place):
                        with undone():
                            answer = endpoint.post(endpoint.encoded(**{field: text}))
                            sweep.see((write.name, field, text[:60]), answer)
                            round_trip.check(sweep, endpoint, answer, {field: text})


class TestQuery:
    def test_with_a_text_in_every_parameter_is_answered(self, new_hotel, sweep):
        hotel = new_hotel()
        hotel.make_all()
        for place, read in enumerate(reads()):
            for start in share(range(len(TEXTS)), 14, place):
                texts = one_for_each(read.parameters, start)
                query = "&".join(f"{name}={encoded(text)}" for name, text in texts.items())
                sweep.see((read.name, start), answer_of(hotel.client.get(f"{read.template}?{query}")))

    def test_with_a_text_in_one_parameter_is_answered(self, new_hotel, sweep):
        hotel = new_hotel()
        hotel.make_all()
        for read in reads():
            for place, name in enumerate(read.parameters):
                for text in share(TEXTS, 80, place):
                    answer = answer_of(hotel.client.get(f"{read.template}?{name}={encoded(text)}"))
                    sweep.see((read.name, name, text[:60]), answer)


class TestKeyInPath:
    def test_that_is_a_text_is_answered(self, new_hotel, sweep):
        client = new_hotel().client
        for text in share(TEXTS, 3):
            answer = answer_of(client.get(f"/v1/idempotency/keys/{encoded(text)}"))
            sweep.see(text[:60], answer)
