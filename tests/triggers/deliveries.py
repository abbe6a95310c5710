"""Deliveries as Xero posts them, signed by code that is not ours."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

KEY = "webhook-key-1"
NEXT_KEY = "webhook-key-2"
HEADER = "x-xero-signature"

EVENT = {
    "resourceUrl": "https://api.xero.com/api.xro/2.0/Contacts/717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
    "resourceId": "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
    "eventDateUtc": "2026-06-21T01:15:39.902",
    "eventType": "UPDATE",
    "eventCategory": "CONTACT",
    "tenantId": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
    "tenantType": "ORGANISATION",
}
INTENT_TO_RECEIVE = (
    b'{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}'
)


def hmac_by_hand(body: bytes, key: str) -> str:
    """Sign as RFC 2104 spells it out, without the hmac module."""
    block = key.encode()
    if len(block) > 64:
        block = hashlib.sha256(block).digest()
    block = block.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + body).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()
    return base64.b64encode(outer).decode()


def body_of(*events: Mapping[str, Any], first: int = 1, **more: Any) -> bytes:
    """Return the body of a delivery."""
    delivery = {
        "events": list(events),
        "firstEventSequence": first,
        "lastEventSequence": first + len(events) - 1,
        **more,
    }
    return json.dumps(delivery).encode()
