"""Reading the access token that a request presents."""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request

from xero_component.sandbox.identity.grants import AccessToken, Grants
from xero_component.sandbox.problems import problem
from xero_component.sandbox.wire import ApiResponse


class UnauthorisedError(Exception):
    """A request without a good access token, and the answer to it."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.answer: ApiResponse = problem(401, "Unauthorized", detail)


def read_bearer(grants: Grants, request: Request, clock: Callable[[], datetime]) -> AccessToken:
    """Look up the bearer token, after the faults that strike it; raises UnauthorisedError."""
    scheme, _, presented = request.headers.get("authorization", "").partition(" ")
    token = grants.access_token(presented.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise UnauthorisedError("AuthenticationUnsuccessful")
    faults = request.scope.get("sandbox.faults", ())
    if "token-expired" in faults:
        grants.expire(token)
    if "revoked" in faults:
        grants.withdraw(token.session.client_id)
    if token.expires <= clock():
        raise UnauthorisedError(f"TokenExpired: token expired at {token.expires:%m/%d/%Y %H:%M:%S}")
    return token
