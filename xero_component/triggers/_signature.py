"""Xero's webhook signature.

https://developer.xero.com/documentation/guides/webhooks/configuring-your-server
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

HEADER = "x-xero-signature"
_AROUND_A_HEADER = " \t\r\n"
"""What HTTP allows around a header's value; nothing else is no part of the signature."""


def sign(body: bytes, key: str) -> str:
    """Return the Base64 of the HMAC-SHA256 of the raw body."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def is_signed(body: bytes, signature: str | None, keys: Sequence[str]) -> bool:
    """Tell whether one of the keys made the signature; compared in constant time.

    The text is compared as it came, never decoded: Base64 has more than one spelling for the same
    bytes. Without a signature, or without a key, nothing is signed.
    """
    given = (signature or "").strip(_AROUND_A_HEADER).encode("ascii", "replace")
    matches = [hmac.compare_digest(sign(body, key).encode(), given) for key in keys if key.strip()]
    return bool(given) and any(matches)
