"""A short fingerprint of what a record says, to tell whether it is the same as before."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec

SIZE = 8
"""Bytes of a fingerprint: two versions of a record look the same once in 10^19 comparisons."""

_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")
_COPIES = {
    "Account": "AccountID",
    "BankAccount": "AccountID",
    "BatchPayment": "BatchPaymentID",
    "BrandingTheme": "BrandingThemeID",
    "Contact": "ContactID",
    "CreditNote": "CreditNoteID",
    "FromBankAccount": "AccountID",
    "Invoice": "InvoiceID",
    "Item": "ItemID",
    "Overpayment": "OverpaymentID",
    "Prepayment": "PrepaymentID",
    "ToBankAccount": "AccountID",
}
"""Other records that a record carries a copy of; only which one it is belongs to it."""
_COMPUTED = frozenset({"Balances", "HasErrors", "HasValidationErrors", "StatusAttributeString"})
"""What Xero works out from other records, or says of the reply only."""


def fingerprint(record: Mapping[str, Any]) -> bytes:
    """Return the fingerprint of a record as a list shows it.

    Equal amounts count as equal, however many zeros they end with. Copies of other records inside
    it do not count, nor do balances: they change without it.
    """
    return blake2b(_encoder.encode(_own(record)), digest_size=SIZE).digest()


def _own(value: Any) -> Any:
    kind = value.__class__
    if kind is dict:
        return {name: _field(name, inner) for name, inner in value.items() if name not in _COMPUTED}
    if kind is list:
        return [_own(inner) for inner in value]
    if kind is Decimal or kind is int:
        return Decimal(value).normalize() + 0
    return value


def _field(name: str, value: Any) -> Any:
    identifier = _COPIES.get(name)
    if identifier is None or value.__class__ is not dict or identifier not in value:
        return _own(value)
    return value[identifier]
