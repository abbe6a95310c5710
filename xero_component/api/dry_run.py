"""What a dry run shows: the request that would be sent, with the token hidden."""

from typing import Any

import httpx

from xero_component.api.endpoints import Endpoints
from xero_component.api.wire import JSON, Call, decode_json
from xero_component.catalogue.apis import APIS
from xero_component.core.context import PlannedRequest

HIDDEN = "Bearer ********"


def planned(
    call: Call, key: str | None, endpoints: Endpoints, tenant_id: str | None
) -> PlannedRequest:
    """Describe a call as it would go over the wire."""
    url = httpx.URL(endpoints.base_url(call.api) + call.path, params=dict(call.query) or None)
    headers = {"Authorization": HIDDEN, "Accept": JSON}
    if tenant_id is not None and APIS[call.api].tenanted:
        headers["xero-tenant-id"] = tenant_id
    headers.update(call.headers)
    if key is not None:
        headers["Idempotency-Key"] = key
    return PlannedRequest(call.method, str(url), headers, _body(call))


def _body(call: Call) -> Any:
    if call.body is None:
        return None
    if "json" in call.headers.get("Content-Type", ""):
        return decode_json(call.body)
    return f"<{len(call.body)} bytes>"
