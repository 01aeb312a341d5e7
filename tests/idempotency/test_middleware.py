"""Bodies arrive whole or not at all, seen through Django's test client and a stream that is cut."""

import io
from typing import Any

import pytest
from django.http import HttpResponse, UnreadablePostError
from django.test import RequestFactory

from idempotency.middleware import IdempotencyMiddleware
from tests.idempotency.test_protocol import multipart

pytestmark = pytest.mark.django_db


class Cut(io.BytesIO):
    """A connection that ends before its Content-Length, as granian shows it: no error, just less."""


def cut(request_options: dict[str, Any], length: int) -> dict[str, Any]:
    """The same request with only the first ``length`` bytes of its body."""
    return {"wsgi.input": Cut(request_options["data"][:length])}


class TestCutBody:
    @pytest.mark.parametrize("length", [0, 1, 40, 100, -1])
    @pytest.mark.parametrize("kind", ["json", "multipart"])
    def test_is_a_400_and_the_key_stays_free(self, post, kind, length):
        whole = (
            multipart("b" * 20)
            if kind == "multipart"
            else {"data": b'{"name": "' + b"x" * 100 + b'"}', "content_type": "application/json"}
        )
        response = post(**whole, **cut(whole, length))
        assert (response.status_code, response.json()["code"]) == (400, "body_incomplete")
        assert post(**whole).status_code == 201

    def test_is_a_400_where_it_ends_at_a_valid_json_document(self, post):
        whole = {"data": b'{"name": "a"}              ', "content_type": "application/json"}
        response = post(**whole, **cut(whole, 13))
        assert response.json()["code"] == "body_incomplete"

    def test_is_a_400_without_its_closing_boundary(self, post):
        form = multipart("boundary")
        form["data"] = form["data"].removesuffix(b"--\r\n")
        response = post(**form)
        assert (response.status_code, response.json()["code"]) == (400, "body_incomplete")
        assert post(**multipart("boundary")).status_code == 201

    def test_is_a_400_for_a_view_that_is_not_idempotent(self, api):
        whole = {"data": b'{"a": "b"}', "content_type": "application/json"}
        response = api.post("/open-upload", **whole, **cut(whole, 5))
        assert response.json()["code"] == "body_incomplete"

    def test_is_a_400_for_a_plain_django_view(self):
        def view(request):
            return HttpResponse(request.body)

        middleware = IdempotencyMiddleware(view)
        whole: dict[str, Any] = {"data": b"a=b", "content_type": "application/x-www-form-urlencoded"}
        request: Any = RequestFactory().post("/", **whole, **cut(whole, 2))
        with pytest.raises(UnreadablePostError) as raised:
            middleware(request)
        response = middleware.process_exception(request, raised.value)
        assert isinstance(response, HttpResponse)
        assert response.status_code == 400
        assert b"body_incomplete" in response.content


class TestWholeBody:
    def test_may_have_an_epilogue_after_its_closing_boundary(self, api):
        form = multipart("boundary")
        form["data"] += b"\r\nepilogue"
        assert api.post("/open-upload", **form).json() == {"fields": ["file", "name"]}

    @pytest.mark.parametrize("boundary", ["a", "-" * 27 + "168072824752491622650073", "b" * 70])
    def test_may_have_any_boundary(self, api, boundary):
        assert api.post("/open-upload", **multipart(boundary)).status_code == 200

    def test_may_be_large(self, api):
        content = bytes(range(256)) * 4 * 1024 * 5
        assert api.post("/open-upload", **multipart("boundary", content=content)).status_code == 200

    def test_may_be_empty(self, post):
        assert post("/groups/ping", data=b"", content_type="application/json", key=None).status_code == 200


class TestLength:
    def test_is_required_where_a_body_is_sent_in_chunks(self, post):
        response = post(headers={"Transfer-Encoding": "chunked"})
        assert (response.status_code, response.json()["code"]) == (411, "length_required")
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(("largest", "unread"), [(50 * 2**20, 0), (2_621_440, 2_621_441)])
    def test_over_the_limit_is_a_413_and_the_body_is_dropped(self, post, settings, largest, unread):
        """A body that is larger than any may be is not even read."""
        settings.IDEMPOTENCY_MAX_MULTIPART_BYTES = largest
        body = b"x" * 2_621_441
        stream = io.BytesIO(body)
        response = post(data=body, content_type="application/json", **{"wsgi.input": stream})
        assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
        assert len(stream.read()) == unread
        assert post().status_code == 201

    def test_of_a_multipart_request_may_reach_50_mib(self, post, settings):
        settings.IDEMPOTENCY_MAX_MULTIPART_BYTES = 1000
        assert post(**multipart("b")).status_code == 201
        assert post(key="2", **multipart("b", content=b"x" * 1000)).status_code == 413
