from contextlib import suppress
from decimal import Decimal
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.api.wire import Call, decode_json, encode_json, json_call, path_of
from xero_component.errors import InputError

decimals = st.decimals(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("segment", "encoded"),
    [
        ("plain-1_2.3~4", "plain-1_2.3~4"),
        ("a b", "a%20b"),
        ("a#b", "a%23b"),
        ("a?b", "a%3Fb"),
        ("a/b", "a%2Fb"),
        ("a%2Fb", "a%252Fb"),
        ("a%252Fb", "a%25252Fb"),
        ("../x", "..%2Fx"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
        ("a\\b", "a%5Cb"),
        ("a+b&c=d;e:f@g", "a%2Bb%26c%3Dd%3Be%3Af%40g"),
        ("a\r\nb", "a%0D%0Ab"),
        ("📎.pdf", "%F0%9F%93%8E.pdf"),
        ("חשבון", "%D7%97%D7%A9%D7%91%D7%95%D7%9F"),
        ("\u202egpj.exe", "%E2%80%AEgpj.exe"),
    ],
)
def test_each_segment_of_a_path_is_encoded_whole(segment: str, encoded: str) -> None:
    assert path_of("Invoices", segment) == f"/Invoices/{encoded}"


@pytest.mark.parametrize("segment", ["", ".", "..", "a\x00b", "\ud83d"])
def test_a_segment_that_would_change_the_address_is_refused(segment: str) -> None:
    with pytest.raises(InputError, match="cannot be part of an address"):
        path_of("Invoices", segment, "History")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_a_path_gives_back_its_segments_or_is_refused(segments: list[str]) -> None:
    try:
        path = path_of(*segments)
    except InputError:
        assert any(segment in {"", ".", ".."} or "\x00" in segment for segment in segments)
    else:
        assert path.isascii()
        assert [unquote(part) for part in path[1:].split("/")] == segments


@pytest.mark.parametrize(
    "digits",
    ["0.1", "0.30", "1E-7", "9999999999999999999", "1234567890123456789.1234", "-0.01", "1E+400"],
)
def test_a_number_keeps_its_digits_both_ways(digits: str) -> None:
    number = decode_json(f"[{digits}]".encode())[0]
    assert str(number) == digits
    assert encode_json([number]) == f"[{digits}]".encode()


def test_decimals_add_up_exactly() -> None:
    tenth, fifth = decode_json(b"[0.1, 0.2]")
    assert encode_json(tenth + fifth) == b"0.3"


@given(decimals)
def test_any_decimal_survives_the_way_there_and_back(number: Decimal) -> None:
    body = encode_json({"Amount": number})
    assert isinstance(msgspec.json.decode(body)["Amount"], int | float)
    assert Decimal(decode_json(body)["Amount"]) == number


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")],
)
def test_what_is_no_number_is_refused_in_place_of_sent_as_null(value: float | Decimal) -> None:
    with pytest.raises(InputError, match="not a number"):
        encode_json({"Items": [{"UnitPrice": value}]})


@pytest.mark.parametrize("value", ["\ud83d", {"\ud83d": 1}, [("a", "\udc00")]])
def test_half_a_character_is_refused_as_input(value: object) -> None:
    with pytest.raises(InputError, match="Half a character"):
        encode_json({"Name": value})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"<html>",
        b"NaN",
        b'"\xff"',
        b"[" * 100_000,
        b"{} {}",
        b"\xef\xbb\xbf",
        b"[1e9999999999999999999]",
    ],
)
def test_what_is_not_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        decode_json(body)


@given(st.binary(max_size=40))
def test_no_body_does_worse_than_a_value_error(body: bytes) -> None:
    with suppress(ValueError):
        assert encode_json(decode_json(body)), "what can be read can be written"


def test_a_json_call_without_body_sends_no_content_type() -> None:
    assert dict(json_call("GET", "/Items").headers) == {"Accept": "application/json"}
    assert json_call("POST", "/Items", {}).body == b"{}"


@pytest.mark.parametrize(
    ("method", "writes", "takes_key"),
    [
        ("GET", False, False),
        ("HEAD", False, False),
        ("PUT", True, True),
        ("POST", True, True),
        ("PATCH", True, True),
        ("DELETE", True, False),
    ],
)
def test_the_method_says_what_a_call_can_do(method: str, writes: bool, takes_key: bool) -> None:
    call = Call(method=method, path="/Items")
    assert (call.writes, call.takes_key) == (writes, takes_key)


def test_a_label_leaves_out_the_query_which_may_hold_names() -> None:
    call = Call(method="GET", path="/Contacts", query={"searchTerm": "Jo Secret"})
    assert call.label == "GET /Contacts"


def test_messages_name_a_call_in_few_words_whatever_it_names() -> None:
    call = json_call("GET", path_of("Contacts", "x" * 5000))

    assert call.label.startswith("GET /Contacts/xxx")
    assert call.label.endswith("x…")
    assert len(call.label) < 500


@pytest.mark.parametrize("text", ["x" * 100_000, "界" * 3000])
def test_an_address_that_no_server_takes_is_refused_before_it_is_sent(text: str) -> None:
    with pytest.raises(InputError, match="The address of the request would have"):
        json_call("GET", path_of("Contacts", text))
    with pytest.raises(InputError, match="ask for less at once"):
        json_call("GET", "/Contacts", query={"where": text})


def test_what_cannot_be_part_of_an_address_is_named_in_few_words() -> None:
    with pytest.raises(InputError) as refused:
        path_of("Contacts", "\x00" * 50_000)

    assert len(refused.value.message) < 500
