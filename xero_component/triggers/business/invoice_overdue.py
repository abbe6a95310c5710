"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import INVOICES, ORGANISATION
from xero_component.core import Form, Polled, State, TriggerInput, polling_trigger
from xero_component.triggers._business import samples
from xero_component.triggers._business.overdue import OverdueWatcher
from xero_component.triggers._business.payload import OverdueEvent
from xero_component.triggers._polling.filters import checked, condition


class InvoiceOverdueInput(TriggerInput):
    """Which invoices, and by how many days."""

    days: Annotated[int, Field(title="Days Overdue", ge=1, le=3650)] = 1
    """How many days after the due date; 1 is the day after it, where the organisation is."""
    filter: Annotated[
        str | None, AfterValidator(checked), Form(placeholder="CurrencyCode == 'AUD'")
    ] = None
    """A condition on the invoice in JMESPath, such as `Contact.Name == 'Ridgeway University'`."""
    interval_minutes: Annotated[int, Field(title="Interval (Minutes)", ge=15, le=1440)] = 60
    """How often to look; each look costs a call, and once a day a list of what is overdue."""

    @property
    def watcher(self) -> OverdueWatcher:
        """How it looks, for this input."""
        return OverdueWatcher(
            event="invoice_overdue", days=self.days, passes=condition(self.filter)
        )


async def _latest(xero: XeroClient, data: InvoiceOverdueInput) -> Sequence[Any]:
    return await data.watcher.overdue_now(xero)


def _scopes(_data: InvoiceOverdueInput) -> frozenset[str]:
    return frozenset({INVOICES.read_scope, ORGANISATION.read_scope})


@polling_trigger(
    title="Invoice Overdue",
    payload=OverdueEvent,
    sample=samples.OVERDUE,
    scopes=_scopes,
    latest=_latest,
)
async def invoice_overdue(
    xero: XeroClient, data: InvoiceOverdueInput, state: State | None
) -> Polled[Any]:
    """Start a flow when a sales invoice is not paid some days after it was due.

    Each invoice is told once for each due date: a part payment does not tell it again, another due
    date does. What is overdue when the trigger is switched on is not told.
    """
    return await data.watcher.look(xero, state)
