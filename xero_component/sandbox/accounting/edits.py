"""Edits that somebody else makes while a client reads: by the ledger's own rules where it has some.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Final, TypeAlias

import msgspec

from xero_component.sandbox.accounting.additions import add_record
from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.problems import ElementInvalidError, RequestRefusedError
from xero_component.sandbox.accounting.query import in_default_order
from xero_component.sandbox.accounting.resource import Resource
from xero_component.sandbox.accounting.resources import RESOURCES
from xero_component.sandbox.accounting.silent_edits import edit_silently
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.edits import Edit
from xero_component.sandbox.wire import ApiRequest

UPDATED: Final = "UpdatedDateUTC"
_MILLISECOND = timedelta(milliseconds=1)

Change: TypeAlias = Callable[[Ledger, Resource, Record], object]


def apply_edit(ledger: Ledger, edit: Edit) -> list[str]:
    """Make an edit and return the ids of the records that it struck.

    Raises ValueError, with the ledger's own words, when there is no record that it can strike.
    """
    resource = RESOURCES.get(edit.plural.lower())
    if resource is None:
        raise ValueError(f"The sandbox does not have {edit.plural}")
    if edit.kind == "add":
        return [_added(ledger, resource) for _ in range(edit.wanted or 1)]
    candidates = _candidates(ledger, resource, edit)
    if edit.kind in ("equal-times", "same-second"):
        return _align(ledger, resource, candidates[: edit.wanted], edit.kind)
    return _change(ledger, resource, edit, candidates)


def touch_oldest(ledger: Ledger, resource: Resource) -> None:
    """Move the record that was changed longest ago to the end of its list."""
    if resource.dated != UPDATED:
        return
    table = resource.table(ledger.organisation)
    listed = resource.select(list(table.all()), ApiRequest("GET", (resource.plural,)))
    for oldest in in_default_order(listed, UPDATED, resource.key)[:1]:
        _touch(ledger, resource, oldest)


def _candidates(ledger: Ledger, resource: Resource, edit: Edit) -> list[Record]:
    """List the records that may be struck, in the order in which they are tried."""
    table = resource.table(ledger.organisation)
    if edit.identifier:
        record = resource.lookup(ledger.organisation, edit.identifier)
        if record is None:
            raise ValueError(f"There is no record {edit.identifier} in {resource.plural}")
        return [record]
    if edit.seed is not None:
        shuffled = sorted(table.all(), key=lambda record: str(record[resource.key]))
        Random(edit.seed).shuffle(shuffled)  # noqa: S311 - the same choice again is the point
        return shuffled
    return in_default_order(table.all(), resource.dated or resource.key, resource.key)


def _change(ledger: Ledger, resource: Resource, edit: Edit, candidates: list[Record]) -> list[str]:
    """Try the candidates until enough of them let themselves be edited."""
    changes: dict[str, Change] = {
        "archive": _archive,
        "delete": _delete,
        "silent": partial(edit_silently, field=edit.field),
        "touch": _touch,
        "void": partial(_write, element={"Status": "VOIDED"}),
    }
    struck: list[str] = []
    reasons: list[str] = []
    for record in candidates:
        if len(struck) == edit.wanted:
            break
        try:
            with ledger.savepoint():
                changes[edit.kind](ledger, resource, record)
        except (ElementInvalidError, RequestRefusedError) as error:
            reasons.append(_reason(error))
        else:
            struck.append(record[resource.key])
    if not struck:
        why = next(iter(reasons), "there is no record")
        raise ValueError(f"No record of {resource.plural} takes the edit {edit.kind}: {why}")
    return struck


def _touch(ledger: Ledger, resource: Resource, record: Record) -> None:
    if resource.dated != UPDATED:
        raise ElementInvalidError(f"{resource.plural} do not say when they were changed.")
    ledger.amend(resource.table(ledger.organisation), record, **{UPDATED: ledger.now})
    ledger.report(resource.plural, record[resource.key])


def _align(ledger: Ledger, resource: Resource, records: list[Record], kind: str) -> list[str]:
    """Give records one time of change, or times within the second that runs now."""
    if resource.dated != UPDATED:
        raise ValueError(f"{resource.plural} do not say when they were changed")
    table = resource.table(ledger.organisation)
    earliest = ledger.now.replace(microsecond=0)
    moment = ledger.now
    for record in reversed(records):
        ledger.amend(table, record, **{UPDATED: moment})
        ledger.report(resource.plural, record[resource.key])
        if kind == "same-second":
            moment = max(earliest, moment - _MILLISECOND)
    return [record[resource.key] for record in records]


def _archive(ledger: Ledger, resource: Resource, record: Record) -> None:
    field = "ContactStatus" if resource.plural == "Contacts" else "Status"
    _write(ledger, resource, record, {field: "ARCHIVED"})


def _delete(ledger: Ledger, resource: Resource, record: Record) -> None:
    if resource.delete is not None:
        resource.delete(ledger, record)
    else:
        _write(ledger, resource, record, {"Status": "DELETED"})


def _write(ledger: Ledger, resource: Resource, record: Record, element: Record) -> None:
    if resource.write is None:
        raise ElementInvalidError(f"{resource.plural} can only be read.")
    written = resource.write(ledger, element, Intent.UPSERT, record).record
    if written == record:
        raise ElementInvalidError("It makes no difference to the record.")


def _added(ledger: Ledger, resource: Resource) -> str:
    try:
        return add_record(ledger, resource.plural, RESOURCES)
    except (ElementInvalidError, RequestRefusedError) as error:
        raise ValueError(f"{resource.plural} cannot be added to: {_reason(error)}") from None


def _reason(error: ElementInvalidError | RequestRefusedError) -> str:
    if isinstance(error, ElementInvalidError):
        return "; ".join(error.messages)
    return str(msgspec.json.decode(error.response.body)["Message"])
