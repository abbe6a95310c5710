"""https://developer.xero.com/documentation/api/accounting/historyandnotes#get-history"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import ContactId
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import HistoryRecord, Records
from xero_component.core import ActionInput, Effect, action


class GetContactHistoryInput(ActionInput):
    """Which contact."""

    example: ClassVar = {"contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8"}

    contact_id: ContactId
    """The customer or supplier."""


@action(title="Get Contact History", effect=Effect.READ, scopes={"accounting.contacts.read"})
async def get_contact_history(
    xero: XeroClient, data: GetContactHistoryInput
) -> Records[HistoryRecord]:
    """List what was changed and noted on a customer or supplier, by whom and when."""
    return await xero.history(CONTACTS, data.contact_id)
