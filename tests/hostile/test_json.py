"""Documents that JSON readers disagree on, as whole bodies and in place of fields."""

import json

import pytest

from hotelops.api.parsers import parsed

from . import round_trip
from .lists import DOCUMENTS, NO_UTF8, share
from .places import writes
from .writer import Writer, undone, writer

pytestmark = pytest.mark.servers

JSON_WRITES = [write for write in writes() if not write.is_form]
ALL = DOCUMENTS | {name: b'"%b"' % odd for name, odd in NO_UTF8.items()}
MARK = "a document stands here"


def is_readable(document: bytes) -> bool:
    try:
        parsed(document)
    except (ValueError, RecursionError):
        return False
    return True


READABLE = {name: document for name, document in ALL.items() if is_readable(document)}
UNREADABLE = {name: document for name, document in ALL.items() if name not in READABLE}


def chosen(start: int) -> list[str]:
    """For each endpoint another part, a smaller one of what the one parser of all of them refuses."""
    return [*share(list(READABLE), 4, start), *share(list(UNREADABLE), 12, start)]


def spoilt(endpoint: Writer, document: bytes, *fields: str) -> bytes:
    """A sound body with a document in place of the values of some fields."""
    body = endpoint.encoded(**dict.fromkeys(fields, MARK))
    return body.replace(json.dumps(MARK).encode(), document)


def test_the_parser_reads_what_is_json_and_nothing_else():
    assert [name for name in DOCUMENTS if name.startswith("n_") and name in READABLE] == []
    refused = {name for name in DOCUMENTS if name.startswith("y_") and name not in READABLE}
    assert refused == {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


class TestDocument:
    def test_is_taken_as_a_whole_body_or_refused(self, new_hotel, sweep):
        for place, write in enumerate(JSON_WRITES):
            with writer(new_hotel(), write) as endpoint:
                for name in chosen(place):
                    with undone():
                        sweep.see((write.name, name), endpoint.post(ALL[name]))

    def test_is_taken_in_all_fields_at_once_or_refused(self, new_hotel, sweep):
        for place, write in enumerate(JSON_WRITES):
            with writer(new_hotel(), write) as endpoint:
                for name in chosen(place):
                    with undone():
                        body = spoilt(endpoint, ALL[name], *write.fields)
                        sweep.see((write.name, name), endpoint.post(body))

    def test_is_taken_in_one_field_and_read_back_or_refused(self, new_hotel, sweep):
        for write in JSON_WRITES:
            with writer(new_hotel(), write) as endpoint:
                for place, field in enumerate(write.fields):
                    for name in share(list(READABLE), 20, place):
                        with undone():
                            answer = endpoint.post(spoilt(endpoint, READABLE[name], field))
                            sweep.see((write.name, field, name), answer)
                            round_trip.check(sweep, endpoint, answer, {field: parsed(READABLE[name])})
