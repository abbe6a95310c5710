"""https://developer.xero.com/documentation/api/accounting/requests-and-responses"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import Moment
from xero_component.catalogue.objects import OBJECTS
from xero_component.core import Form, Polled, State, TriggerInput, polling_trigger
from xero_component.triggers._polling.filters import checked, condition
from xero_component.triggers._polling.latest import latest_records
from xero_component.triggers._polling.looking import look_at
from xero_component.triggers._polling.payload import RecordEvent, event_of
from xero_component.triggers._polling.poller import Change, Kind
from xero_component.triggers._polling.samples import RECORD_EVENT

PolledObject = Literal[
    "accounts",
    "bank_transactions",
    "bank_transfers",
    "batch_payments",
    "contacts",
    "credit_notes",
    "invoices",
    "items",
    "journals",
    "linked_transactions",
    "manual_journals",
    "overpayments",
    "payments",
    "prepayments",
    "purchase_orders",
    "quotes",
    "users",
]


class NewAndUpdatedRecordsInput(TriggerInput):
    """What to look at, and what of it to tell."""

    example: ClassVar = {"object": "invoices"}

    object: PolledObject
    """What kind of record to look at."""
    show_new: bool = True
    """Start the flow for records that were created."""
    show_updated: bool = True
    """Start the flow for records that were changed."""
    show_deleted: bool = False
    """Start the flow for records that are gone; they are noticed when everything is compared."""
    start_from: Moment | None = None
    """Tell also what was created or changed since this moment; otherwise only what is to come."""
    filter: Annotated[str | None, AfterValidator(checked), Form(placeholder="Type == 'ACCREC'")] = (
        None
    )
    """A condition on the record in JMESPath, such as `Status == 'AUTHORISED'`."""
    interval_minutes: Annotated[int, Field(title="Interval (Minutes)", ge=1, le=1440)] = 5
    """How often to look; each look costs a call, and Xero counts calls and bytes."""
    compare_every_hours: Annotated[
        int, Field(title="Compare Everything Every (Hours)", ge=0, le=8760)
    ] = 168
    """How often to read everything, for edits that Xero does not date; 0 is never."""

    @model_validator(mode="after")
    def _something_is_shown(self) -> "NewAndUpdatedRecordsInput":
        if not (self.show_new or self.show_updated or self.show_deleted):
            raise ValueError("show_new, show_updated or show_deleted must be true")
        return self

    def shows(self, change: Change) -> bool:
        """Tell whether the flow runs for a change."""
        chosen = {
            Kind.NEW: self.show_new,
            Kind.UPDATED: self.show_updated,
            Kind.DELETED: self.show_deleted,
        }[change.kind]
        return chosen and (change.record is None or condition(self.filter)(change.record))


async def _latest(xero: XeroClient, data: NewAndUpdatedRecordsInput) -> Sequence[RecordEvent]:
    found = await latest_records(xero, data.object)
    return [event_of(change, data.object, xero.tenant_id) for change in found]


def _scopes(data: NewAndUpdatedRecordsInput) -> frozenset[str]:
    return frozenset({OBJECTS[data.object].read_scope})


@polling_trigger(
    title="New And Updated Records",
    payload=RecordEvent,
    sample=RECORD_EVENT,
    scopes=_scopes,
    latest=_latest,
)
async def new_and_updated_records(
    xero: XeroClient, data: NewAndUpdatedRecordsInput, state: State | None
) -> Polled[RecordEvent]:
    """Start a flow for every record that was created or changed since the last look.

    Each change is told once. When the trigger is switched on it takes note of what there is, so
    that the first edit of an old record is an update, not a new record.
    """
    seen = await look_at(
        xero,
        data.object,
        state,
        start_from=data.start_from,
        compare_every=timedelta(hours=data.compare_every_hours) or None,
    )
    events = [
        event_of(change, data.object, xero.tenant_id)
        for change in seen.changes
        if data.shows(change)
    ]
    return Polled(events, seen.state.written(), seen.more, seen.notes)
