"""Reading answers: the envelope, its records, and elements that failed inside a 200."""

from collections.abc import Iterable, Mapping
from typing import Any

from xero_component.api.wire import Reply, decode_json
from xero_component.errors import ElementProblem, ValidationError

IDENTIFIERS = (
    "InvoiceNumber",
    "ContactNumber",
    "Code",
    "Name",
    "InvoiceID",
    "ContactID",
    "ItemID",
    "AccountID",
    "PaymentID",
)


class BrokenReplyError(Exception):
    """A 2xx whose body is not what was asked for: HTML, nothing, half a JSON."""


def read_envelope(reply: Reply) -> dict[str, Any]:
    """Return the JSON object of a reply; raise `BrokenReplyError` where there is none."""
    try:
        envelope = decode_json(reply.content)
    except ValueError:
        what = "nothing" if not reply.content.strip() else (reply.media_type or "no JSON")
        raise BrokenReplyError(
            f"Xero answered {reply.status} with {what} in place of JSON"
        ) from None
    if not isinstance(envelope, dict):
        raise BrokenReplyError(f"Xero answered {reply.status} with JSON that is not an object")
    return envelope


def read_records(envelope: Mapping[str, Any], plural: str) -> list[dict[str, Any]]:
    """Return the records of an envelope; raise `BrokenReplyError` where they are missing."""
    records = envelope.get(plural)
    if not isinstance(records, list) or not all(isinstance(row, dict) for row in records):
        raise BrokenReplyError(f"Xero's answer has no list of {plural}")
    return records


def messages_of(element: Mapping[str, Any], key: str = "ValidationErrors") -> tuple[str, ...]:
    """Return the messages that Xero attached to an element, without repeats."""
    listed = element.get(key)
    if not isinstance(listed, list):
        return ()
    texts = (str(item.get("Message", "")).strip() for item in listed if isinstance(item, dict))
    return tuple(dict.fromkeys(text for text in texts if text))


def failed_elements(elements: Iterable[Any]) -> list[ElementProblem]:
    """Return those elements of a write's reply that Xero did not save."""
    problems = []
    for index, element in enumerate(elements):
        if not isinstance(element, dict):
            continue
        status, messages = element.get("StatusAttributeString"), messages_of(element)
        if status == "ERROR" or (status is None and messages):
            problems.append(ElementProblem(index, messages, identifier_of(element)))
    return problems


def identifier_of(element: Mapping[str, Any]) -> str | None:
    """Return the number, code, name or id by which a person knows an element."""
    for name in IDENTIFIERS:
        value = element.get(name)
        if isinstance(value, str) and value and value != "00000000-0000-0000-0000-000000000000":
            return value
    return None


def raise_for_elements(elements: Iterable[Any], correlation_id: str | None, status: int) -> None:
    """Raise `ValidationError` when a write's reply holds an element that was not saved."""
    problems = failed_elements(elements)
    if problems:
        raise ValidationError(
            refusal(problems), elements=problems, status=status, correlation_id=correlation_id
        )


def refusal(problems: list[ElementProblem]) -> str:
    """Put Xero's messages into one sentence."""
    texts = []
    for problem in problems:
        said = " ".join(_sentence(text) for text in problem.messages) or "No reason was given."
        name = problem.identifier or f"Element {problem.index + 1}"
        texts.append(f"{name}: {said}" if len(problems) > 1 else said)
    return "Xero refused it: " + " ".join(texts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
