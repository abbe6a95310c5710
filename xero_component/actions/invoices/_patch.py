"""Patching an invoice: what to send so that the parts that were given change, and nothing else.

Xero deletes the lines that an update leaves out, so that all of them are sent, or none.
https://developer.xero.com/documentation/api/accounting/invoices#post-invoices
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from xero_component.actions.invoices._status import APPROVED, name_of
from xero_component.catalogue.records import Invoice
from xero_component.core.inputs import shortened
from xero_component.errors import FieldProblem, InputError

Line = Mapping[str, Any]

WORKED_OUT = frozenset({"LineAmount", "TaxAmount", "TaxBreakdown"})
"""What Xero works out for a line, and what is stale once the line's figures change."""
_TAX = frozenset({"TaxAmount", "TaxBreakdown"})
_DESCRIBING = frozenset({"Description", "Tracking"})
"""What can change in a line and leave its figures as they are."""
_READ_ONLY = frozenset({"Item", "RepeatingInvoiceID", "ValidationErrors", "Warnings"})
_REPLACES = {
    "AccountCode": "AccountID",
    "AccountID": "AccountCode",
    "DiscountAmount": "DiscountRate",
    "DiscountRate": "DiscountAmount",
}
"""Of these a line has one: the one that is given takes the place of the other."""
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Patch:
    """What an update changes."""

    body: dict[str, Any]
    """What to send; empty when the invoice is as it should be."""
    is_done: bool
    """Whether the invoice holds everything that was asked for, added lines among it."""


def patch_of(
    invoice: Invoice,
    head: Mapping[str, Any],
    lines: Sequence[Line],
    removed: Collection[str],
    *,
    is_repeat: bool = False,
) -> Patch:
    """Compare an invoice with what was asked for, all of it under Xero's names.

    Raises `InputError` for a line that is not there; one that is to be removed may be gone already
    when the step is repeated.
    """
    present = cast("list[dict[str, Any]]", invoice.get("LineItems") or [])
    known = {str(line.get("LineItemID")).lower(): line for line in present}
    named = {line["LineItemID"]: line for line in lines if line.get("LineItemID")}
    added = [_without(line, {"LineItemID"}) for line in lines if not line.get("LineItemID")]
    _require_known(invoice, known, named, () if is_repeat else removed)
    body = {name: value for name, value in head.items() if not _is_set(invoice, name, value)}
    changed = [key for key, line in named.items() if _differing(known[key], line)]
    gone = known.keys() & set(removed)
    is_done = not (body or changed or gone) and _hold(
        [line for key, line in known.items() if key not in named], added
    )
    if changed or gone or added:
        merged = [
            _merged(line, named.get(key, {}), retaxed="LineAmountTypes" in body)
            for key, line in known.items()
            if key not in gone
        ]
        body["LineItems"] = [*merged, *added]
        if not body["LineItems"]:
            raise InputError(
                f"{name_of(invoice)} would be left without a line, and Xero would keep all of them:"
                " add one, or use Delete Invoice.",
                problems=[FieldProblem("remove_line_item_ids", "must leave a line, or add one")],
            )
    return Patch(body, is_done)


def _require_known(
    invoice: Invoice,
    known: Mapping[str, Line],
    named: Collection[str],
    removed: Collection[str],
) -> None:
    problems = [
        FieldProblem(field, f"{name_of(invoice)} has no line {key}")
        for field, keys in (("line_items", named), ("remove_line_item_ids", removed))
        for key in keys
        if key not in known
    ]
    if not problems:
        return
    listed = "; ".join(
        f"{key} ({shortened(str(line.get('Description') or 'no description'), 40)})"
        for key, line in list(known.items())[:_LISTED]
    )
    more = f"; and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    told = "; ".join(f"{one.field}: {one.message}" for one in problems)
    raise InputError(f"{told}. Its lines are: {listed or 'none'}{more}.", problems=problems)


def _is_set(invoice: Invoice, name: str, value: Any) -> bool:
    present = cast("Mapping[str, Any]", invoice).get(name)
    if name == "Status" and value == "AUTHORISED":
        return present in APPROVED
    if name == "Contact" and isinstance(present, dict):
        return bool(present.get("ContactID") == value.get("ContactID"))
    return is_same(present, value)


def _differing(line: Line, asked: Line) -> set[str]:
    return {
        name
        for name, value in asked.items()
        if name != "LineItemID" and not _is_same_in_line(name, line.get(name), value)
    }


def _merged(line: Line, asked: Line, *, retaxed: bool) -> dict[str, Any]:
    """Return a line as it is sent back: without what is read-only, or stale after a change."""
    kept = _without(line, _READ_ONLY)
    if kept.get("AccountCode"):
        kept.pop("AccountID", None)
    differing = _differing(line, asked)
    stale = WORKED_OUT if differing - _DESCRIBING else frozenset()
    for name in stale | (_TAX if retaxed else frozenset()):
        kept.pop(name, None)
    if not differing:
        return kept
    for name in differing:
        if asked[name] is not None and name in _REPLACES:
            kept.pop(_REPLACES[name], None)
    return {**kept, **asked}


def _without(line: Line, names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in names}


def _hold(lines: Sequence[Line], added: Sequence[Line]) -> bool:
    """Tell whether each added line is there, every one in a line of its own."""
    free = list(lines)
    for asked in added:
        match = next((line for line in free if not _differing(line, asked)), None)
        if match is None:
            return False
        free.remove(match)
    return True


def is_same(present: Any, asked: Any) -> bool:
    """Tell whether Xero's value is the one that was asked for; nothing can be null, or empty."""
    if isinstance(present, bool) or isinstance(asked, bool):
        return present is asked
    if isinstance(present, int | float | Decimal) and isinstance(asked, int | float | Decimal):
        return Decimal(str(present)) == Decimal(str(asked))
    if _is_nothing(present) and _is_nothing(asked):
        return True
    return bool(present == asked)


def _is_same_in_line(name: str, present: Any, asked: Any) -> bool:
    if name == "Tracking":
        return _options(present) == _options(asked)
    return is_same(present, asked)


def _options(tracking: Any) -> set[tuple[str, str]]:
    rows = [row for row in tracking or [] if isinstance(row, Mapping)]
    return {(str(row.get("Name")).casefold(), str(row.get("Option")).casefold()) for row in rows}


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
