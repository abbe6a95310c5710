"""Bodies are read strictly, and nonsense is an answer of its own, never a failure."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runtimes.http.site import Site, assert_problem
from xero_component.runtimes.http.problems import ProblemError
from xero_component.runtimes.http.reading import DEEPEST, decode_object

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
TEXT = {"Content-Type": "application/json"}


@settings(max_examples=50)
@given(st.dictionaries(st.text(), PLAIN, max_size=5))
def test_json_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    assert decode_object(json.dumps(value).encode()) == value


@given(st.binary() | st.text().map(str.encode))
def test_whatever_is_sent_is_an_object_or_a_problem(body: bytes) -> None:
    try:
        found: object = decode_object(body)
    except ProblemError as problem:
        found = problem
    assert isinstance(found, dict) or getattr(found, "status", None) == 400


def test_numbers_keep_all_their_digits() -> None:
    read = decode_object(b'{"a": 0.1000, "b": 12345678901234567890.12, "c": 7}')
    assert read == {"a": Decimal("0.1"), "b": Decimal("12345678901234567890.12"), "c": 7}
    assert str(read["a"]) == "0.1000"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b'{"x": {"a": 1, "b": 2, "a": 2}}', "'a' is there twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b"[1]", "must be an object"),
        (b"null", "must be an object"),
        (b'{"a": ', "line 1, column"),
        (b"\xff\xfe{}", "not UTF-8 (byte 0)"),
        (b'{"a": "\xe4"}', "not UTF-8"),
        (b'{"a": ' + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b"}", "nested more than"),
        (b"[" * 1_000_000, "nested more than"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"a": 1e99999999999999999999}', "too long"),
        (b"\x00" * 100, "line 1"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(ProblemError, match="not JSON that can be used") as caught:
        decode_object(body)
    assert words in caught.value.detail
    assert len(caught.value.detail) < 300


def test_brackets_within_texts_nest_nothing() -> None:
    text = '[{"' * 1000
    assert decode_object(json.dumps({"a": text, "b": [text]}).encode())["a"] == text


def test_quotes_that_never_end_take_no_time() -> None:
    for body in (b'"\\' * 500_000 + b"[" * 500, b'"' + b'\\"' * 500_000 + b"[" * 500):
        with pytest.raises(ProblemError):
            decode_object(body)


@pytest.mark.parametrize(
    "body",
    [
        b"\x00" * 1_000_000,
        b"{" * 1_000_000,
        b'{"name": "' + b"a" * 1_000_000 + b'"}',
        b'{"name": ' + b"1" * 1_000_000 + b"}",
        b'{"a' + b"\\u0000" * 150_000 + b'": 1}',
        b"{" + b",".join(b'"k%d": 1' % number for number in range(20_000)) + b"}",
        b'{"line_items": [' + b"{}," * 25_000 + b"{}]}",
        b'{"name": "\\ud800"}',
    ],
    ids=["nul", "brackets", "text", "number", "name", "names", "list", "surrogate"],
)
async def test_a_lot_of_nonsense_is_the_callers_mistake(quiet: Site, body: bytes) -> None:
    for path in ("/actions/create_invoice", "/triggers/new_and_updated_records/poll"):
        reply = await quiet.caller.post(path, content=body, headers=TEXT)
        assert reply.status_code in {400, 422}, (path, reply.text[:500])
        assert reply.headers["content-type"] == "application/problem+json"
        assert len(reply.content) < 20_000
    assert quiet.written() == []


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)
async def test_only_json_is_taken(quiet: Site, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    reply = await quiet.caller.post("/actions/list_contacts", content=b"{}", headers=headers)
    assert_problem(reply, 415, "media-type")
    assert quiet.sent() == []


async def test_an_empty_body_is_an_input_without_values(quiet: Site) -> None:
    assert (await quiet.caller.post("/actions/list_contacts")).status_code == 200


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(quiet: Site) -> None:
    largest = quiet.server.settings.largest_body

    async def endless() -> Any:
        while True:
            yield b" " * 1_000_000

    length = {**TEXT, "Content-Length": str(largest + 1)}
    claimed = await quiet.caller.post("/actions/list_contacts", content=b"{}", headers=length)
    assert_problem(claimed, 413, "too-large")
    sent = await quiet.caller.post("/actions/list_contacts", content=endless(), headers=TEXT)
    assert_problem(sent, 413, "too-large")


async def test_a_file_goes_in_and_out_as_base64(site: Site) -> None:
    invoice = await site.world().invoice()
    where = {"object_type": "Invoices", "object_id": invoice, "file_name": "a.bin"}
    content = "AAEC/w=="
    made = await site.act("create_attachment", {**where, "file_data": content})
    assert made.status_code == 200, made.text
    read = await site.act("get_attachment", where)
    assert content in read.json().values()
