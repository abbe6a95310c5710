from hypothesis import assume, given
from hypothesis import strategies as st

from tests.triggers.deliveries import hmac_by_hand
from xero_component.triggers._signature import is_signed, sign

keys = st.text(min_size=1, max_size=100).filter(
    lambda text: text.strip() and not any("\ud800" <= char <= "\udfff" for char in text)
)


def test_a_known_signature():
    # printf '{"events":[]}' | openssl dgst -sha256 -hmac 'key' -binary | base64
    assert sign(b'{"events":[]}', "key") == "Qrz9n8NSnnBLDlKIZEhYxzL4J+L5wKUqtKk3FuhGKW0="


@given(st.binary(), keys)
def test_any_signature_is_that_of_an_independent_implementation(body: bytes, key: str):
    assert sign(body, key) == hmac_by_hand(body, key)
    assert is_signed(body, hmac_by_hand(body, key), [key])


@given(st.binary(min_size=1), keys, st.data())
def test_a_flipped_bit_of_the_body_fails(body: bytes, key: str, data: st.DataObject):
    bit = data.draw(st.integers(0, len(body) * 8 - 1))
    other = bytearray(body)
    other[bit // 8] ^= 1 << bit % 8

    assert not is_signed(bytes(other), sign(body, key), [key])


@given(st.binary(), st.binary(min_size=1, max_size=64), st.data())
def test_a_flipped_bit_of_the_key_fails(body: bytes, raw: bytes, data: st.DataObject):
    key = raw.hex()
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    flipped = bytearray(raw)
    flipped[bit // 8] ^= 1 << bit % 8

    assert not is_signed(body, sign(body, key), [flipped.hex()])


@given(st.binary(), keys, st.integers(0, 43), st.integers(0, 6))
def test_a_flipped_bit_of_the_signature_fails(body: bytes, key: str, place: int, bit: int):
    signature = sign(body, key)
    other = signature[:place] + chr(ord(signature[place]) ^ (1 << bit)) + signature[place + 1 :]
    assume(other.strip() != signature)

    assert not is_signed(body, other, [key])


@given(st.binary(), keys, keys)
def test_either_of_two_keys_signs(body: bytes, key: str, next_key: str):
    for one in (key, next_key):
        assert is_signed(body, sign(body, one), [key, next_key])


@given(st.binary(), st.sampled_from(["", " ", "\n", "\t \r\n"]))
def test_an_empty_key_never_signs(body: bytes, key: str):
    assert not is_signed(body, hmac_by_hand(body, key), [key])


@given(st.binary())
def test_without_a_key_nothing_is_signed(body: bytes):
    assert not is_signed(body, hmac_by_hand(body, ""), [])


@given(st.binary(), keys)
def test_without_a_signature_nothing_is_signed(body: bytes, key: str):
    for signature in (None, "", "  "):
        assert not is_signed(body, signature, [key])


@given(st.binary(), keys)
def test_a_doubled_signature_fails(body: bytes, key: str):
    signature = sign(body, key)

    for doubled in (f"{signature},{signature}", f"{signature}, {signature}", signature * 2):
        assert not is_signed(body, doubled, [key])


@given(st.binary(), keys, st.text(min_size=1))
def test_any_other_text_fails_and_never_breaks(body: bytes, key: str, text: str):
    assume(text.strip() != sign(body, key))

    assert not is_signed(body, text, [key])


def test_half_a_character_in_a_signature_fails_and_never_breaks():
    assert not is_signed(b"", "\ud800", ["key"])
    assert not is_signed(b"", "\udcff", ["key"])


def test_space_around_a_signature_is_no_part_of_it():
    assert is_signed(b"body", f" {sign(b'body', 'key')}\r\n", ["key"])
