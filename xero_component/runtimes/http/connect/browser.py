"""What is known of the browser: the secret in its cookie, and where a form was sent from."""

import re
from collections.abc import Mapping
from secrets import token_urlsafe
from urllib.parse import parse_qs

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from xero_component.runtimes.http.connect import refusals
from xero_component.runtimes.http.connect.settings import ConnectSettings
from xero_component.runtimes.http.connect.steps import LIFE

LARGEST_FORM = 256 * 1024
FORM_SECONDS = 30.0

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie_name(settings: ConnectSettings) -> str:
    """Return the cookie's name; with https one that no other host or path can have set."""
    return "__Host-xero_connect" if settings.secure else "xero_connect"


def known_browser(request: Request, settings: ConnectSettings) -> str | None:
    """Return the secret that tells this browser from every other, or None for a new one."""
    secret = request.cookies.get(cookie_name(settings), "")
    return secret if _SECRET.fullmatch(secret) else None


def any_browser(request: Request, settings: ConnectSettings) -> str:
    """Return the browser's secret, or a new one for it to remember."""
    return known_browser(request, settings) or token_urlsafe(32)


def remember(response: Response, secret: str, settings: ConnectSettings) -> None:
    """Have the browser keep its secret for as long as a consent may take."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",  # Xero's page leads back here, which "strict" would keep the cookie from
    )


def check_host(request: Request, settings: ConnectSettings, start: str) -> None:
    """Where no link is needed, refuse names that are not the server's own (DNS rebinding).

    Behind a proxy the Host may be any, and nothing here depends on it.
    """
    if not settings.needs_link and request.headers.get("host", "").lower() != settings.host:
        raise refusals.other_host(start)


def check_form(request: Request, settings: ConnectSettings) -> None:
    """Refuse a form that another site's page has sent.

    As our pages send no Referer, browsers call the origin of their forms `null`, so that this one
    says nothing. A browser that says nothing at all is left to the form's one-time token.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in {None, "same-origin"} or origin not in {None, "null", settings.origin}:
        raise refusals.other_site()


def came_by_itself(request: Request) -> bool:
    """Tell whether the person, or a page of this machine, opened the address; no foreign page."""
    return request.headers.get("sec-fetch-site") in {None, "none", "same-origin"}


async def read_form(request: Request) -> Mapping[str, list[str]]:
    """Return the fields of a form; raise `RefusedError` for what is none, or comes too slowly."""
    body = bytearray()
    try:
        with anyio.fail_after(FORM_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST_FORM:
                    raise refusals.bad_form()
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=5000)
    except (TimeoutError, ClientDisconnect, ValueError):
        raise refusals.bad_form() from None


def single(fields: Mapping[str, list[str]], name: str) -> str:
    """Return the value of a field that is there once, else an empty text."""
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else ""
