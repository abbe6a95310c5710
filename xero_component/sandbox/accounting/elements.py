"""Apply the elements of a body one by one, and say which of them failed.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#summarizeerrors
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from xero_component.sandbox.accounting.fields import EMPTY_GUID
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import (
    ElementInvalidError,
    validation_errors,
    validation_failed,
)
from xero_component.sandbox.accounting.rendering import render
from xero_component.sandbox.accounting.tables import Record


class Intent(Enum):
    """What a write may do with an element that is, or is not, in the ledger already."""

    CREATE = "PUT"
    UPSERT = "POST"


@dataclass(frozen=True, slots=True)
class Written:
    """A record as it stands after a write, and what Xero would warn of."""

    record: Record
    warnings: Sequence[str] = ()


def failed(element: Element, key: str | None, messages: Sequence[str]) -> dict[str, Any]:
    """Echo a refused element with its validation errors, and an empty id where it has none."""
    identity = {} if key is None else {key: element.get(key) or EMPTY_GUID}
    return {**element, **identity, "ValidationErrors": validation_errors(messages)}


def apply_elements(
    ledger: Ledger,
    elements: Sequence[Element],
    *,
    key: str | None,
    write: Callable[[Element], Written],
    view: Callable[[Record], Record],
    summarise: bool,
) -> list[dict[str, Any]]:
    """Write the elements in their order and return them rendered.

    With `summarise`, any failure refuses the request (RequestRefusedError, number 10). Without
    it the good ones stay and each carries a status.
    """
    outcomes: list[Written | dict[str, Any]] = []
    for element in elements:
        try:
            with ledger.savepoint():
                outcomes.append(write(element))
        except ElementInvalidError as error:
            outcomes.append(failed(element, key, error.messages))
    failures = [outcome for outcome in outcomes if isinstance(outcome, dict)]
    if summarise and failures:
        raise validation_failed(failures)
    rendered = []
    for outcome in outcomes:
        if isinstance(outcome, dict):
            rendered.append({**outcome, "StatusAttributeString": "ERROR"})
            continue
        body = render(view(outcome.record), ledger.unit_places)
        if outcome.warnings:
            body["Warnings"] = validation_errors(outcome.warnings)
        if not summarise:
            body["StatusAttributeString"] = "WARNING" if outcome.warnings else "OK"
        rendered.append(body)
    return rendered
