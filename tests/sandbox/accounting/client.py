"""A client of the ledger that needs no network, and the small payloads that tests share."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from xero_component.sandbox.accounting import AccountingApi, Organisation, demo_organisations
from xero_component.sandbox.wire import ApiRequest, ApiResponse, Change

START = datetime(2026, 11, 20, 1, 30, 15, 123000, tzinfo=UTC)
CONTACT = "430fa14a-f945-44d3-9f97-5df5e28441b8"
BANK = "13918178-849a-4823-9a31-57b7eac713d7"
JSON = {"accept": "application/json"}


@dataclass
class Reply:
    """A reply with its JSON read, numbers as Decimals."""

    response: ApiResponse

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def json(self) -> dict[str, Any]:
        body = json.loads(self.response.body, parse_float=Decimal)
        assert isinstance(body, dict)
        return body

    @property
    def messages(self) -> list[str]:
        """Every validation message in the reply, or its plain message."""
        body = self.json
        found = [
            error["Message"]
            for records in body.values()
            if isinstance(records, list)
            for record in records
            for error in record.get("ValidationErrors", [])
        ]
        return found or [body["Message"]]


@dataclass
class LedgerClient:
    """Calls an organisation's API as a client would, with a clock that tests move by hand."""

    organisation: Organisation
    now: datetime = START
    changes: list[Change] = field(default_factory=list)
    api: AccountingApi = field(init=False)

    def __post_init__(self) -> None:
        self.api = AccountingApi(
            self.organisation, clock=lambda: self.now, on_change=self.changes.append
        )

    def pass_time(self, **amount: int) -> None:
        self.now += timedelta(**amount)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        application: str = "sandbox",
        **query: str,
    ) -> Reply:
        content = body if isinstance(body, bytes) else b""
        if body is not None and not isinstance(body, bytes):
            content = json.dumps(body, default=str).encode()
        request = ApiRequest(
            method=method,
            segments=tuple(path.split("/")),
            query=query,
            headers=JSON if headers is None else headers,
            body=content,
            application=application,
        )
        return Reply(self.api.handle(request))

    def get(self, path: str, **query: str) -> Reply:
        return self.call("GET", path, None, None, "sandbox", **query)

    def put(self, path: str, body: Any, **query: str) -> Reply:
        return self.call("PUT", path, body, None, "sandbox", **query)

    def post(self, path: str, body: Any, **query: str) -> Reply:
        return self.call("POST", path, body, None, "sandbox", **query)

    def one(self, path: str, **query: str) -> dict[str, Any]:
        """Read one record."""
        reply = self.get(path, **query)
        assert reply.status == 200, reply.response
        (record,) = reply.json[path.split("/")[0]]
        assert isinstance(record, dict)
        return record

    def all(self, plural: str, **query: str) -> list[dict[str, Any]]:
        """List records."""
        reply = self.get(plural, **query)
        assert reply.status == 200, reply.response
        records = reply.json[plural]
        assert isinstance(records, list)
        return records

    def create(self, plural: str, element: dict[str, Any], **query: str) -> dict[str, Any]:
        """Create one record and return it."""
        return self._written(self.put(plural, element, **query), plural)

    def update(self, path: str, element: dict[str, Any], **query: str) -> dict[str, Any]:
        """Update one record and return it."""
        return self._written(self.post(path, element, **query), path.split("/")[0])

    def _written(self, reply: Reply, plural: str) -> dict[str, Any]:
        assert reply.status == 200, reply.response
        (record,) = reply.json[plural]
        assert isinstance(record, dict)
        return record

    def snapshot(self) -> str:
        """Everything a client can read, to compare before and after."""
        parts = {}
        for plural in (
            "Accounts", "BankTransactions", "Contacts", "CreditNotes", "Invoices", "Items",
            "Overpayments", "Payments", "Prepayments",
        ):  # fmt: skip
            parts[plural] = self.all(plural, page="1", pageSize="1000", includeArchived="true")
        return json.dumps(parts, default=str)


def new_client(which: int = 0) -> LedgerClient:
    return LedgerClient(demo_organisations(lambda: START)[which])


def line(**fields: Any) -> dict[str, Any]:
    return {
        "Description": "Work",
        "Quantity": 2,
        "UnitAmount": 50,
        "AccountCode": "200",
        **fields,
    }


def invoice(**fields: Any) -> dict[str, Any]:
    """A sales invoice, approved, of 110.00 unless told otherwise."""
    return {
        "Type": "ACCREC",
        "Contact": {"ContactID": CONTACT},
        "Status": "AUTHORISED",
        "Date": "2026-11-01",
        "DueDate": "2026-12-01",
        "LineItems": [line()],
        **fields,
    }


def bill(**fields: Any) -> dict[str, Any]:
    return invoice(**{"Type": "ACCPAY", "LineItems": [line(AccountCode="400")], **fields})


def payment(invoice_id: str, amount: object, **fields: Any) -> dict[str, Any]:
    return {
        "Invoice": {"InvoiceID": invoice_id},
        "Account": {"AccountID": BANK},
        "Amount": str(amount),
        "Date": "2026-11-10",
        **fields,
    }
