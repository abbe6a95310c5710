"""https://developer.xero.com/documentation/guides/webhooks/overview"""

from typing import Annotated

from pydantic import AfterValidator, SecretStr

from xero_component.core import (
    Form,
    HttpDelivery,
    TriggerInput,
    TriggerReply,
    webhook_trigger,
)
from xero_component.triggers._events import WebhookDelivery, read_delivery
from xero_component.triggers._signature import HEADER, is_signed

OK, BAD_REQUEST, UNAUTHORISED = 200, 400, 401


def _key(pasted: SecretStr) -> SecretStr:
    key = pasted.get_secret_value().strip()
    if not key:
        raise ValueError("must not be empty")
    return SecretStr(key)


class WebhookInput(TriggerInput):
    """How deliveries are recognised as Xero's."""

    webhook_key: Annotated[SecretStr, AfterValidator(_key), Form(secret=True)]
    """The key that Xero's developer portal shows for the webhook subscription."""
    next_webhook_key: Annotated[SecretStr | None, Form(secret=True)] = None
    """A second key that is accepted as well, while the key is being changed."""


@webhook_trigger(title="Webhook", payload=WebhookDelivery)
def webhook(delivery: HttpDelivery, data: WebhookInput) -> TriggerReply[WebhookDelivery]:
    """Start a flow when Xero reports changed contacts, invoices and other records.

    The signature is checked over the raw bytes before anything is parsed. A wrong or missing one is
    answered 401; Xero's intent-to-receive check, a delivery without events, is answered 200; in
    neither case does a flow run.
    """
    keys = [data.webhook_key.get_secret_value()]
    if data.next_webhook_key is not None:
        keys.append(data.next_webhook_key.get_secret_value().strip())
    if not is_signed(delivery.body, delivery.header(HEADER), keys):
        return TriggerReply(UNAUTHORISED)
    try:
        read = read_delivery(delivery.body)
    except ValueError:
        return TriggerReply(BAD_REQUEST)
    return TriggerReply(OK, read if read["events"] else None)
