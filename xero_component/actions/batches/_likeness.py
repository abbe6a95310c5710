"""How a record that may have been created is recognised among those that Xero has."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


def _always(*_rows: Row) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How records of one kind are told from each other."""

    marks: frozenset[str]
    """Inputs that must agree with the record that an earlier run created from them."""
    group: Callable[[Row], Hashable]
    """What a record that was sent has in common with the one in Xero, for sure."""
    named: Callable[[Row], bool] = _always
    """Whether what was sent has anything by which to look for it."""
    resembles: Callable[[Row, Row], bool] = _always
    """Whether a record of the same group may be the one that was sent."""
    equals: Callable[[Row, Row], bool] = _always
    """Whether one that resembles it is the one that was sent."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What a list needs in order to hold all records."""


def folded(value: Any) -> str:
    """Return a name as Xero compares it: capitals and blanks make no difference."""
    return " ".join(str(value or "").split()).casefold()


def _part(row: Row, name: str) -> Row:
    part = row.get(name)
    return part if isinstance(part, Mapping) else {}


def _agree(sent: Row, row: Row, names: tuple[str, ...]) -> bool:
    return all(sent.get(name) in (None, "", row.get(name)) for name in names)


def _invoice_resembles(sent: Row, row: Row) -> bool:
    name = "InvoiceNumber" if sent.get("InvoiceNumber") else "Reference"
    return folded(sent.get(name)) == folded(row.get(name))


def _invoice_equals(sent: Row, row: Row) -> bool:
    """A number is unique among sales invoices; a bill's, or a reference, may come again."""
    if sent.get("Type") == "ACCREC" and sent.get("InvoiceNumber"):
        return True
    if not _agree(sent, row, ("Date", "DueDate", "CurrencyCode")):
        return False
    lines, saved = sent.get("LineItems") or [], row.get("LineItems") or []
    return len(lines) == len(saved) and all(
        _agree(line, other, ("Description", "Quantity", "UnitAmount", "LineAmount"))
        for line, other in zip(lines, saved, strict=True)
    )


def _payment_equals(sent: Row, row: Row) -> bool:
    account = _part(sent, "Account")
    same_account = _agree(account, _part(row, "Account"), tuple(account))
    return same_account and _agree(sent, row, ("Date", "Reference"))


INVOICES_ALIKE = Likeness(
    marks=frozenset({"invoice_type", "invoice_number", "reference"}),
    group=lambda row: (row.get("Type"), _part(row, "Contact").get("ContactID")),
    named=lambda sent: bool(sent.get("InvoiceNumber") or sent.get("Reference")),
    resembles=_invoice_resembles,
    equals=_invoice_equals,
)
CONTACTS_ALIKE = Likeness(
    marks=frozenset({"name"}),
    group=lambda row: folded(row.get("Name")),
    parameters={"includeArchived": "true"},
)
ITEMS_ALIKE = Likeness(
    marks=frozenset({"item_code"}),
    group=lambda row: folded(row.get("Code")),
)
PAYMENTS_ALIKE = Likeness(
    marks=frozenset({"amount", "reference"}),
    group=lambda row: _part(row, "Invoice").get("InvoiceID"),
    resembles=lambda sent, row: bool(sent.get("Amount") == row.get("Amount")),
    equals=_payment_equals,
)
