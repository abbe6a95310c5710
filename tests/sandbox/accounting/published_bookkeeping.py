"""Records for Xero's published examples of transfers, batches, manual journals and links."""

from typing import Any

from tests.sandbox.accounting.client import BANK, LedgerClient, bill, invoice

ENDPOINTS = ("BankTransfers", "BatchPayments", "LinkedTransactions", "ManualJournals")
KEYS = {endpoint: f"{endpoint[:-1]}ID" for endpoint in ENDPOINTS}


def made(xero: LedgerClient, endpoint: str) -> str:
    """Make a record to which the operation of an example can be applied; return its id."""
    elements = {
        "BankTransfers": _transfer,
        "BatchPayments": _batch,
        "LinkedTransactions": _link,
        "ManualJournals": _journal,
    }
    return str(xero.create(endpoint, elements[endpoint](xero))[KEYS[endpoint]])


def _transfer(_xero: LedgerClient) -> dict[str, Any]:
    return {
        "FromBankAccount": {"Code": "090"},
        "ToBankAccount": {"Code": "091"},
        "Amount": "5.00",
    }


def _batch(xero: LedgerClient) -> dict[str, Any]:
    owed = xero.create("Invoices", invoice())["InvoiceID"]
    part = {"Invoice": {"InvoiceID": owed}, "Amount": "5.00"}
    return {"Account": {"AccountID": BANK}, "Payments": [part]}


def _link(xero: LedgerClient) -> dict[str, Any]:
    source = xero.create("Invoices", bill())
    return {
        "SourceTransactionID": source["InvoiceID"],
        "SourceLineItemID": source["LineItems"][0]["LineItemID"],
    }


def _journal(_xero: LedgerClient) -> dict[str, Any]:
    lines = [
        {"AccountCode": "453", "LineAmount": "5.00"},
        {"AccountCode": "469", "LineAmount": "-5.00"},
    ]
    return {"Narration": "Coded wrongly", "JournalLines": lines}


def put_real_ids(xero: LedgerClient, body: Any) -> None:
    """Put records that are there in place of those that the examples name."""
    if not isinstance(body, dict):
        return
    if "BatchPaymentID" in body:
        body["BatchPaymentID"] = made(xero, "BatchPayments")
    for transfer in body.get("BankTransfers", []):
        if "BankTransferID" in transfer:
            transfer["BankTransferID"] = made(xero, "BankTransfers")
        if "Amount" in transfer:
            transfer |= _transfer(xero)
            _put_real_tracking(xero, transfer)
    for batch in body.get("BatchPayments", []):
        if "Payments" in batch:
            batch["Account"]["AccountID"] = BANK
        for part in batch.get("Payments", []):
            part["Amount"] = 100
            part["Invoice"]["InvoiceID"] = xero.create("Invoices", bill())["InvoiceID"]
    for link in body.get("LinkedTransactions", []):
        if not link["SourceTransactionID"].startswith("0000"):
            link |= _link(xero)
    for journal in body.get("ManualJournals", []):
        for line in journal.get("JournalLines", []):
            for tracking in line.get("Tracking", []):
                tracking |= {"Name": "Region", "Option": "North"}


def _put_real_tracking(xero: LedgerClient, transfer: dict[str, Any]) -> None:
    (region,) = xero.all("TrackingCategories")
    for side in ("FromTracking", "ToTracking"):
        for tracking in transfer.get(side, []):
            tracking["TrackingCategoryID"] = region["TrackingCategoryID"]
            tracking["TrackingOptionID"] = region["Options"][0]["TrackingOptionID"]
