"""The demo company that the live tests work in, and what they leave no trace of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import anyio
import httpx

from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.paging import Query
from xero_component.api.wire import JSON, Reply, decode_json, encode_json, json_call
from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import ACCOUNTS, CONTACTS, INVOICES, ITEMS, PAYMENTS
from xero_component.catalogue.records import Account, Contact, Invoice, Item, Payment
from xero_component.connections import StoredAuthorisation
from xero_component.errors import XeroComponentError

DAY = "2026-01-30"
DUE = "2026-02-28"
BATCH = 50


@dataclass
class DemoCompany:
    """The organisation, through the client and beside it; everything made here is noted."""

    xero: XeroClient
    authorisation: StoredAuthorisation
    http: httpx.AsyncClient
    endpoints: Endpoints
    run: str
    """What the name of everything begins with that this run makes."""
    accounts: Sequence[Account] = ()
    left_behind: list[str] = field(default_factory=list)
    """What could not be removed at the end."""
    contact_ids: list[str] = field(default_factory=list)
    item_ids: list[str] = field(default_factory=list)
    invoice_ids: dict[str, str] = field(default_factory=dict)
    """Each with the status that ends it."""
    payment_ids: list[str] = field(default_factory=list)
    shared: dict[str, Contact] = field(default_factory=dict)

    def named(self, what: str) -> str:
        """Return a name that tells which run made the record."""
        return f"{self.run} {what}"

    @property
    def mine(self) -> str:
        """A filter for the contacts of this run."""
        return f'Name.StartsWith("{self.run}")'

    @property
    def bank(self) -> Account:
        """An account that payments can be made from and to."""
        return self._account("Type", "BANK")

    @property
    def sales(self) -> Account:
        """An account for sales, which has a code as all but bank accounts have."""
        return self._account("Class", "REVENUE")

    def _account(self, name: str, value: str) -> Account:
        rows = (row for row in self.accounts if row.get(name) == value)
        return next(row for row in rows if row.get("Status") == "ACTIVE")

    async def look_around(self) -> None:
        """Read the chart of accounts."""
        self.accounts = (await self.xero.list_page(ACCOUNTS))["records"]

    async def customer(self) -> Contact:
        """Return a contact that tests may invoice but not change."""
        if "customer" not in self.shared:
            self.shared["customer"] = await self.contact("customer")
        return self.shared["customer"]

    async def contact(self, what: str, **fields: Any) -> Contact:
        """Create a contact."""
        contact = await self.xero.create(CONTACTS, {"Name": self.named(what), **fields})
        return self.noted_contact(contact)

    def noted_contact(self, contact: Contact) -> Contact:
        """Archive this contact at the end."""
        self.contact_ids.append(contact["ContactID"])
        return contact

    async def item(self, what: str, **fields: Any) -> Item:
        """Create an item; codes are short."""
        item = await self.xero.create(ITEMS, {"Code": self.named(what)[:30], **fields})
        return self.noted_item(item)

    def noted_item(self, item: Item) -> Item:
        """Delete this item at the end."""
        self.item_ids.append(item["ItemID"])
        return item

    async def invoice(self, *lines: Mapping[str, Any], **fields: Any) -> Invoice:
        """Create a sales invoice to the customer, a draft unless said otherwise."""
        body = {
            "Type": "ACCREC",
            "Contact": {"ContactID": (await self.customer())["ContactID"]},
            "Date": DAY,
            "DueDate": DUE,
            "Reference": self.run,
            "LineItems": [self.line(**line) for line in lines or ({},)],
            **fields,
        }
        sent = {name: value for name, value in body.items() if value is not None}
        return self.noted_invoice(await self.xero.create(INVOICES, sent))

    def noted_invoice(self, invoice: Invoice) -> Invoice:
        """Void or delete this invoice at the end."""
        draft = invoice["Status"] in {"DRAFT", "SUBMITTED"}
        self.invoice_ids[invoice["InvoiceID"]] = "DELETED" if draft else "VOIDED"
        return invoice

    def line(self, **fields: Any) -> dict[str, Any]:
        """Return a line that an approved invoice may have."""
        return {
            "Description": "Live test",
            "Quantity": 1,
            "UnitAmount": Decimal("10.00"),
            "AccountCode": self.sales["Code"],
            **fields,
        }

    async def end(self, invoice: Invoice, status: str) -> Invoice:
        """Void or delete an invoice now."""
        ended = await self.xero.update(INVOICES, invoice["InvoiceID"], {"Status": status})
        self.invoice_ids.pop(invoice["InvoiceID"], None)
        return ended

    async def pay(self, invoice: Invoice, amount: Decimal) -> Payment:
        """Pay an invoice from the bank account."""
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"AccountID": self.bank["AccountID"]},
            "Date": DAY,
            "Amount": amount,
        }
        return self.noted_payment(await self.xero.create(PAYMENTS, body))

    def noted_payment(self, payment: Payment) -> Payment:
        """Take this payment back at the end."""
        self.payment_ids.append(payment["PaymentID"])
        return payment

    async def contacts(self, where: str | None = None, **query: Any) -> list[Contact]:
        """List contacts, the first hundred."""
        asked = Query(page=1, page_size=100, where=where, **query)
        return (await self.xero.list_page(CONTACTS, asked))["records"]

    async def call(self, method: str, path: str, body: Any = None, **rest: Any) -> Reply:
        """Send a call of any form through the client."""
        return await self.xero.send(json_call(method, path, body, **rest), lambda reply: reply)

    async def envelope(self, method: str, path: str, body: Any = None, **rest: Any) -> Any:
        """Send a call of any form through the client, and read its JSON."""
        return decode_json((await self.call(method, path, body, **rest)).content)

    async def bare(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        api: Api = Api.ACCOUNTING,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        token: str | None = None,
        patient: bool = True,
    ) -> httpx.Response:
        """Send one request beside the client, whatever the answer; only a limit is waited for."""
        given = {
            "Authorization": f"Bearer {token or await self.authorisation.access_token()}",
            "Accept": JSON,
            "Content-Type": JSON,
            **({"xero-tenant-id": self.xero.tenant_id} if self.xero.tenant_id else {}),
            **(headers or {}),
        }
        content = None if body is None else encode_json(body)
        while True:
            response = await self.http.request(
                method,
                self.endpoints.base_url(api) + path,
                content=content,
                headers=given,
                params=params,
            )
            wait = response.headers.get("Retry-After", "2")
            if response.status_code != 429 or not patient or float(wait) > 60:
                return response
            await anyio.sleep(float(wait))

    async def clean_up(self) -> None:
        """Take back, void, delete and archive what the run made; note what Xero refuses."""
        for payment_id in self.payment_ids:
            await self._try(f"payment {payment_id}", PAYMENTS.path, payment_id)
        ends = [{"InvoiceID": key, "Status": end} for key, end in self.invoice_ids.items()]
        await self._end("Invoices", "InvoiceID", ends)
        for item_id in self.item_ids:
            await self._try(f"item {item_id}", ITEMS.path, item_id)
        archived = [{"ContactID": key, "ContactStatus": "ARCHIVED"} for key in self.contact_ids]
        await self._end("Contacts", "ContactID", archived)

    async def _try(self, what: str, path: str, identifier: str) -> None:
        address = f"/{path}/{identifier}"
        try:
            if path == PAYMENTS.path:
                await self.call("POST", address, {"Status": "DELETED"})
            else:
                await self.call("DELETE", address)
        except XeroComponentError as error:
            self.left_behind.append(f"{what}: {error}")

    async def _end(self, plural: str, key: str, changes: list[dict[str, str]]) -> None:
        for start in range(0, len(changes), BATCH):
            part = changes[start : start + BATCH]
            try:
                reply = await self.envelope(
                    "POST", f"/{plural}", {plural: part}, query={"summarizeErrors": "false"}
                )
            except XeroComponentError as error:
                self.left_behind.append(f"{len(part)} {plural}: {error}")
                continue
            for row in reply[plural]:
                if row.get("ValidationErrors"):
                    self.left_behind.append(f"{plural} {row.get(key)}: {row['ValidationErrors']}")
