"""Replies that carry no record: Xero's problem bodies, and the pages of what stands before it."""

from uuid import uuid4

import msgspec
from starlette.responses import Response

from xero_component.sandbox.wire import ApiResponse

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

SERVER_ERROR = "An error occurred"
HTML_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def problem(status: int, title: str, detail: str) -> ApiResponse:
    """Describe what went wrong in the shape of Xero's gateway."""
    body: dict[str, object] = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid4()),
        "Extensions": {},
    }
    return ApiResponse(status, msgspec.json.encode(body), JSON)


def page(status: int, heading: str) -> ApiResponse:
    """Answer with a small HTML page, as a proxy does."""
    return ApiResponse(status, HTML_PAGE.format(heading).encode(), HTML)


def text(status: int, words: str) -> ApiResponse:
    """Answer in plain text."""
    return ApiResponse(status, words.encode(), TEXT)


FAULT_PAGES = {
    "500": problem(500, SERVER_ERROR, "An error occurred in Xero. Check the API Status page"),
    "500-html": page(500, "Internal Server Error"),
    "502": page(502, "502 Bad Gateway"),
    "503-text": text(503, "The Xero API is temporarily offline for maintenance"),
    "504": page(504, "504 Gateway Time-out"),
    "html-200": page(200, "Sign in to the network"),
}
"""What the faults of these kinds answer with."""


def respond(answer: ApiResponse) -> Response:
    """Make an HTTP response of an answer."""
    empty = answer.status == 204
    return Response(
        None if empty else answer.body,
        status_code=answer.status,
        headers=dict(answer.headers),
        media_type=None if empty else answer.media_type,
    )
