import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import NotAuthenticated, ParseError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from hotelops.api.parsers import StrictJSONParser
from idempotency.attempts import Attempt, canonical_json, parse_key, payload_hash, user_scope
from idempotency.exceptions import KeyInvalid

PARSERS = [StrictJSONParser(), MultiPartParser(), FormParser()]


class SomeUser:
    def __init__(self, pk: int | None) -> None:
        self.pk = pk


def request_of(data=None, *, path="/p", method="post", user: int | None = 1, **options) -> Request:
    request = Request(getattr(APIRequestFactory(), method)(path, data, **options), parsers=PARSERS)
    request.user = SomeUser(user)  # type: ignore[assignment]
    return request


def json_of(text: str, **options) -> bytes:
    return payload_hash(request_of(text.encode(), content_type="application/json", **options))


class TestFingerprint:
    def attempt(self, data="{}"):
        return Attempt("1", "key-1", json_of(data), "7", "POST", "/")

    def test_is_32_bytes_that_nobody_makes_without_the_key(self, settings):
        attempt = self.attempt()
        fingerprint = attempt.fingerprint
        assert len(fingerprint) == 32
        assert fingerprint != attempt.payload_hash
        settings.IDEMPOTENCY_SEALING_KEYS = ["A" * 43 + "="]
        assert self.attempt().fingerprint != fingerprint

    def test_matches_the_same_payload_only(self):
        assert self.attempt().matches(self.attempt().fingerprint)
        assert not self.attempt().matches(self.attempt("[]").fingerprint)

    def test_matches_under_an_older_key(self, settings):
        fingerprint = self.attempt().fingerprint
        settings.IDEMPOTENCY_SEALING_KEYS = ["A" * 43 + "=", *settings.IDEMPOTENCY_SEALING_KEYS]
        assert self.attempt().matches(fingerprint)


class TestPayloadHash:
    def test_is_32_bytes(self):
        assert len(json_of("{}")) == 32

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({}, {"path": "/q"}),
            ({}, {"path": "/p?a=1"}),
            ({}, {"method": "put"}),
            ({}, {"user": 2}),
            ({"path": "/p?a=1&a=2"}, {"path": "/p?a=1"}),
            ({"path": "/p?a="}, {"path": "/p"}),
            ({"user": 11}, {"path": "/p1"}),
        ],
    )
    def test_covers_method_path_query_and_user(self, one, other):
        assert json_of("{}", **one) != json_of("{}", **other)

    def test_sorts_the_query(self):
        assert json_of("{}", path="/p?b=2&a=1") == json_of("{}", path="/p?a=1&b=2")

    def test_covers_the_media_type_without_its_parameters(self):
        def typed(content_type):
            return payload_hash(request_of(b"a=1", content_type=content_type))

        form = "application/x-www-form-urlencoded"
        assert typed(form) == typed(f"{form}; charset=utf-8") == typed(form.upper())
        assert typed(form) != payload_hash(request_of({"a": "1"}, format="multipart"))

    @pytest.mark.parametrize(
        ("one", "other"),
        [("1", "1.0"), ("1", "true"), ("null", "{}"), ('"a"', '"A"'), ("[]", "{}"), ("0", "-0.0")],
    )
    def test_tells_json_values_apart(self, one, other):
        assert json_of(f'{{"a": {one}}}') != json_of(f'{{"a": {other}}}')

    @pytest.mark.parametrize(
        ("one", "other"),
        [({"a": "bc", "d": "e"}, {"a": "b", "cd": "e"}), ({"a": "x", "b": "y"}, {"a": "xfieldb1y"})],
    )
    def test_moves_no_value_from_one_field_to_the_next(self, one, other):
        assert payload_hash(request_of(one, format="multipart")) != payload_hash(
            request_of(other, format="multipart")
        )

    def test_heeds_the_order_within_a_field_and_not_between_fields(self):
        def of(body):
            return payload_hash(request_of(body, content_type="application/x-www-form-urlencoded"))

        assert of(b"a=1&b=2&a=3") == of(b"b=2&a=1&a=3")
        assert of(b"a=1&a=3&b=2") != of(b"a=3&a=1&b=2")

    def test_heeds_the_order_of_files_within_a_field(self):
        def of(*contents):
            files = [SimpleUploadedFile("x.txt", content) for content in contents]
            return payload_hash(request_of({"files": files}, format="multipart"))

        assert of(b"front", b"back") == of(b"front", b"back")
        assert of(b"front", b"back") != of(b"back", b"front")

    def test_leaves_files_at_their_start(self):
        request = request_of({"file": SimpleUploadedFile("x.txt", b"content")}, format="multipart")
        payload_hash(request)
        assert request.FILES["file"].read() == b"content"

    def test_takes_a_lone_surrogate_in_a_form(self):
        assert payload_hash(request_of(b"a=%ED%A0%80", content_type="application/x-www-form-urlencoded"))

    def test_of_an_empty_body_is_that_of_nothing(self):
        request = request_of(content_type="application/json")
        assert payload_hash(request) == payload_hash(request_of(content_type="application/json"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class TestCanonicalJSON:
    @given(st.dictionaries(st.text(), json_values))
    def test_does_not_depend_on_the_order_of_keys(self, value):
        assert canonical_json(value) == canonical_json(dict(reversed(value.items())))

    @given(json_values, json_values)
    def test_differs_where_the_values_differ(self, one, other):
        if repr(one) != repr(other) and one != other:
            assert canonical_json(one) != canonical_json(other)

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), [-float("inf")]])
    def test_refuses_numbers_that_are_not_finite(self, value):
        with pytest.raises(ParseError):
            canonical_json(value)

    def test_refuses_what_is_nested_too_deeply(self):
        value: list = []
        for _ in range(100_000):
            value = [value]
        with pytest.raises(ParseError):
            canonical_json(value)


class TestAttempt:
    def test_names_its_redis_key_after_scope_and_key(self):
        assert attempt("7", "abc").redis_key == "idempotency:7:abc"

    def test_has_a_lock_of_its_own(self):
        names = [("1", "a"), ("1", "b"), ("2", "a")]
        locks = {attempt(scope, key).lock_id for scope, key in names}
        assert len(locks) == len(names)
        assert all(-(2**63) <= lock < 2**63 for lock in locks)

    @pytest.mark.parametrize("scope", ["", "a:b", "a*", "x" * 65, "é"])
    def test_refuses_a_scope_that_could_run_into_another(self, scope):
        with pytest.raises(ValueError, match="scope"):
            Attempt.of(request_of(), scope=scope, key="a")

    def test_is_scoped_by_user_where_no_other_scope_is_set(self):
        assert user_scope(request_of(user=9)) == "user-9"

    def test_of_a_stranger_has_no_scope(self):
        with pytest.raises(NotAuthenticated):
            user_scope(request_of(user=None))


@given(st.text())
def test_any_header_is_a_key_or_refused(header):
    try:
        key = parse_key(header)
    except KeyInvalid:
        return
    assert header.strip(" \t") in (key, f'"{key}"')


def attempt(scope: str, key: str) -> Attempt:
    return Attempt(scope, key, b"f" * 32, "1", "POST", "/")
