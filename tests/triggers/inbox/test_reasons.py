import pytest

from xero_component.triggers._inbox.reasons import reason_of


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("no such customer", "no such customer"),
        ("", ""),
        ("two\nlines\x1b[31m", "two lines\ufffd[31m"),
        ("Authorization: Bearer abc.def-1", "Authorization: …"),
        ("whsec_c2VjcmV0c2VjcmV0 is wrong", "… is wrong"),
        ("https://me:pass@host/x?access_token=abc&n=1", "https://…@host/x?…&n=1"),
        ("{'client_secret': 'abc'}", "{'…'}"),
        ("token eyJhbGciOi.eyJzdWIi.c2ln refused", "token … refused"),
        ("the secret is out", "the secret is out"),
    ],
)
def test_a_reason_shows_what_went_wrong_and_no_secret(message: str, shown: str):
    expected = f"ValueError: {shown}" if shown else "ValueError"

    assert reason_of(ValueError(message)) == expected


def test_a_reason_is_cut_short():
    reason = reason_of(ValueError("x" * 10_000))

    assert len(reason) == 500
    assert reason.endswith("x…")
