"""A loopback server that answers at once, or after a set latency, with realistic invoices.

Every page is rendered before the first request, so that the server is never what is measured.
"""

import asyncio
import contextlib
import multiprocessing
import re
import uuid
from collections.abc import Iterator
from multiprocessing.connection import Connection

import orjson

INVOICES = 50_000
PAGE_SIZE = 1000
DAY = 86_400_000
"""Milliseconds."""
PAGES = INVOICES // PAGE_SIZE


def invoice(number: int) -> dict[str, object]:
    """Return one invoice with three lines, as Xero sends it."""
    cents = 1_000 + number * 37 % 90_000
    moment = 1_760_000_000_000 + number * 60_000
    midnight = moment - moment % DAY
    key = uuid.UUID(int=number + 1)
    lines = [
        {
            "LineItemID": str(uuid.UUID(int=(number + 1) * 10 + line)),
            "Description": f"Consulting, week {line} of project {number % 97}",
            "Quantity": 1.5,
            "UnitAmount": round(cents / 100, 2),
            "TaxType": "OUTPUT",
            "TaxAmount": round(cents / 1000, 2),
            "LineAmount": round(cents * 1.5 / 100, 2),
            "AccountCode": "200",
            "Tracking": [],
        }
        for line in range(3)
    ]
    return {
        "Type": "ACCREC",
        "InvoiceID": str(key),
        "InvoiceNumber": f"INV-{number:06}",
        "Reference": f"PO {number % 1000}",
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "AmountDue": round(cents * 5 / 100, 2),
        "AmountPaid": 0.0,
        "AmountCredited": 0.0,
        "CurrencyRate": 1.0,
        "IsDiscounted": False,
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": {
            "ContactID": str(uuid.UUID(int=number % 500 + 7)),
            "Name": f"Customer {number % 500}",
            "Addresses": [],
            "Phones": [],
            "ContactGroups": [],
            "ContactPersons": [],
            "HasValidationErrors": False,
        },
        "DateString": "2026-01-15T00:00:00",
        "Date": f"/Date({midnight}+0000)/",
        "DueDateString": "2026-02-15T00:00:00",
        "DueDate": f"/Date({midnight + 30 * DAY}+0000)/",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": lines,
        "SubTotal": round(cents * 4.5 / 100, 2),
        "TotalTax": round(cents * 0.45 / 100, 2),
        "Total": round(cents * 4.95 / 100, 2),
        "UpdatedDateUTC": f"/Date({moment}+0000)/",
        "CurrencyCode": "AUD",
    }


def page(number: int) -> bytes:
    """Return the body of one page."""
    first = (number - 1) * PAGE_SIZE
    return orjson.dumps(
        {
            "Id": str(uuid.UUID(int=number)),
            "Status": "OK",
            "ProviderName": "Benchmark",
            "DateTimeUTC": "/Date(1760000000000)/",
            "pagination": {
                "page": number,
                "pageSize": PAGE_SIZE,
                "pageCount": PAGES,
                "itemCount": INVOICES,
            },
            "Invoices": [invoice(first + row) for row in range(PAGE_SIZE)],
        }
    )


CONTACT = orjson.dumps(
    {
        "Id": str(uuid.UUID(int=1)),
        "Status": "OK",
        "ProviderName": "Benchmark",
        "DateTimeUTC": "/Date(1760000000000)/",
        "Contacts": [
            {
                "ContactID": str(uuid.UUID(int=9)),
                "ContactStatus": "ACTIVE",
                "Name": "Benchmark",
                "Addresses": [{"AddressType": "STREET"}, {"AddressType": "POBOX"}],
                "UpdatedDateUTC": "/Date(1760000000000+0000)/",
                "StatusAttributeString": "OK",
            }
        ],
    }
)


def _answer(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _serve(ready: Connection, latency: float) -> None:
    pages = {number: _answer(page(number)) for number in range(1, PAGES + 1)}
    contact = _answer(CONTACT)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                if length:
                    await reader.readexactly(int(length[1]))
                if latency:
                    await asyncio.sleep(latency)
                wanted = re.search(r"[?&]page=(\d+)", head)
                writer.write(pages[int(wanted[1])] if wanted else contact)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(client, "127.0.0.1", 0, limit=2**20)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _run(ready: Connection, latency: float) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(ready, latency))


@contextlib.contextmanager
def serving(latency: float) -> Iterator[str]:
    """Serve in a process of its own; yields the base URL."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(there, latency), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()
