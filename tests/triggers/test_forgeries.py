"""Ten thousand forged deliveries, of every kind that comes to mind: none is accepted."""

import base64
import hashlib
import hmac
import json
import random
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from tests.triggers.deliveries import EVENT, HEADER, KEY, NEXT_KEY, body_of, hmac_by_hand
from xero_component.triggers import receive_webhook

Headers = Mapping[str, Any]
Forgery = Callable[[random.Random, bytes, str], tuple[Headers, bytes]]
"""Makes headers and body out of a right body and its signature."""

KINDS: dict[str, Forgery] = {}
MANY = 10_000
URL_SAFE = str.maketrans("+/", "-_")
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
LOOKALIKES = {**WIDE, "A": "Α", "B": "В", "a": "а", "e": "е", "o": "ο", "=": "＝", "/": "∕"}


def forged(kind: Forgery) -> Forgery:
    KINDS[kind.__name__] = kind
    return kind


def signed(body: bytes, signature: Any) -> tuple[Headers, bytes]:
    return {HEADER: signature}, body


def some_body(chance: random.Random) -> bytes:
    event = {**EVENT, "resourceId": f"{chance.getrandbits(128):032x}", "note": "é ü 😀"}
    return body_of(*[event] * chance.randint(1, 3), first=chance.randint(1, 10**6))


@forged
def truncated_body(chance: random.Random, body: bytes, signature: str):
    return signed(body[: chance.randrange(len(body))], signature)


@forged
def lengthened_body(chance: random.Random, body: bytes, signature: str):
    return signed(body + chance.choice([b"\n", b" ", b"\0", b"\r\n", b"{}", b"\x80"]), signature)


@forged
def flipped_bit(chance: random.Random, body: bytes, signature: str):
    other = bytearray(body)
    other[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return signed(bytes(other), signature)


@forged
def changed_white_space(chance: random.Random, body: bytes, signature: str):
    pair = chance.choice([(b": ", b":"), (b", ", b","), (b"{", b"{ "), (b"}", b"\n}")])
    return signed(body.replace(*pair), signature)


@forged
def reserialised(chance: random.Random, body: bytes, signature: str):
    options: Any = chance.choice(
        [{"indent": 1}, {"sort_keys": True}, {"ensure_ascii": False}, {"separators": (",", ":")}]
    )
    return signed(json.dumps(json.loads(body), **options).encode(), signature)


@forged
def another_encoding_of_the_body(chance: random.Random, body: bytes, signature: str):
    encoding = chance.choice(["utf-16", "utf-8-sig", "utf-32", "cp037"])
    return signed(body.decode().encode(encoding), signature)


@forged
def another_body(chance: random.Random, body: bytes, signature: str):
    return signed(some_body(chance), signature)


@forged
def another_key(chance: random.Random, body: bytes, signature: str):
    keys = [KEY.upper(), KEY + " ", " " + KEY, KEY[:-1], KEY + "\n", "", f"key-{chance.random()}"]
    return signed(body, hmac_by_hand(body, chance.choice(keys)))


@forged
def another_hash(chance: random.Random, body: bytes, signature: str):
    name = chance.choice(["md5", "sha1", "sha224", "sha384", "sha512", "sha3_256"])
    return signed(body, base64.b64encode(hmac.digest(KEY.encode(), body, name)).decode())


@forged
def a_hash_without_the_key(chance: random.Random, body: bytes, signature: str):
    text = chance.choice([body, KEY.encode() + body, body + KEY.encode(), KEY.encode()])
    return signed(body, base64.b64encode(hashlib.sha256(text).digest()).decode())


@forged
def another_spelling_of_the_signature(chance: random.Random, body: bytes, signature: str):
    digest = base64.b64decode(signature)
    last = signature.rstrip("=")[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    same_bytes = signature[:-2] + alphabet[alphabet.index(last) ^ chance.randint(1, 3)] + "="
    spellings = [
        digest.hex(),
        digest.hex().upper(),
        base64.b32encode(digest).decode(),
        base64.b85encode(digest).decode(),
        base64.b64encode(signature.encode()).decode(),
        digest.decode("latin-1"),
        same_bytes,
        signature.rstrip("="),
        signature + "=",
        signature.swapcase(),
        quote(signature, safe=""),
        signature.translate(URL_SAFE) + "\n=",
        f"sha256={signature}",
        f"v1,{signature}",
        f'"{signature}"',
        signature[:20] + chance.choice("\n \t\r") + signature[20:],
    ]
    return signed(body, chance.choice(spellings))


@forged
def truncated_signature(chance: random.Random, body: bytes, signature: str):
    return signed(body, signature[: chance.randrange(len(signature))])


@forged
def changed_signature(chance: random.Random, body: bytes, signature: str):
    place = chance.randrange(len(signature))
    return signed(body, signature[:place] + chance.choice("!*?.") + signature[place + 1 :])


@forged
def doubled_signature(chance: random.Random, body: bytes, signature: str):
    wrong = hmac_by_hand(body, "another")
    first, second = chance.choice([(signature, signature), (signature, wrong), (wrong, signature)])
    return signed(body, first + chance.choice([",", ", ", ";", " ", "\n", "\0"]) + second)


@forged
def doubled_header(chance: random.Random, body: bytes, signature: str):
    second = chance.choice([signature, hmac_by_hand(body, "another"), ""])
    return {HEADER: signature, chance.choice(["X-Xero-Signature", HEADER.upper()]): second}, body


@forged
def unicode_tricks(chance: random.Random, body: bytes, signature: str):
    place = chance.randrange(len(signature))
    char = signature[place]
    odd = LOOKALIKES.get(char, WIDE.get(char, "\u200b"))
    invisible = chance.choice("\u200b\u200d\ufeff\u00ad\u202e\0\u0301")
    padded = chance.choice("\u00a0\u2003\u3000\u0085\u2028\x1c\x0b\x0c")
    tricks = [
        signature[:place] + odd + signature[place + 1 :],
        signature[:place] + invisible + signature[place:],
        signature + padded,
        padded + signature,
        signature[:place] + "\ud800" + signature[place + 1 :],
    ]
    return signed(body, chance.choice(tricks))


@forged
def another_header(chance: random.Random, body: bytes, signature: str):
    names = ["x-xero-signature ", "xero-signature", "x_xero_signature", "signature", f"{HEADER}s"]
    return {chance.choice(names): signature}, body


@forged
def no_text(chance: random.Random, body: bytes, signature: str):
    return signed(body, chance.choice([None, b"", signature.encode(), [signature], True, 0]))


def test_there_are_forgeries_of_every_kind_and_none_is_accepted():
    chance = random.Random(20260302)  # noqa: S311 - chance that repeats, not a secret
    kinds = list(KINDS.values())
    accepted = []
    for number in range(MANY):
        body = some_body(chance)
        forge = kinds[number % len(kinds)]
        signature = hmac_by_hand(body, chance.choice([KEY, NEXT_KEY]))
        headers, received = forge(chance, body, signature)
        reply = receive_webhook(headers, received, [KEY, NEXT_KEY])
        if (reply.status, reply.payload, reply.body) != (401, None, b""):
            accepted.append((forge.__name__, headers, received))

    assert accepted == []
    assert len(kinds) == 18


@pytest.mark.parametrize("key", [KEY, NEXT_KEY])
def test_what_the_forgeries_are_made_of_is_accepted(key: str):
    chance = random.Random(1)  # noqa: S311 - chance that repeats, not a secret
    for _ in range(20):
        body = some_body(chance)
        reply = receive_webhook({HEADER: hmac_by_hand(body, key)}, body, [KEY, NEXT_KEY])
        assert reply.status == 200
        assert reply.payload is not None


def test_normalised_text_would_be_the_signature():
    assert unicodedata.normalize("NFKC", "".join(WIDE[char] for char in "ab+/=9")) == "ab+/=9"
