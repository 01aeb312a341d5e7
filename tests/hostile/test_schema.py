"""What the schema says, held against requests that schemathesis makes out of it: sound ones and others."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from tests.pictures import PDF, jpeg
from tests.product.calls import READY, UPLOAD, send
from tests.product.phone import Phone
from tests.servers import Product

from .lists import SOAK
from .sweep import Sweep

pytestmark = pytest.mark.product

SEED: Final = 20251213
TRUE_ALWAYS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
TRUE_OF_JSON: Final = (*TRUE_ALWAYS, "negative_data_rejection")
"""Not of forms, where a number is a text as well. And nowhere ``positive_data_acceptance``: which rows there
are, or which dates fit together, no schema says."""
FILES: Final = (st.sampled_from([jpeg(), PDF]) | st.binary(max_size=2000)).map(
    lambda file: file.decode("latin-1")
)
"""As texts, a character for a byte: schemathesis cannot check its own files against an alternative."""
OPTIONS: Final = settings(
    max_examples=round(4 * SOAK),
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def own_ids(phone: Phone) -> dict[str, Any]:
    """Of rows that are there, so that some requests get beyond the look-up."""
    made = {path: send(phone, ready(phone)).json()["id"] for path, ready in READY.items()}
    return {"propertyId": 1, "checkInId": 1, "id": 1, UPLOAD: made[UPLOAD]}


@pytest.fixture
def ask(phone: Phone, own_ids: dict[str, Any], sweep: Sweep) -> Callable[[Case, bool], None]:
    """Sends a request, and checks the answer against what the schema says of it."""
    load_all_checks()
    of_forms: Any = CHECKS.get_by_names(list(TRUE_ALWAYS))
    of_json: Any = CHECKS.get_by_names(list(TRUE_OF_JSON))

    def asked(case: Case, is_sound: bool) -> None:
        headers = dict(phone.headers)
        send_files(case)
        if is_sound:
            headers["Idempotency-Key"] = str(uuid4())
            reach(case, own_ids)
        response = case.call(headers=headers)
        what = (case.operation.label, case.path_parameters, case.query, case.body)
        content_type = (response.headers.get("content-type") or [""])[0]
        sweep.see(what, (response.status_code, response.content, {"Content-Type": content_type}))
        try:
            case.validate_response(response, checks=of_forms if is_form(case) else of_json)
        except FailureGroup as failures:
            sweep.faults += [f"{failure}\nto {what!r:.600}" for failure in failures.exceptions]

    return asked


def is_form(case: Case) -> bool:
    return "multipart" in str(case.media_type)


def send_files(case: Case) -> None:
    """Makes bytes of the texts that stand for files."""
    if isinstance(case.body, dict):
        for name in case.body.keys() & {"file", "files"}:
            case.body[name] = as_files(case.body[name])


def as_files(value: Any) -> Any:
    if isinstance(value, list):
        return [as_files(one) for one in value]
    return value.encode("latin-1", "replace") if isinstance(value, str) else value


def reach(case: Case, own_ids: dict[str, Any]) -> None:
    """Puts ids of rows that are there in place of others."""
    if isinstance(case.body, dict):
        case.body |= {name: row for name, row in own_ids.items() if name in case.body}
    if "id" in case.path_parameters:
        case.path_parameters["id"] = own_ids[UPLOAD if "/uploads/" in case.path else "id"]


class TestSchema:
    def test_tells_what_is_answered(self, product: Product, sweep: Sweep, ask):
        sweep.notes.append(f"seed {SEED}")
        schemathesis.openapi.format("binary", FILES)
        schema = schemathesis.openapi.from_url(f"{product.base_url}/schema")
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            for mode in GenerationMode:
                try_out(found.ok(), mode, ask)


def try_out(operation: APIOperation, mode: GenerationMode, ask: Callable[[Case, bool], None]) -> None:
    @seed(SEED)
    @OPTIONS
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case) -> None:
        ask(case, mode.is_positive)

    try:
        run()
    except Unsatisfiable:  # it takes nothing that could be wrong
        assert mode.is_negative
