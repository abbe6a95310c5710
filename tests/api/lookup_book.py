"""An organisation for lookups: it answers lists, and keeps what it was asked."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx

from tests.api.wiring import client_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.core import StepContext
from xero_component.core.context import Trace

ACME = "430fa14a-f945-44d3-9f97-5df5e28441b8"
CAFE = "a3675fc4-f8dd-4f03-ba5b-f1870566bcd7"
BANK = "13918178-849a-4823-9a31-57b7eac713d7"
REGION = "e2f2f732-e92a-4f3a-9c4d-ee4da0182a13"
NORTH = "ce205173-7387-4651-9726-2cf4c5405ba2"
INVOICE = "0032f627-3156-4d30-9b1c-4d3b994dc921"

ROWS: dict[str, list[dict[str, Any]]] = {
    "Contacts": [
        {"ContactID": ACME, "Name": "Acme Ltd", "ContactNumber": "C-1", "ContactStatus": "ACTIVE"},
        {"ContactID": CAFE, "Name": "Café Zoë 🍰", "ContactStatus": "ACTIVE"},
        {"ContactID": "c-3", "Name": "Old Mill", "ContactStatus": "ARCHIVED"},
        {"ContactID": "c-4", "Name": 'The "Best" \\ Co', "ContactStatus": "ACTIVE"},
        {"ContactID": "c-5", "Name": "Acme Pty", "ContactNumber": "C-5", "ContactStatus": "ACTIVE"},
    ],
    "Invoices": [
        {"InvoiceID": INVOICE, "InvoiceNumber": "INV-0001", "Status": "AUTHORISED"},
        {"InvoiceID": "i-2", "InvoiceNumber": "INV-0002", "Status": "VOIDED"},
        {
            "InvoiceID": "i-3",
            "InvoiceNumber": "RPT-1",
            "Status": "PAID",
            "Contact": {"Name": "Acme Ltd"},
        },
        {"InvoiceID": "i-4", "InvoiceNumber": "RPT-1", "Status": "DRAFT"},
    ],
    "Accounts": [
        {"AccountID": BANK, "Code": "090", "Name": "Business Bank Account", "Type": "BANK"},
        {"AccountID": "a-2", "Code": "200", "Name": "Sales", "Type": "REVENUE"},
        {"AccountID": "a-3", "Code": "SALES", "Name": "Sales online", "Type": "REVENUE"},
        {"AccountID": "a-4", "Code": None, "Name": "Savings", "Type": "BANK"},
        {"AccountID": "a-5", "Code": "880", "Name": "Drawings", "EnablePaymentsToAccount": True},
        {"AccountID": "a-6", "Code": "9", "Name": "Old Bank", "Type": "BANK", "Status": "ARCHIVED"},
    ],
    "TaxRates": [
        {"TaxType": "OUTPUT", "Name": "GST on Income", "Status": "ACTIVE"},
        {"TaxType": "INPUT", "Name": "GST on Expenses", "Status": "ACTIVE"},
        {"TaxType": "TAX001", "Name": "Old levy", "Status": "DELETED"},
    ],
    "TrackingCategories": [
        {
            "TrackingCategoryID": REGION,
            "Name": "Region",
            "Status": "ACTIVE",
            "Options": [
                {"TrackingOptionID": NORTH, "Name": "North", "Status": "ACTIVE"},
                {"TrackingOptionID": "o-2", "Name": "South", "Status": "ACTIVE"},
                {"TrackingOptionID": "o-3", "Name": "Moon", "Status": "ARCHIVED"},
            ],
        },
        {"TrackingCategoryID": "t-2", "Name": "Staff", "Status": "ARCHIVED", "Options": []},
    ],
    "Items": [{"ItemID": INVOICE, "Code": "BOOK"}],
}
_COMPARED = re.compile(r'(\w+)=="((?:[^"\\]|\\.)*)"', re.DOTALL)


class LookupBook:
    """Answers lists; Xero compares names whatever their capitals and accents."""

    def __init__(self) -> None:
        self.rows = {name: [dict(row) for row in rows] for name, rows in ROWS.items()}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.xero: XeroClient = client_of(self._answer, FakeClock())

    def step(self, run: str | None = "run", **more: Any) -> XeroClient:
        """Return a client that is bound to a new step."""
        return self.xero.for_step(StepContext(run_id=run, **more), Trace())

    @property
    def paths(self) -> list[str]:
        """What was read, in turn."""
        return [path for path, _ in self.asked]

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        _, _, _, name, *rest = request.url.path.split("/")
        query = dict(parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True))
        self.asked.append(("/".join([name, *rest]), query))
        rows = self.rows[name]
        if where := query.get("where"):
            compared = _COMPARED.fullmatch(where)
            assert compared is not None, where
            wanted = re.sub(r"\\(.)", r"\1", compared[2])
            rows = [row for row in rows if _plain(row.get(compared[1])) == _plain(wanted)]
        if term := query.get("searchTerm"):
            rows = [row for row in rows if term.casefold() in str(row).casefold()]
        return httpx.Response(200, json={name: rows, **_paging(query, rows)})


def _plain(value: Any) -> str:
    return str(value or "").casefold().replace("é", "e").replace("ë", "e")


def _paging(query: Mapping[str, str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    if "page" not in query:
        return {}
    return {"pagination": {"page": 1, "pageSize": 100, "pageCount": 1, "itemCount": len(rows)}}
