"""How answers go out: numbers with all their digits, as the library itself writes them."""

from typing import Any

from starlette.responses import Response

from xero_component.core import Outcome, present
from xero_component.runtimes.http.answers import Answer


def response_of(answer: Answer) -> Response:
    """Return an answer as the web framework sends it."""
    return Response(
        answer.body, answer.status, headers=dict(answer.headers), media_type=answer.media_type
    )


def json_answer(value: Any, status: int = 200) -> Response:
    """Return plain data as JSON, with exact numbers and times in ISO 8601."""
    return response_of(Answer(status, present(Outcome(value))))
