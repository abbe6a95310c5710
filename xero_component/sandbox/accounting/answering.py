"""Answers that every endpoint gives in the same way: by verb, in JSON, in an envelope."""

from collections.abc import Callable
from typing import TypeAlias

from xero_component.sandbox.accounting.ledger import API_PATH, Ledger
from xero_component.sandbox.accounting.problems import method_not_allowed, not_acceptable
from xero_component.sandbox.accounting.rendering import envelope, render
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse

Answer: TypeAlias = Callable[[], ApiResponse]
BASE_URL = f"https://api.xero.com{API_PATH}"


def base_url(request: ApiRequest) -> str:
    """Return the address that the client called, at which it finds what it stores here."""
    host = request.headers.get("host")
    return f"http://{host}{API_PATH}" if host else BASE_URL


def dispatch(request: ApiRequest, answers: dict[str, Answer], *, json: bool = True) -> ApiResponse:
    """Answer with what the request's verb stands for. Raises RequestRefusedError (405, 406)."""
    answer = answers.get(request.method.upper())
    if answer is None:
        raise method_not_allowed(answers)
    if json and not accepts(request, "json", "*/*", "application/*"):
        raise not_acceptable()
    return answer()


def accepts(request: ApiRequest, *kinds: str) -> bool:
    """Tell whether a client takes one of the media types."""
    accepted = request.headers.get("accept", "").lower()
    return any(kind in accepted for kind in kinds)


def reply(ledger: Ledger, plural: str, records: list[Record]) -> ApiResponse:
    """Answer 200 with records in Xero's envelope."""
    rendered = [render(record, ledger.unit_places) for record in records]
    return ApiResponse(200, envelope(plural, rendered, ledger.now))
