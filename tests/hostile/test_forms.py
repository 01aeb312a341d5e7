"""Forms whose texts are no UTF-8, and whose parts say odd things about themselves."""

from typing import Final

import pytest

from tests.pictures import jpeg

from .lists import CHARSETS, NO_UTF8, TEXTS, share
from .places import writes
from .writer import BOUNDARY, form, part, undone, writer

pytestmark = pytest.mark.servers

FORMS: Final = [write for write in writes() if write.is_form]
LINES: Final = (
    *(
        f"Content-Transfer-Encoding: {name}"
        for name in ("base64", "quoted-printable", "gzip", "nonsense", "")
    ),
    *(f"Content-Type: text/plain; charset={charset}" for charset in CHARSETS),
    *(f"Content-Length: {length}" for length in ("-1", "1e9", "x")),
    "Content-Disposition: form-data; name*=utf-7''a",
    "Content-Disposition: form-data; name*=nonsense''a",
    "Content-Disposition: form-data; name*=rot13''%41; filename*=hex''%FF",
)
NAMES: Final = (
    b'name="%b"',
    b"name=%b",
    b'name="file"; filename="%b"',
    b"name=\"files\"; filename*=utf-8''%b",
    b"filename=%b; name=file",
)


class TestTextOfAForm:
    @pytest.mark.parametrize("write", FORMS, ids=lambda write: write.name)
    def test_that_is_no_utf8_is_refused(self, new_hotel, sweep, write):
        with writer(new_hotel(), write) as endpoint:
            for field in write.texts:
                for name, odd in NO_UTF8.items():
                    with undone():
                        answer = endpoint.post(endpoint.encoded(**{field: b"a" + odd}))
                        sweep.see((field, name), answer)
            assert endpoint.post(endpoint.encoded())[0] == 201
        assert set(sweep.statuses) == {400}


class TestPart:
    def test_with_odd_headers_is_taken_or_refused(self, new_hotel, sweep):
        for write in FORMS:
            with writer(new_hotel(), write) as endpoint:
                for line in LINES:
                    body = b"".join(part(name, value, line) for name, value in endpoint.body.items())
                    with undone():
                        sweep.see((write.name, line[:60]), endpoint.post(body + form({})))

    def test_with_an_odd_name_is_taken_or_refused(self, new_hotel, sweep):
        for place, write in enumerate(FORMS):
            with writer(new_hotel(), write) as endpoint:
                for text in share(TEXTS, 24, place):
                    for name in NAMES:
                        head = b"--%b\r\nContent-Disposition: form-data; " % BOUNDARY.encode()
                        odd = (
                            head
                            + name % text.encode("utf-8", "surrogatepass")
                            + b"\r\n\r\n"
                            + jpeg()
                            + b"\r\n"
                        )
                        with undone():
                            sweep.see((write.name, name, text[:40]), endpoint.post(odd + endpoint.encoded()))
