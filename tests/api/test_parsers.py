import io

import pytest
from rest_framework.exceptions import ParseError

from hotelops.api.parsers import StrictFormParser, StrictJSONParser


def parse(body: bytes, charset: str = "utf-8"):
    context = {"encoding": charset}
    return StrictJSONParser().parse(io.BytesIO(body), "application/json", context)


class TestJSON:
    def test_is_read_as_usual(self):
        assert parse(b'{"a": [1, 1.5, true, null, "\xe2\x82\xb9 \\ud83c\\udfe8"]}') == {
            "a": [1, 1.5, True, None, "₹ 🏨"]
        }

    def test_is_utf8_whatever_the_charset_parameter_says(self):
        assert parse('"é"'.encode(), charset="utf-7") == "é"

    def test_of_300_digits_is_read(self):
        assert parse(b"9" * 300) == int("9" * 300)

    def test_of_64_levels_is_read(self):
        assert parse(b"[" * 64 + b"]" * 64)

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"{", id="cut off"),
            pytest.param(b'{"a": 1} 2', id="followed by more"),
            pytest.param(b'{"a": 1, "a": 1}', id="duplicate key"),
            pytest.param(b'[{"b": {"a": 1, "\\u0061": 2}}]', id="duplicate key, nested and escaped"),
            pytest.param(b"NaN", id="NaN"),
            pytest.param(b"[-Infinity]", id="infinity"),
            pytest.param(b'{"a": 1e400}', id="too large"),
            pytest.param(b"-1e999", id="too small"),
            pytest.param(b"9" * 301, id="301 digits"),
            pytest.param(b"-" + b"9" * 10_000, id="10,000 digits"),
            pytest.param(b"0." + b"1" * 10_000, id="10,000 decimals"),
            pytest.param(b"[" * 65 + b"]" * 65, id="65 levels"),
            pytest.param(b'{"a":' * 500 + b"1" + b"}" * 500, id="500 levels"),
            pytest.param(b"[" * 10_000 + b"]" * 10_000, id="10,000 levels"),
            pytest.param(b"[" * 1_000_000, id="a million levels, cut off"),
            pytest.param(b'"\xff"', id="not UTF-8"),
            pytest.param('{"a": 1}'.encode("utf-16"), id="UTF-16"),
            pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
            pytest.param(b'"\\ud800"', id="lone surrogate"),
            pytest.param(b'{"\\udfff": 1}', id="lone surrogate in a key"),
            pytest.param(b'"\xed\xa0\x80"', id="surrogate in UTF-8"),
        ],
    )
    def test_that_others_would_read_otherwise_is_refused(self, body):
        with pytest.raises(ParseError) as refused:
            parse(body)
        assert refused.value.get_codes() == "parse_error"

    def test_of_many_values_side_by_side_is_not_taken_for_deep(self):
        assert len(parse(b"[" + b"[]," * 999 + b"[]]")) == 1000


class TestForm:
    @pytest.fixture
    def parse_form(self, rf):
        def parsed(name: bytes, value: bytes, file_name: bytes = b"a.txt"):
            field = b'--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (name, value)
            disposition = b'Content-Disposition: form-data; name="file"; filename="%b"' % file_name
            body = field + b"--b\r\n" + disposition + b"\r\n\r\ncontent\r\n--b--\r\n"
            media_type = "multipart/form-data; boundary=b"
            request = rf.generic("POST", "/", body, media_type)
            return StrictFormParser().parse(request, media_type, {"request": request})

        return parsed

    def test_is_read_as_usual(self, parse_form):
        form = parse_form(b"a", "é🙂".encode(), "é.txt".encode())
        assert (form.data["a"], form.files["file"].name) == ("é🙂", "é.txt")

    @pytest.mark.parametrize("odd", [b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", "\ufffd".encode()])
    def test_that_is_no_utf8_is_refused(self, parse_form, odd):
        with pytest.raises(ParseError, match="not valid UTF-8"):
            parse_form(b"a", b"a" + odd)

    def test_has_no_part_whose_name_is_no_utf8(self, parse_form):
        form = parse_form(b"caf\xe9", b"b", b"caf\xe9.txt")
        assert not form.data
        assert not form.files
