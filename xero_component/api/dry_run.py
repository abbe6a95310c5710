"""What a dry run shows: the request that would be sent, with the token hidden."""

from typing import Any
from urllib.parse import urlencode

from xero_component.api.endpoints import Endpoints
from xero_component.api.wire import Call, decode_json
from xero_component.catalogue.apis import APIS
from xero_component.core.context import PlannedRequest

HIDDEN = "Bearer ********"


def planned(
    call: Call, key: str | None, endpoints: Endpoints, tenant_id: str | None
) -> PlannedRequest:
    """Describe a call as it would go over the wire."""
    url = endpoints.base_url(call.api) + call.path
    if call.query:
        url += "?" + urlencode(call.query)
    headers = {"Authorization": HIDDEN}
    if tenant_id is not None and APIS[call.api].tenanted:
        headers["xero-tenant-id"] = tenant_id
    headers.update(call.headers)
    if key is not None:
        headers["Idempotency-Key"] = key
    return PlannedRequest(call.method, url, headers, _body(call))


def _body(call: Call) -> Any:
    if call.body is None:
        return None
    if "json" in call.headers.get("Content-Type", ""):
        return decode_json(call.body)
    return f"<{len(call.body)} bytes>"
