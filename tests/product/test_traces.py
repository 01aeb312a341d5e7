"""The search for traces finds what is there."""

import base64

import pytest

from .traces import AADHAAR, PASSPORT, PASSWORD, traces


class TestTraces:
    @pytest.mark.parametrize("text", [PASSPORT, PASSWORD, AADHAAR])
    def test_are_found_in_every_form(self, text):
        for offset in range(3):
            hidden = bytes(offset) + text.encode() + b"tail"
            for form in (hidden, hidden.hex().upper().encode(), base64.b64encode(hidden)):
                assert traces(b"x" + form + b"x") == {text}
        assert traces(text.lower().encode()) == {text}
