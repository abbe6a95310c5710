# pyright: strict
"""https://developer.xero.com/documentation/api/accounting/contacts#put-contacts

An integration as an author writes one; type checkers and editors must understand all of it.
"""

from decimal import Decimal

from xero_component import StepContext, XeroClient, invoke, present
from xero_component.actions.contacts.create_contact import CreateContactInput, create_contact
from xero_component.actions.invoices.list_invoices import ListInvoicesInput, list_invoices
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Contact, Invoice
from xero_component.component import component
from xero_component.core import Action, ActionInput, Effect, action


class VoidDraftInput(ActionInput):
    """Which invoice."""

    invoice_id: str
    """The invoice to void."""


@action(title="Void Draft", effect=Effect.DESTRUCTIVE, scopes={"accounting.invoices"})
async def void_draft(xero: XeroClient, data: VoidDraftInput) -> Invoice:
    """Void an approved invoice or bill, so that it no longer counts as owed."""
    return await xero.update(INVOICES, data.invoice_id, {"Status": "VOIDED"})


typed: Action[XeroClient, VoidDraftInput, Invoice] = void_draft


async def use(xero: XeroClient) -> bytes:
    """Call actions as functions, and by their keys."""
    contact: Contact = await create_contact(xero, CreateContactInput(name="Sunrise Café"))
    found = await list_invoices(xero, ListInvoicesInput(contact_ids=[contact.get("ContactID", "")]))
    owed: Decimal = sum((row.get("AmountDue", Decimal(0)) for row in found["records"]), Decimal(0))
    title: str = create_contact.title
    step = StepContext(run_id="run-1", step_id=f"{title} {owed}")
    outcome = await invoke(component, "create_contact", {"name": "Sunrise Café"}, xero, step)
    return present(outcome)
