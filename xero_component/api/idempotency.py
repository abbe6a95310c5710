"""Idempotency keys: the same step with the same payload never posts twice.

https://developer.xero.com/documentation/guides/idempotent-requests/idempotency
"""

import hashlib
import uuid
from collections import Counter

from xero_component.api.wire import Call, encode_json
from xero_component.core.context import StepContext
from xero_component.errors import FixInputError


class IdempotencyKeys:
    """Makes the keys of one step.

    With run and step id a key depends on them, on the organisation, on the request, and on how many
    equal requests the step has made before; without them it is random. A key has 64 characters at
    most, of Xero's 128.

    A body that was worked out from what was read differs when the step runs again after its change
    was saved. What the user gave stands in for such a body, as `material`.
    """

    def __init__(self, context: StepContext, tenant_id: str | None) -> None:
        self._context = context
        self._tenant_id = tenant_id
        self._seen: Counter[str] = Counter()

    def key(self, call: Call, material: bytes | None = None) -> str:
        """Return the key for the next sending of this request; ask once, not once a retry."""
        run, step = self._context.run_id, self._context.step_id
        if not run or not step:
            return uuid.uuid4().hex
        address = [call.method, call.api, call.path, dict(call.query)]
        digest = hashlib.sha256(encode_json([run, step, self._tenant_id, *address]))
        if material is None:
            digest.update(b"\x00" + (call.body or b""))
        else:
            digest.update(b"\x01" + material)
        request = digest.hexdigest()
        self._seen[request] += 1
        occurrence = f"{request}:{self._seen[request]}"
        return hashlib.sha256(occurrence.encode()).hexdigest()


def is_key_reuse(refused: FixInputError) -> bool:
    """Tell Xero's refusal of a key that it knows from a request with another body."""
    said = refused.message.lower()
    return "idempotency" in said and "different" in said
