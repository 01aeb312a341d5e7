"""Guards of what comes in: whole bodies, by whoever may send them, told apart by what they ask for."""

from typing import Final

from .guard import Guard
from .ledger import PROTOCOL

MIDDLEWARE: Final = "tests/idempotency/test_middleware.py"

GUARDS: Final = (
    Guard(
        name="A body is as long as its Content-Length",
        otherwise="A cut body runs as if it were whole, and its key is used up.",
        file="idempotency/middleware.py",
        old="if wanted and not chunk:",
        new="if False:",
        tests=(f"{MIDDLEWARE}::TestCutBody",),
    ),
    Guard(
        name="A multipart body has its closing boundary",
        otherwise="A form whose last part is cut is taken for whole.",
        file="idempotency/middleware.py",
        old="if not self._missing and self._closing not in self._tail:",
        new="if False:",
        tests=(f"{MIDDLEWARE}::TestCutBody",),
    ),
    Guard(
        name="A body in chunks is refused",
        otherwise="It is seen as an empty one.",
        file="idempotency/middleware.py",
        old='if "HTTP_TRANSFER_ENCODING" in request.META:',
        new="if False:",
        tests=(f"{MIDDLEWARE}::TestLength",),
    ),
    Guard(
        name="A large body is refused by its length",
        otherwise="The server reads whatever is sent into its memory.",
        file="idempotency/middleware.py",
        old="if content_length(request) > limit:",
        new="if False:",
        tests=(f"{MIDDLEWARE}::TestLength",),
    ),
    Guard(
        name="What a view leaves unread is taken in",
        otherwise="A phone that is still sending its photo is cut off, and never sees why it was refused.",
        file="idempotency/middleware.py",
        old="        body.drain()\n",
        new="",
        tests=("tests/product/test_wire.py::TestRefusalBeforeTheBodyCame",),
    ),
    Guard(
        name="The user is part of the fingerprint",
        otherwise="A colleague who knows the key gets the answer to somebody else's request.",
        file="idempotency/attempts.py",
        old="(http.method, http.path, _query(http), request.user.pk, media_type)",
        new="(http.method, http.path, _query(http), media_type)",
        tests=(f"{PROTOCOL}::TestReusedKey::test_by_another_user_of_the_organisation_is_a_409",),
    ),
    Guard(
        name="Each part of the fingerprint has its length before it",
        otherwise="A value that moves from one field to the next makes the same request.",
        file="idempotency/attempts.py",
        old="len(part).to_bytes(8) + part",
        new="part",
        tests=("tests/idempotency/test_attempts.py::TestPayloadHash",),
    ),
    Guard(
        name="A key belongs to an organisation",
        otherwise="Two hotels that use one key are in each other's way.",
        file="hotelops/accounts/tenancy.py",
        old='return str(cast("User", request.user).organisation_id)',
        new='return str(bool(cast("User", request.user).organisation_id))',
        tests=(f"{PROTOCOL}::TestReusedKey::test_in_another_organisation_is_independent",),
    ),
    Guard(
        name="Permissions are looked at before a replay",
        otherwise="Whoever lost a role still gets the answers that it gave.",
        file="idempotency/mixins.py",
        old="""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
""",
        new="""
        check, self.check_permissions = self.check_permissions, lambda request: None
        super().initial(request, *args, **kwargs)
        unchecked = getattr(self, (request.method or "").lower(), self.http_method_not_allowed)

        def checked(request: Request, *args: Any, **kwargs: Any) -> Any:
            check(request)
            return unchecked(request, *args, **kwargs)

        setattr(self, (request.method or "").lower(), checked)
""",
        tests=(
            "tests/finance/test_void.py::TestVoiding::test_is_not_replayed_to_who_may_no_longer_void",
            "tests/staff/test_for_others.py::TestStaff::test_are_told_so_before_a_replay",
        ),
    ),
    Guard(
        name="A session is looked at before a replay",
        otherwise="Whoever was deactivated or logged out still gets answers until the token expires.",
        file="hotelops/accounts/authentication.py",
        old="if session is None or not session.is_live:",
        new="if session is None:",
        tests=(f"{PROTOCOL}::TestAuthorisation::test_comes_before_the_replay",),
    ),
    Guard(
        name="Every action that changes something needs a key",
        otherwise="A new endpoint runs twice without anybody noticing.",
        file="finance/views.py",
        old="""
    IdempotencyMixin,
    mixins.CreateModelMixin,
""",
        new="""
    mixins.CreateModelMixin,
""",
        tests=("tests/test_routes.py",),
    ),
)
