"""Addresses and headers that a raw request may not talk its way out with."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from xero_component.core.inputs import shortened

_SEGMENT = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@ ]|%[0-9A-Fa-f]{2}")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
OWN_HEADERS = {
    "authorization": "the connection supplies it",
    "xero-tenant-id": "the connection supplies it",
    "host": "it follows from the API",
    "content-length": "it follows from the data",
    "transfer-encoding": "it follows from the data",
    "connection": "it is not yours to set",
    "idempotency-key": "it follows from run and step",
    "cookie": "Xero's API has no use for it",
    "proxy-authorization": "no proxy is spoken to",
    "expect": "it is not yours to set",
    "te": "it is not yours to set",
    "trailer": "it is not yours to set",
    "upgrade": "it is not yours to set",
}


def checked_path(text: str) -> str:
    """Return a path that stays below the API's base; raise `ValueError` for anything else."""
    if not text.startswith("/"):
        raise ValueError("must be a path that starts with /, such as /Accounts")
    plain = text
    for _ in range(4):
        if plain.startswith("//") or re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", plain.lstrip("/")):
            raise ValueError("must be a path below the API, not an address of its own")
        if "\\" in plain or any(ord(char) < 32 or ord(char) == 127 for char in plain):
            raise ValueError("must not hold a backslash or a control character")
        if any(segment.partition(";")[0] in {".", ".."} for segment in plain.split("/")):
            raise ValueError("must not hold . or .. as a part")
        if "\ufffd" in plain:
            raise ValueError("is percent-encoded as something other than UTF-8")
        if "@" in plain.split("/")[1]:
            raise ValueError("must not hold @ in its first part")
        decoded = unquote(plain)
        if decoded == plain:
            break
        plain = decoded
    else:
        raise ValueError("is percent-encoded several times over")
    if "?" in text or "#" in text:
        raise ValueError("must not hold ? or #: give query parameters under Query Parameter")
    if "//" in text:
        raise ValueError("must not hold an empty part (//)")
    if not text.isascii() or re.sub(_SEGMENT, "", text.replace("/", "")):
        raise ValueError("holds characters that must be percent-encoded")
    return text.replace(" ", "%20")


def checked_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return headers that are safe to send; raise `ValueError` for a smuggled one."""
    seen: set[str] = set()
    for name, value in headers.items():
        shown = shortened(name)
        if not _NAME.fullmatch(name):
            raise ValueError(f"{shown!r} is not the name of a header")
        if name.lower() in OWN_HEADERS:
            raise ValueError(f"{shown} cannot be given: {OWN_HEADERS[name.lower()]}")
        if name.lower() in seen:
            raise ValueError(f"{shown} is given twice, in different capitals")
        seen.add(name.lower())
        if not value.isascii() or any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise ValueError(f"the value of {shown} must be one line of plain ASCII")
        if value != value.strip():
            raise ValueError(f"the value of {shown} must not begin or end with a space")
    return headers
