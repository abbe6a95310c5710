"""Idempotency keys: the same step with the same payload never posts twice.

https://developer.xero.com/documentation/guides/idempotent-requests/idempotency
"""

import hashlib
import uuid
from collections import Counter

from xero_component.api.wire import Call, encode_json
from xero_component.core.context import StepContext


class IdempotencyKeys:
    """Makes the keys of one step.

    With run and step id a key depends on them, on the organisation, on the request, and on how many
    equal requests the step has made before; without them it is random. A key has 64 characters at
    most, of Xero's 128.
    """

    def __init__(self, context: StepContext, tenant_id: str | None) -> None:
        self._context = context
        self._tenant_id = tenant_id
        self._seen: Counter[str] = Counter()

    def key(self, call: Call) -> str:
        """Return the key for the next sending of this request; ask once, not once a retry."""
        run, step = self._context.run_id, self._context.step_id
        if not run or not step:
            return uuid.uuid4().hex
        address = [call.method, call.api, call.path, dict(call.query)]
        digest = hashlib.sha256(encode_json([run, step, self._tenant_id, *address]))
        digest.update(b"\x00" + (call.body or b""))
        request = digest.hexdigest()
        self._seen[request] += 1
        occurrence = f"{request}:{self._seen[request]}"
        return hashlib.sha256(occurrence.encode()).hexdigest()
