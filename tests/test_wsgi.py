import pytest

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
