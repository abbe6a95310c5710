"""From a request to a delivery: the whole check, for an endpoint of any web framework."""

from collections.abc import Mapping, Sequence

from xero_component.core import TriggerReply
from xero_component.triggers._events import WebhookDelivery, read_delivery
from xero_component.triggers._signature import HEADER, is_signed

OK, BAD_REQUEST, UNAUTHORISED = 200, 400, 401


def receive_webhook(
    headers: Mapping[str, str], body: bytes, keys: Sequence[str]
) -> TriggerReply[WebhookDelivery]:
    """Check what a host's own endpoint received; no I/O, and nothing is parsed unless signed.

    `body` holds the raw bytes as they came, before the framework decoded them. Answer with the
    reply's `status` and an empty body, and set no cookie; first store the `payload`, where there is
    one, for instance with `Inbox.receive`. Several keys are accepted while a key is changed.
    https://developer.xero.com/documentation/guides/webhooks/configuring-your-server
    """
    if not is_signed(body, _signature(headers), keys):
        return TriggerReply(UNAUTHORISED)
    try:
        read = read_delivery(body)
    except ValueError:
        return TriggerReply(BAD_REQUEST)
    return TriggerReply(OK, read if read["events"] else None)


def _signature(headers: Mapping[str, str]) -> str | None:
    """Return the signature; None when there is none, or more than one."""
    found = [value for name, value in headers.items() if name.lower() == HEADER]
    return found[0] if len(found) == 1 and isinstance(found[0], str) else None
