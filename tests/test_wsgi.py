import io

import pytest
from django.http import FileResponse, HttpResponse

from hotelops import wsgi
from hotelops.wsgi import application, essential


@pytest.mark.parametrize(
    ("content_type", "left"),
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-7", "application/json"),
        ("application/json; a*=bogus''x", "application/json"),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
        ('multipart/form-data; charset=idna; Boundary="a b"; x=y', 'multipart/form-data; boundary="a b"'),
        (";", ""),
    ],
)
def test_only_type_and_boundary_are_left_of_a_content_type(content_type, left):
    assert essential(content_type) == left


@pytest.mark.parametrize(
    "content_type", ["a/b; charset=hex", "application/json; a*=bogus''x", "a/b; charset=idna"]
)
@pytest.mark.django_db
def test_no_content_type_is_an_error_of_the_server(content_type, rf):
    answers = []
    environ = rf.get("/health/live?a=%C3%A9").environ | {"CONTENT_TYPE": content_type}
    b"".join(application(environ, lambda status, headers, exc_info=None: answers.append(status)))
    assert answers == ["200 OK"]


class TestAnswer:
    @pytest.fixture
    def answered(self, monkeypatch):
        """What the server gets where Django gives this response."""

        def give(response):
            monkeypatch.setattr(wsgi, "django", lambda environ, start_response: response)
            return application({}, lambda status, headers: None)

        return give

    def test_is_in_one_piece_and_closed(self, answered):
        response = HttpResponse([b"a", b"b"])
        assert answered(response) == [b"ab"]
        assert response.closed

    def test_that_is_a_stream_is_left_to_the_server(self, answered):
        response = FileResponse(io.BytesIO(b"a"))
        assert answered(response) is response
        assert not response.closed

    def test_is_given_whatever_becomes_of_what_follows_it(self, answered, monkeypatch, caplog):
        response = HttpResponse(b"a")
        monkeypatch.setattr(response, "close", lambda: 1 / 0)
        assert answered(response) == [b"a"]
        assert "What follows an answer failed." in caplog.text
