"""What stands before every route: no page of another site may make a browser call this server.

A browser reaches servers on the person's own machine. So a request under a name that is not the
server's (DNS rebinding) and one that another site's page has started (CSRF) are refused; the
routes refuse bodies that are not JSON, which a plain form cannot send. There is no CORS.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xero_component.core.inputs import shortened
from xero_component.runtimes.http.problems import ProblemError, answer_of
from xero_component.runtimes.http.replies import response_of
from xero_component.runtimes.settings import is_loopback

SIGNED = "/webhooks/xero"
"""Guards itself: deliveries are signed, and may come through a tunnel under any name."""
CONSENT = "/connect/"
"""Pages to which Xero's own page sends the browser back."""
_OWN_SITE = frozenset({"none", "same-origin"})


class Guard:
    """Refuses requests that a page of another site has made a browser send.

    With `names`, only these and those of this machine are the server's own; None accepts any name,
    for a server that nobody can use without a key.
    """

    def __init__(self, app: ASGIApp, *, names: Collection[str] | None) -> None:
        self._app = app
        self._names = None if names is None else frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        careful = _Careful(send)
        if scope["path"] != SIGNED:
            problem = self._problem(scope)
            if problem is not None:
                await response_of(answer_of(problem))(scope, receive, careful)
                return
        await self._app(scope, receive, careful)

    def _problem(self, scope: Scope) -> ProblemError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_own(host):
            return ProblemError(
                421,
                "host",
                "The server does not go by this name",
                f"The Host is {shortened(host)!r}.",
                advice="Use the server's own address, or name this one in the setting"
                " allowed_hosts.",
            )
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return ProblemError(
                400, "nul", "The address cannot be used", "The address holds a NUL character."
            )
        origin = headers.get("origin")
        nameless = origin == "null" and _is_consent(scope)
        if origin is not None and not nameless and _authority(origin) != host.lower():
            return _foreign(f"The request comes from a page of {shortened(origin)!r}.")
        if self._names is not None and not _may_navigate(scope):
            site = headers.get("sec-fetch-site", "none")
            if site not in _OWN_SITE:
                return _foreign("The request comes from a page of another site.")
        return None

    def _is_own(self, host: str) -> bool:
        if self._names is None:
            return True
        name = _hostname(host)
        return name is not None and (name in self._names or is_loopback(name))


class _Careful:
    """Adds the headers that every answer has."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)


def _foreign(detail: str) -> ProblemError:
    return ProblemError(
        403,
        "origin",
        "Another site's page may not call this server",
        detail,
        advice="Call it from a program.",
    )


def _may_navigate(scope: Scope) -> bool:
    return scope["method"] == "GET" and _is_consent(scope)


def _is_consent(scope: Scope) -> bool:
    """Tell whether a page of the consent is meant.

    These send no Referer, for which browsers call the origin of their forms `null`. They check
    themselves where a form comes from, and each form carries a token.
    """
    return str(scope["path"]).startswith(CONSENT)


def _hostname(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname if not parts.path and "@" not in parts.netloc else None
    except ValueError:
        return None


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
