"""The ways in which the Accounting API says no, in Xero's shapes.

https://developer.xero.com/documentation/api/accounting/responsecodes
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xero_component.sandbox.accounting.rendering import encode
from xero_component.sandbox.wire import ApiResponse

NOT_FOUND_TEXT = b"The resource you're looking for cannot be found"
UNKNOWN_DOCUMENT = "The document with the supplied id was not found for this endpoint."


class RequestRefusedError(Exception):
    """The whole request is refused; nothing of it is saved."""

    def __init__(self, response: ApiResponse) -> None:
        super().__init__(f"{response.status}: {response.body[:200]!r}")
        self.response = response


class ElementInvalidError(Exception):
    """One element of a body breaks rules of the ledger, said in one or more messages."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class Findings:
    """Collects what is wrong with one element, to be said all at once."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, *messages: str) -> None:
        """Note faults, each once."""
        self.messages += [message for message in messages if message not in self.messages]

    def settle(self) -> None:
        """Raise ElementInvalidError if anything was noted."""
        if self.messages:
            raise ElementInvalidError(*self.messages)


def not_found() -> RequestRefusedError:
    """Refuse an unknown path or an unknown id, in plain text as Xero does."""
    return RequestRefusedError(ApiResponse(404, NOT_FOUND_TEXT, "text/html; charset=utf-8"))


def method_not_allowed(allowed: Iterable[str]) -> RequestRefusedError:
    """Refuse a verb that the path does not have."""
    return RequestRefusedError(
        ApiResponse(
            405,
            b"The requested resource does not support this http method",
            "text/plain; charset=utf-8",
            {"Allow": ", ".join(sorted(allowed))},
        )
    )


def not_acceptable() -> RequestRefusedError:
    """Refuse a client that does not accept JSON: Xero would answer it in XML."""
    return RequestRefusedError(
        ApiResponse(
            406,
            b"This sandbox answers in JSON only: send 'Accept: application/json'",
            "text/plain; charset=utf-8",
        )
    )


def _error(number: int, kind: str, message: str, **more: Any) -> RequestRefusedError:
    body = {"ErrorNumber": number, "Type": kind, "Message": message, **more}
    return RequestRefusedError(ApiResponse(400, encode(body)))


def post_data_invalid(message: str) -> RequestRefusedError:
    """Refuse a body that cannot be read: broken JSON, a wrong type, an unknown enum value."""
    return _error(14, "PostDataInvalidException", message)


def query_invalid(message: str) -> RequestRefusedError:
    """Refuse a where clause, an order or a page that cannot be read."""
    return _error(16, "QueryParseException", message)


def validation_failed(elements: Sequence[Mapping[str, Any]]) -> RequestRefusedError:
    """Refuse a request because of what its elements say; each carries its ValidationErrors."""
    return _error(
        10, "ValidationException", "A validation exception occurred", Elements=list(elements)
    )


def refused_with(*messages: str) -> RequestRefusedError:
    """Refuse a request that has no elements of its own (an email, an attachment)."""
    return validation_failed([{"ValidationErrors": validation_errors(messages)}])


def validation_errors(messages: Iterable[str]) -> list[dict[str, str]]:
    """Put messages into Xero's shape."""
    return [{"Message": message} for message in messages]
