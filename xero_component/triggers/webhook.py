"""https://developer.xero.com/documentation/guides/webhooks/overview"""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from xero_component.catalogue.inputs import Text
from xero_component.core import (
    Form,
    HttpDelivery,
    TriggerInput,
    TriggerReply,
    webhook_trigger,
)
from xero_component.triggers._events import WebhookDelivery, WebhookEvent
from xero_component.triggers._filters import EventFilter
from xero_component.triggers._receiving import receive_webhook

SAMPLE = WebhookDelivery(
    events=[
        WebhookEvent(
            resourceUrl=(
                "https://api.xero.com/api.xro/2.0/Invoices/44b1b0c9-2f4c-4f3c-9f0e-5a8f4f4d8a11"
            ),
            resourceId="44b1b0c9-2f4c-4f3c-9f0e-5a8f4f4d8a11",
            eventDateUtc="2026-06-21T01:15:39.902Z",
            eventType="CREATE",
            eventCategory="INVOICE",
            tenantId="c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
            tenantType="ORGANISATION",
        )
    ],
    firstEventSequence=1,
    lastEventSequence=1,
)


def _key(pasted: SecretStr) -> SecretStr:
    key = pasted.get_secret_value().strip()
    if not key:
        raise ValueError("must not be empty")
    return SecretStr(key)


class WebhookInput(TriggerInput):
    """How deliveries are recognised as Xero's, and which of their events start a flow."""

    webhook_key: Annotated[SecretStr, AfterValidator(_key), Form(secret=True)]
    """The key that Xero's developer portal shows for the webhook subscription."""
    next_webhook_key: Annotated[SecretStr | None, Form(secret=True)] = None
    """A second key that is accepted as well, while the key is being changed."""
    organisations: Annotated[list[Text] | None, Field(min_length=1)] = None
    """Tenant ids of the organisations whose events start the flow; all of them when left out."""
    categories: Annotated[
        list[Text] | None, Field(min_length=1), Form(placeholder="INVOICE, CONTACT")
    ] = None
    """Event categories that start the flow, such as INVOICE or CONTACT; all when left out."""
    event_types: Annotated[
        list[Text] | None, Field(min_length=1), Form(placeholder="CREATE, UPDATE")
    ] = None
    """Event types that start the flow, such as CREATE or UPDATE; all when left out."""
    one_run_per_event: bool = False
    """Start the flow once for each event, rather than once for the whole delivery."""
    fetch_records: bool = False
    """Let the host read the full records before the flow starts, which costs calls to Xero."""

    @property
    def keys(self) -> list[str]:
        """The webhook keys that are accepted."""
        keys = [self.webhook_key.get_secret_value()]
        if self.next_webhook_key is not None:
            keys.append(self.next_webhook_key.get_secret_value().strip())
        return keys

    @property
    def filter(self) -> EventFilter:
        """Which events start the flow."""
        return EventFilter.of(self.organisations, self.categories, self.event_types)


@webhook_trigger(title="Webhook", payload=WebhookDelivery, sample=SAMPLE)
def webhook(delivery: HttpDelivery, data: WebhookInput) -> TriggerReply[WebhookDelivery]:
    """Start a flow when Xero reports changed contacts, invoices and other records.

    The signature is checked over the raw bytes before anything is parsed. A wrong or missing one is
    answered 401; Xero's intent-to-receive check, a delivery without events, is answered 200; in
    neither case does a flow run. Nor does it when the filters leave no event.
    """
    reply = receive_webhook(delivery.headers, delivery.body, data.keys)
    if reply.payload is None:
        return reply
    wanted = data.filter
    events = [event for event in reply.payload["events"] if wanted.matches(event)]
    return TriggerReply(reply.status, {**reply.payload, "events": events} if events else None)


def runs_of(delivery: WebhookDelivery, data: WebhookInput) -> list[WebhookDelivery]:
    """Return what each run of a flow receives: the whole delivery, or one event of it at a time."""
    wanted = data.filter
    events = [event for event in delivery["events"] if wanted.matches(event)]
    if data.one_run_per_event:
        return [{**delivery, "events": [event]} for event in events]
    return [{**delivery, "events": events}] if events else []
