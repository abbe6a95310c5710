"""Which record a file hangs on, and what it may be called."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from xero_component.catalogue.inputs import Guid

ObjectType = Annotated[
    Literal[
        "Accounts",
        "BankTransactions",
        "BankTransfers",
        "Contacts",
        "CreditNotes",
        "Invoices",
        "ManualJournals",
        "PurchaseOrders",
        "Quotes",
        "Receipts",
        "RepeatingInvoices",
    ],
    Field(examples=["Invoices"]),
]
ObjectId = Annotated[Guid, Field(title="Object ID")]

_FORBIDDEN = re.compile(r'[<>:"/\\|?*+\x00-\x1f\x7f]')


def _file_name(name: str) -> str:
    if not name.strip(" ."):
        raise ValueError("must be a file name such as receipt.pdf")
    found = sorted(set(_FORBIDDEN.findall(name)))
    if found:
        shown = " ".join(repr(char)[1:-1] for char in found)
        raise ValueError(f'holds {shown}, which Xero forbids; it also forbids < > : " / \\ | ? * +')
    return name


FileName = Annotated[
    str, AfterValidator(_file_name), Field(max_length=255, examples=["receipt.pdf"])
]
