"""The login server: the consent page and the code that follows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from xero_component.sandbox.identity.applications import Application, AppType, Tenant
from xero_component.sandbox.identity.grants import Grants

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Frame-Options": "DENY",
}
_PAGE = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 system-ui, sans-serif; background: #f2f3f4; color: #1d2a3a; margin: 0 }
main { max-width: 26rem; margin: 4rem auto; padding: 2rem; background: #fff; border-radius: 8px }
h1 { font-size: 1.25rem; margin-top: 0 }
label { display: block; padding: .25rem 0 }
li { font-family: ui-monospace, monospace; font-size: .85rem }
button { font: inherit; padding: .5rem 1rem; border-radius: 4px; border: 1px solid #0078c8 }
button[value=allow] { background: #0078c8; color: #fff }
button[value=cancel] { background: #fff; color: #0078c8 }
</style></head><body><main><h1>$title</h1>$content</main></body></html>
""")


class _RefusedError(Exception):
    """A request that is not sent back to the app but shown to the user as an error page."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Ask:
    """What an app asks of the user."""

    app: Application
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str | None
    nonce: str | None

    def answer(self, **parameters: str) -> RedirectResponse:
        if self.state is not None:
            parameters["state"] = self.state
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return RedirectResponse(
            f"{self.redirect_uri}{joint}{urlencode(parameters)}", 302, {"Cache-Control": "no-store"}
        )


class ConsentPage:
    """`/identity/connect/authorize`: asks the user, or takes `sandbox_consent` for an answer.

    `sandbox_consent` is `all`, `deny`, or organisations by name or id with commas between them.
    """

    def __init__(self, grants: Grants) -> None:
        self._grants = grants

    async def show(self, request: Request) -> Response:
        """Answer a GET: the page, or the redirect that `sandbox_consent` asks for."""
        try:
            ask = self._read(request)
            consent = request.query_params.get("sandbox_consent")
            if consent is None:
                return self._form(request, ask)
            if consent == "deny":
                return ask.answer(error="access_denied")
            return self._allow(ask, self._named(consent))
        except _RefusedError as error:
            return _error_page(error)

    async def decide(self, request: Request) -> Response:
        """Answer the page's POST: `decision` allow or cancel, and the `tenant` ids ticked."""
        try:
            ask = self._read(request)
            form = parse_qsl((await request.body()).decode("utf-8", "replace"))
            if ("decision", "cancel") in form:
                return ask.answer(error="access_denied")
            ticked = {value for name, value in form if name == "tenant"}
            tenants = [tenant for tenant in self._grants.tenants if tenant.id in ticked]
            if not tenants or len(tenants) < len(ticked):
                return self._form(request, ask, "Choose at least one organisation.", 400)
            return self._allow(ask, tenants)
        except _RefusedError as error:
            return _error_page(error)

    def _allow(self, ask: _Ask, tenants: Sequence[Tenant]) -> Response:
        code = self._grants.consent(
            ask.app, ask.scopes, tenants, ask.redirect_uri, ask.challenge, ask.nonce
        )
        return ask.answer(code=code, scope=" ".join(ask.scopes))

    def _named(self, consent: str) -> list[Tenant]:
        if consent == "all":
            return self._grants.tenants
        wanted = {name.strip().lower() for name in consent.split(",")}
        found = [t for t in self._grants.tenants if wanted & {t.id.lower(), t.name.lower()}]
        if len(found) != len(wanted):
            names = ", ".join(tenant.name for tenant in self._grants.tenants)
            raise _RefusedError(f"sandbox_consent names no such organisation; there are: {names}")
        return found

    def _read(self, request: Request) -> _Ask:
        query = request.query_params
        app = self._grants.application(query.get("client_id", ""))
        if app is None or app.type is AppType.CUSTOM_CONNECTION:
            raise _RefusedError("unauthorized_client: Unknown client or client not enabled")
        redirect_uri = query.get("redirect_uri", "")
        if not _is_allowed(redirect_uri):
            raise _RefusedError("unauthorized_client: Invalid redirect_uri")
        if query.get("response_type") != "code":
            raise _RefusedError("unsupported_response_type: response_type must be code")
        scopes = tuple(dict.fromkeys(query.get("scope", "").split()))
        if not scopes or not set(scopes) <= app.scopes:
            raise _RefusedError("invalid_scope: Invalid scope for client. Error code: 500", 500)
        challenge = query.get("code_challenge")
        if challenge is None and app.type is AppType.PKCE:
            raise _RefusedError("invalid_request: code challenge required")
        if challenge is not None and (
            query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge)
        ):
            raise _RefusedError("invalid_request: the code challenge must be made with S256")
        return _Ask(app, redirect_uri, scopes, query.get("state"), challenge, query.get("nonce"))

    def _form(
        self, request: Request, ask: _Ask, complaint: str = "", status: int = 200
    ) -> HTMLResponse:
        scopes = "".join(f"<li>{escape(scope)}</li>" for scope in ask.scopes)
        choices = "".join(
            f'<label><input type="checkbox" name="tenant" value="{escape(tenant.id)}"> '
            f"{escape(tenant.name)}</label>"
            for tenant in self._grants.tenants
        )
        action = escape(f"{request.url.path}?{request.url.query}")
        content = (
            f"<p><strong>{escape(ask.app.client_id)}</strong> wants access to:</p><ul>{scopes}</ul>"
            f'<form method="post" action="{action}"><p>{escape(complaint)}</p>{choices}<p>'
            '<button name="decision" value="allow">Allow access</button> '
            '<button name="decision" value="cancel">Cancel</button></p></form>'
        )
        page = _PAGE.substitute(title="Connect to the Xero sandbox", content=content)
        return HTMLResponse(page, status, _HEADERS)


def _is_allowed(redirect_uri: str) -> bool:
    """Check a redirect URI: https anywhere, or http on the name localhost."""
    try:
        parts = urlsplit(redirect_uri)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.fragment or not redirect_uri.isascii() or not redirect_uri.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")


def _error_page(error: _RefusedError) -> HTMLResponse:
    content = f"<p>{escape(str(error))}</p>"
    page = _PAGE.substitute(title="Sorry, something went wrong", content=content)
    return HTMLResponse(page, error.status, _HEADERS)
