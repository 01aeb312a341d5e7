"""Guards of logins, sessions and tokens: who is let in, and for how long."""

from typing import Final

from .guard import Guard

ACCOUNTS: Final = "tests/accounts"
DEVICE: Final = f"{ACCOUNTS}/test_known_device.py::TestKnownDevice"

GUARDS: Final = (
    Guard(
        name="Passwords are tried a limited number of times",
        otherwise="A stranger tries the whole dictionary.",
        file="hotelops/accounts/models/login_attempts.py",
        old="return count <= conf.login_attempts_limit",
        new="return True",
        tests=(f"{ACCOUNTS}/test_login_limit.py::TestLoginLimit::test_holds_for_concurrent_tries",),
    ),
    Guard(
        name="A locked account takes the work of a wrong password",
        otherwise="The time of an answer tells a stranger when to come back.",
        file="hotelops/accounts/backends.py",
        old="user = super().authenticate(request, email if admitted else NOBODY, password)",
        new="user = super().authenticate(request, email, password) if admitted else None",
        tests=(f"{ACCOUNTS}/test_login.py::TestRefusedLogin::test_over_the_limit_is_no_different",),
    ),
    Guard(
        name="Tries from a known device are counted apart",
        otherwise="A stranger keeps a person out for as long as the stranger likes.",
        file="hotelops/accounts/sessions.py",
        old="return session.device if session else STRANGER",
        new="return STRANGER",
        tests=(f"{DEVICE}::test_is_let_in_however_often_strangers_tried",),
    ),
    Guard(
        name="A device is known to whom it was logged in",
        otherwise="Whoever has an account of any kind tries more passwords on everybody else's.",
        file="hotelops/accounts/sessions.py",
        old="filter(pk=claims.session_id, user__email=normalised(email))",
        new="filter(pk=claims.session_id)",
        tests=(f"{DEVICE}::test_is_not_known_to_others",),
    ),
    Guard(
        name="Passwords take some of the threads",
        otherwise="A few dozen logins at a time keep every phone waiting.",
        file="hotelops/accounts/backends.py",
        old="        raise TooManyLogins\n",
        new="        pass\n",
        tests=(f"{ACCOUNTS}/test_too_many_logins.py",),
    ),
    Guard(
        name="A refresh token has one successor",
        otherwise="A phone that refreshes twice at once ends its own session.",
        file="hotelops/accounts/models/sessions.py",
        old='return self.with_user().select_for_update(of=("self",))',
        new="return self.with_user()",
        tests=(f"{ACCOUNTS}/test_refresh.py::TestLostAnswer::test_waits_for_the_one_that_is_being_answered",),
    ),
    Guard(
        name="A refresh token that is used again ends its session",
        otherwise="A thief goes on with a copied token, for good.",
        file="hotelops/accounts/models/sessions.py",
        old="            Session.objects.filter(pk=self.pk).end()\n",
        new="",
        tests=(f"{ACCOUNTS}/test_refresh.py::TestReuse::test_ends_the_session_for_good",),
    ),
    Guard(
        name="A new password or role ends sessions",
        otherwise="A stolen phone stays logged in, whatever its owner does.",
        file="hotelops/accounts/models/users.py",
        old="                self.sessions.end()\n",
        new="",
        tests=(f"{ACCOUNTS}/test_refused_refresh.py::TestRefusedRefresh",),
    ),
    Guard(
        name="Tokens are meant for this product",
        otherwise="A token that another product signed with a shared key opens this one.",
        file="hotelops/settings.py",
        old='    "AUDIENCE": "hotelops",\n',
        new="",
        tests=(f"{ACCOUNTS}/test_authentication.py::TestForgedToken::test_with_another_claim_is_refused",),
    ),
    Guard(
        name="Cookies of the admin site are kept as hashes",
        otherwise="Whoever reads a backup is logged in as a superuser.",
        file="hotelops/settings.py",
        old='SESSION_ENGINE = "hotelops.accounts.browser_sessions"\n',
        new="",
        tests=(f"{ACCOUNTS}/test_browser_sessions.py",),
    ),
)
