"""Who consented: the ID token of a consent, verified with the issuer's published keys.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from xero_component.api.clock import Clock
from xero_component.errors import GiveUpError, UnavailableError

ALGORITHMS = ["RS256"]
LEEWAY_SECONDS = 60
KEPT_SECONDS = 3600.0
"""How long the issuer's keys are used without asking again."""
ASKED_EVERY_SECONDS = 60.0
"""A token under a key that is not known asks for the keys again, no more often than this."""
SUBJECT = "Xero's identity server"


Client = Callable[[], AbstractAsyncContextManager[httpx.AsyncClient]]


class UnverifiedError(Exception):
    """The ID token is missing, forged, for somebody else, or too old; says which check failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInUser:
    """The user of Xero who consented."""

    id: str
    name: str
    """Name and email, as far as the token has them."""


class IdTokens:
    """Verifies ID tokens of one issuer."""

    def __init__(self, client: Client, issuer: str, clock: Clock) -> None:
        self._client = client
        self._issuer = issuer
        self._clock = clock
        self._keys: KeySet | None = None
        self._asked_at = 0.0

    async def prepare(self) -> None:
        """Have the keys; raise `UnavailableError` or `GiveUpError` where they cannot be had."""
        if self._keys is None or self._age() > KEPT_SECONDS:
            await self._ask()

    async def verify(
        self, id_token: str | None, *, client_id: str, nonce: str, access_token: str
    ) -> SignedInUser:
        """Return whose token it is; raise `UnverifiedError` unless every check passes."""
        await self.prepare()
        if id_token is None:
            raise UnverifiedError("there is no ID token")
        try:
            claims = self._read(id_token)
        except InvalidKeyIdError:
            if self._age() < ASKED_EVERY_SECONDS:
                raise UnverifiedError("invalid_key_id") from None
            await self._ask()
            claims = self._read_again(id_token)
        self._check(claims, client_id, nonce)
        _check_party(claims, client_id)
        _check_access_token(claims, access_token)
        return _user(claims)

    def _read(self, id_token: str) -> dict[str, Any]:
        try:
            return jwt.decode(id_token, self._keys or KeySet([]), algorithms=ALGORITHMS).claims
        except InvalidKeyIdError:
            raise
        except JoseError as error:
            raise UnverifiedError(error.error) from None
        except (ValueError, TypeError, RecursionError):
            raise UnverifiedError("it is not a token") from None

    def _read_again(self, id_token: str) -> dict[str, Any]:
        try:
            return self._read(id_token)
        except InvalidKeyIdError as error:
            raise UnverifiedError(error.error) from None

    def _check(self, claims: dict[str, Any], client_id: str, nonce: str) -> None:
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(claims)
        except JoseError as error:
            raise UnverifiedError(error.error) from None

    async def _ask(self) -> None:
        described = await self._get(f"{self._issuer}/.well-known/openid-configuration")
        address = described.get("jwks_uri")
        own = isinstance(address, str) and self._is_own(address)
        if described.get("issuer") != self._issuer or not own:
            raise GiveUpError(f"{SUBJECT} does not describe itself as it should.")
        try:
            self._keys = KeySet.import_key_set({"keys": (await self._get(str(address)))["keys"]})
        except (JoseError, KeyError, TypeError, ValueError, AttributeError):
            raise GiveUpError(f"{SUBJECT} publishes no keys that can be used.") from None
        self._asked_at = self._clock.monotonic()

    async def _get(self, address: str) -> dict[str, Any]:
        try:
            async with self._client() as http:
                reply = await http.get(address, follow_redirects=False)
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise UnavailableError(f"{SUBJECT} could not be reached: {kind}.") from None
        if reply.status_code >= 500:
            raise UnavailableError(f"{SUBJECT} answered {reply.status_code}.")
        try:
            body = reply.json() if reply.status_code == httpx.codes.OK else None
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise GiveUpError(f"{SUBJECT} answered what it should not.", status=reply.status_code)
        return body

    def _is_own(self, address: str) -> bool:
        """Tell whether an address is at the issuer's own host: nobody else says what is genuine."""
        own, named = urlsplit(self._issuer), urlsplit(address)
        return (own.scheme, own.netloc) == (named.scheme, named.netloc)

    def _age(self) -> float:
        return self._clock.monotonic() - self._asked_at


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several and party is None) or (party is not None and party != client_id):
        raise UnverifiedError("azp")


def _check_access_token(claims: dict[str, Any], access_token: str) -> None:
    given = claims.get("at_hash")
    if given is None:
        return
    left = sha256(access_token.encode()).digest()[:16]
    expected = urlsafe_b64encode(left).rstrip(b"=")
    if not isinstance(given, str) or not compare_digest(given.encode(), expected):
        raise UnverifiedError("at_hash")


def _user(claims: dict[str, Any]) -> SignedInUser:
    def text(name: str) -> str:
        value = claims.get(name)
        return value.strip() if isinstance(value, str) else ""

    full = " ".join(part for part in (text("given_name"), text("family_name")) if part)
    name, email = text("name") or full, text("email") or text("preferred_username")
    shown = f"{name} ({email})" if name and email else name or email
    return SignedInUser(id=text("xero_userid") or text("sub"), name=shown or "a user of Xero")
