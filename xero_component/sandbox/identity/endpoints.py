"""The identity server's other endpoints: tokens, revocation, discovery and connections."""

import binascii
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from xero_component.sandbox.identity.applications import Application, AppType
from xero_component.sandbox.identity.bearer import UnauthorisedError, read_bearer
from xero_component.sandbox.identity.consent import ConsentPage
from xero_component.sandbox.identity.grants import GrantError, Grants, Session
from xero_component.sandbox.identity.signing import key_set
from xero_component.sandbox.identity.tokens import issue
from xero_component.sandbox.problems import respond

_AUTHORIZE = "/identity/connect/authorize"
_TOKEN = "/connect/token"  # noqa: S105 - a path
_REVOCATION = "/connect/revocation"
_KEYS = "/.well-known/openid-configuration/jwks"


class IdentityServer:
    """The paths of login.xero.com and identity.xero.com, and api.xero.com/connections."""

    def __init__(self, grants: Grants, clock: Callable[[], datetime]) -> None:
        self._grants = grants
        self._clock = clock

    def routes(self) -> list[Route]:
        """List the endpoints with their paths."""
        page = ConsentPage(self._grants)
        routes = [
            Route(_AUTHORIZE, page.show, methods=["GET"]),
            Route(_AUTHORIZE, page.decide, methods=["POST"]),
            Route(_TOKEN, self.token, methods=["POST"]),
            Route(_REVOCATION, self.revocation, methods=["POST"]),
            Route("/.well-known/openid-configuration", self.discovery, methods=["GET"]),
            Route(_KEYS, self.keys, methods=["GET"]),
        ]
        for path in ("/connections", "/Connections"):
            routes += [
                Route(path, self.connections, methods=["GET"]),
                Route(path + "/{id}", self.disconnect, methods=["DELETE"]),
            ]
        return routes

    async def token(self, request: Request) -> Response:
        """Exchange a code, a refresh token or the app's own credentials for tokens."""
        try:
            form, app = await self._authenticated_form(request)
            if "revoked" in request.scope.get("sandbox.faults", ()):
                self._grants.withdraw(app.client_id)
            session = self._session(form, app)
        except GrantError as error:
            return JSONResponse({"error": error.error}, 400, {"Cache-Control": "no-store"})
        body = issue(self._grants, session, _issuer(request), self._clock)
        return JSONResponse(body, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _session(self, form: dict[str, str], app: Application) -> Session:
        grant_type = form.get("grant_type")
        if grant_type not in ("authorization_code", "refresh_token", "client_credentials"):
            raise GrantError("unsupported_grant_type" if grant_type else "invalid_request")
        if grant_type == "client_credentials":
            return self._grants.client_credentials(app, form.get("scope", "").split())
        if app.type is AppType.CUSTOM_CONNECTION:
            raise GrantError("unauthorized_client")
        if grant_type == "refresh_token":
            return self._grants.refresh(app, form.get("refresh_token", ""))
        return self._grants.exchange(
            app, form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier")
        )

    async def revocation(self, request: Request) -> Response:
        """Withdraw the user's consent: every connection and refresh token of the app goes."""
        try:
            form, app = await self._authenticated_form(request)
        except GrantError as error:
            return JSONResponse({"error": error.error}, 400)
        if "token" not in form:
            return JSONResponse({"error": "invalid_request"}, 400)
        self._grants.revoke(app, form["token"])
        return Response(status_code=200)

    async def discovery(self, request: Request) -> Response:
        """Describe the identity server, as OpenID Connect Discovery has it."""
        issuer = _issuer(request)
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": issuer + _AUTHORIZE,
                "token_endpoint": issuer + _TOKEN,
                "revocation_endpoint": issuer + _REVOCATION,
                "jwks_uri": issuer + _KEYS,
                "response_types_supported": ["code"],
                "grant_types_supported": [
                    "authorization_code",
                    "client_credentials",
                    "refresh_token",
                ],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "id_token_signing_alg_values_supported": ["RS256"],
                "subject_types_supported": ["public"],
            }
        )

    async def keys(self, _request: Request) -> Response:
        """Publish the key that checks the tokens' signatures."""
        return JSONResponse(key_set())

    async def connections(self, request: Request) -> Response:
        """List the tenants that the token's app is connected to."""
        try:
            session = read_bearer(self._grants, request, self._clock).session
        except UnauthorisedError as error:
            return respond(error.answer)
        wanted = request.query_params.get("authEventId")
        found = self._grants.connections.of(session.client_id)
        body = [
            connection.body()
            for connection in found
            if wanted is None or connection.event_id == wanted.lower()
        ]
        return Response(msgspec.json.encode(body), media_type="application/json; charset=utf-8")

    async def disconnect(self, request: Request) -> Response:
        """End one connection, by its own id."""
        try:
            session = read_bearer(self._grants, request, self._clock).session
        except UnauthorisedError as error:
            return respond(error.answer)
        gone = self._grants.connections.remove(session.client_id, request.path_params["id"])
        return Response(status_code=204 if gone else 404)

    async def _authenticated_form(self, request: Request) -> tuple[dict[str, str], Application]:
        """Read the form and the app that sends it, from Basic authentication or from the form."""
        form = dict(
            parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
        )
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
        if scheme.lower() == "basic":
            try:
                client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise GrantError("invalid_client") from None
        app = self._grants.application(client_id)
        if app is None or not app.knows(secret or None):
            raise GrantError("invalid_client")
        return form, app


def _issuer(request: Request) -> str:
    return str(request.base_url).rstrip("/")
