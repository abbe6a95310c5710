"""A sandbox with what an action's example needs: ids that exist, and a file to read.

What a field needs is told by its name alone, so that a new action runs without being listed.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.api.transport import http_client
from xero_component.catalogue.objects import CONTACTS
from xero_component.component import component
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.core import Action, ChoiceQuery, invoke
from xero_component.sandbox import Sandbox


@dataclass
class World:
    """A served sandbox and a client of its first organisation."""

    sandbox: Sandbox
    xero: XeroClient
    authorisation: ClientCredentialsConnection

    async def concrete(self, action: Action[Any, Any, Any]) -> dict[str, Any]:
        """Return an action's example with ids of records that exist and suit it."""
        raw = dict(action.input.example)
        for name in raw.keys() & RECORDS.keys():
            found = SUITED.get((action.key, name), RECORDS[name])
            raw[name] = await found(self)
        if "records" in raw:
            made: dict[str, str] = {}
            raw["records"] = [await self._with_ids(record, made) for record in raw["records"]]
        if raw.keys() >= {"object_type", "object_id", "file_name"}:
            await self.attach(raw["object_type"], raw["object_id"], raw["file_name"])
        return raw

    async def _with_ids(self, record: dict[str, Any], made: dict[str, str]) -> dict[str, Any]:
        """Return one record of a batch with ids that exist: one for each id of the example."""
        for name in record.keys() & RECORDS.keys():
            if record[name] not in made:
                made[record[name]] = await RECORDS[name](self)
        return {name: made[value] if name in RECORDS else value for name, value in record.items()}

    async def perform(self, key: str, **raw: Any) -> Any:
        """Run an action that prepares another one."""
        return (await invoke(component, key, raw, self.xero)).output

    async def attach(self, object_type: str, object_id: str, file_name: str) -> None:
        """Attach a file, so that there is one to read."""
        await self.perform(
            "create_attachment",
            object_type=object_type,
            object_id=object_id,
            file_name=file_name,
            file_data=b"content",
        )

    async def offered(self, key: str) -> str:
        """Return the first value that a data source offers."""
        choices = await component.data_sources[key](self.xero, ChoiceQuery())
        return choices.items[0].value

    async def account(self) -> str:
        """Return an account that can be changed."""
        return await self.offered("bank_accounts")

    async def payment_account(self) -> str:
        """Return an account that a payment may be booked to."""
        return await self.offered("bank_accounts")

    async def unused_account(self) -> str:
        """Return an account that can be deleted, because nothing uses it."""
        made = await self.perform(
            "create_account", account_code="999", name="Unused", account_type="EXPENSE"
        )
        return str(made["AccountID"])

    async def item(self) -> str:
        """Return an item that is not tracked."""
        return str((await self.perform("get_item", item_id="BOOK"))["ItemID"])

    async def contact(self) -> str:
        """Return a contact."""
        return await self.offered("contacts")

    async def invoice(self, status: str = "AUTHORISED") -> str:
        """Return an invoice that nothing was paid on; approved unless told otherwise."""
        made = await self.perform(
            "create_invoice",
            invoice_type="ACCREC",
            contact_id=await self.contact(),
            invoice_status=status,
            line_items=[{"Description": "Work", "UnitAmount": "100", "AccountCode": "200"}],
            date="2026-11-02",
            due_date="2026-12-02",
        )
        return str(made["InvoiceID"])

    async def draft(self) -> str:
        """Return an invoice that is not approved."""
        return await self.invoice("DRAFT")

    async def mailable(self) -> str:
        """Return an invoice whose contact has an email address."""
        changed = {"EmailAddress": "accounts@example.com"}
        await self.xero.update(CONTACTS, await self.contact(), changed)
        return await self.invoice()

    async def payment(self) -> str:
        """Return a payment."""
        made = await self.perform(
            "pay_invoice",
            invoice_id=await self.invoice(),
            account_id=await self.payment_account(),
            amount="10.00",
        )
        return str(made["PaymentID"])


RECORDS: dict[str, Callable[[World], Awaitable[str]]] = {
    "account_id": World.account,
    "contact_id": World.contact,
    "invoice_id": World.invoice,
    "item_id": World.item,
    "object_id": World.invoice,
    "payment_id": World.payment,
}
"""By the name of an input: what finds or makes a record for it."""

SUITED: dict[tuple[str, str], Callable[[World], Awaitable[str]]] = {
    ("delete_account", "account_id"): World.unused_account,
    ("delete_invoice", "invoice_id"): World.draft,
    ("pay_invoice", "account_id"): World.payment_account,
    ("send_invoice", "invoice_id"): World.mailable,
}
"""By action and input, where the record must be in a certain state."""


@contextmanager
def served_sandbox() -> Iterator[tuple[Sandbox, str]]:
    """Serve a sandbox over HTTP."""
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as url:
        yield sandbox, url


@asynccontextmanager
async def opened_world(sandbox: Sandbox, url: str) -> AsyncIterator[World]:
    """Open a client that is authorised by client credentials."""
    announced: Any = sandbox.announcement(url)
    endpoints = Endpoints.at(url)
    authorisation = ClientCredentialsConnection.from_settings(
        ClientCredentialsInput.model_validate(announced["custom_connection"]),
        store=MemoryTokenStore(),
        endpoints=endpoints,
    )
    async with authorisation, http_client(endpoints) as http:
        await authorisation.access_token()
        sandbox.requests.clear()
        limits = Limits(per_minute=10_000)
        xero = XeroClient(authorisation, endpoints=endpoints, limits=limits, http=http)
        yield World(sandbox, xero, authorisation)
