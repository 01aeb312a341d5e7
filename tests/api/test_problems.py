import json
import logging
from typing import ClassVar

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError, ProgrammingError
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.test import APIRequestFactory

from hotelops.api import problems
from hotelops.api.request_ids import current_request_id

requests = APIRequestFactory()


def answer_to(error, accept="application/json", method="get", **extra):
    """What a view answers in which something raises ``error``."""

    @api_view(["GET"])
    @authentication_classes([])
    @permission_classes([])
    def view(request):
        raise error

    return view(getattr(requests, method)("/v1/things", HTTP_ACCEPT=accept, **extra)).render()


def body_of(response):
    assert response["Content-Type"] == "application/problem+json"
    return json.loads(response.content)


class TestProblem:
    def test_has_the_members_of_rfc_9457_and_a_code(self):
        assert body_of(answer_to(exceptions.NotFound())) == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "requestId": current_request_id(),
            "detail": "Not found.",
            "code": "not_found",
        }

    @pytest.mark.parametrize(
        ("error", "status", "code"),
        [
            (exceptions.ParseError(), 400, "parse_error"),
            (exceptions.NotAuthenticated(), 403, "not_authenticated"),
            (exceptions.PermissionDenied(), 403, "permission_denied"),
            (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
            (exceptions.PermissionDenied(code="too_late"), 403, "too_late"),
            (Http404("No Expense matches the given query."), 404, "not_found"),
            (PermissionDenied(), 403, "permission_denied"),
            (SuspiciousOperation("odd"), 400, "bad_request"),
            (RequestDataTooBig(), 413, "body_too_large"),
            (problems.Conflict("room_occupied", "Somebody is in."), 409, "room_occupied"),
            (OperationalError("gone"), 503, "database_unavailable"),
        ],
    )
    def test_is_made_of_every_exception_a_view_may_raise(self, error, status, code):
        response = answer_to(error)
        body = body_of(response)
        assert (response.status_code, body["status"], body["code"]) == (status, status, code)

    def test_takes_code_and_text_of_an_error_that_brings_both(self):
        error = exceptions.AuthenticationFailed({"detail": "Token is expired.", "code": "token_not_valid"})
        body = body_of(answer_to(error))
        assert (body["detail"], body["code"]) == ("Token is expired.", "token_not_valid")

    def test_is_sent_to_a_client_that_accepts_something_else(self):
        response = answer_to(Http404(), accept="text/html")
        assert response.status_code == 406
        assert body_of(response)["code"] == "not_acceptable"

    def test_keeps_the_methods_that_are_allowed(self):
        response = answer_to(Http404(), method="post")
        assert body_of(response)["code"] == "method_not_allowed"
        assert set(response["Allow"].split(", ")) == {"GET", "OPTIONS"}

    def test_keeps_when_to_come_back(self):
        assert answer_to(exceptions.Throttled(wait=7))["Retry-After"] == "7"
        assert answer_to(OperationalError())["Retry-After"] == "1"

    def test_keeps_the_headers_of_the_exception(self):
        class Refused(exceptions.APIException):
            headers: ClassVar = {"X-Should-Retry": "false"}

        assert answer_to(Refused())["X-Should-Retry"] == "false"

    def test_needs_no_view(self):
        response = problems.exception_handler(exceptions.ParseError(), {"request": None, "view": None})
        assert response.content_type == "application/problem+json"
        assert json.loads(response.render().content)["code"] == "parse_error"


class TestValidationProblem:
    def errors_of(self, detail):
        body = body_of(answer_to(serializers.ValidationError(detail)))
        assert body["code"] == "validation_error"
        return [(error["field"], error["code"], error["message"]) for error in body["errors"]]

    def test_names_each_field(self):
        detail = {
            "amountCents": [exceptions.ErrorDetail("Too small.", "min_value")],
            "currency": [exceptions.ErrorDetail("Unknown.", "unknown_currency")],
        }
        assert self.errors_of(detail) == [
            ("amountCents", "min_value", "Too small."),
            ("currency", "unknown_currency", "Unknown."),
        ]

    def test_names_nested_fields_by_their_path(self):
        detail = {"guest": {"rooms": [{}, {"roomNumber": ["No."]}], "names": {2: ["No."]}}}
        assert [field for field, *_ in self.errors_of(detail)] == [
            "guest.rooms.1.roomNumber",
            "guest.names.2",
        ]

    def test_names_no_field_where_the_whole_body_is_wrong(self):
        assert self.errors_of({"non_field_errors": ["No."]}) == [("", "invalid", "No.")]
        assert self.errors_of("No.") == [("", "invalid", "No.")]

    def test_names_a_hundred_errors_at_most(self):
        assert len(self.errors_of({str(number): ["No."] for number in range(1000)})) == 100

    def test_can_always_be_sent(self):
        assert self.errors_of({"\ud800": ["\udfff"]}) == [("\\ud800", "invalid", "\\udfff")]


class TestBug:
    @pytest.mark.parametrize("error", [ZeroDivisionError("secret"), ProgrammingError("secret")])
    def test_is_a_500_that_gives_nothing_away(self, error):
        response = answer_to(error)
        assert response.status_code == 500
        assert body_of(response)["code"] == "internal_error"
        assert b"secret" not in response.content

    def test_is_logged_with_its_traceback_but_not_its_query(self, caplog):
        answer_to(ZeroDivisionError(), QUERY_STRING="phone=98")
        record = caplog.records[-1]
        assert record.getMessage() == "Unhandled exception in GET (unknown path)"
        assert record.exc_info[0] is ZeroDivisionError
        assert record.levelno == logging.ERROR

    def test_in_a_constraint_that_no_other_request_explains_is_a_500(self):
        assert answer_to(IntegrityError("check failed")).status_code == 500


class TestOutsideOfViews:
    def test_unknown_path_is_a_problem(self, client):
        response = client.get("/no/such/path")
        assert response.status_code == 404
        assert body_of(response)["code"] == "not_found"

    @pytest.mark.parametrize("debug", [True, False])
    def test_unknown_path_is_a_problem_with_and_without_debug(self, client, settings, debug):
        settings.DEBUG = debug
        assert body_of(client.post("/nothing"))["code"] == "not_found"

    @pytest.mark.parametrize(
        ("handler", "status", "code"),
        [
            (problems.handler400, 400, "bad_request"),
            (problems.handler403, 403, "permission_denied"),
            (problems.handler404, 404, "not_found"),
        ],
    )
    def test_handlers_answer_problems(self, handler, status, code):
        response = handler(requests.get("/"), SuspiciousOperation())
        assert (response.status_code, body_of(response)["code"]) == (status, code)

    def test_handler_of_bugs_answers_a_problem(self):
        response = problems.handler500(requests.get("/"))
        assert (response.status_code, body_of(response)["code"]) == (500, "internal_error")

    def test_unknown_host_is_a_problem(self, client):
        response = client.get("/health/live", headers={"host": "evil.example"})
        assert response.status_code == 400
        assert body_of(response)["code"] == "bad_request"


class TestFieldProblem:
    def test_has_a_code_of_its_own_and_names_the_field(self):
        response = answer_to(problems.FieldProblem("files.2", "file_type_refused", "Send a jpeg."))
        body = body_of(response)
        assert (response.status_code, body["code"]) == (400, "file_type_refused")
        assert body["errors"] == [
            {"field": "files.2", "code": "file_type_refused", "message": "Send a jpeg."}
        ]
