"""What the token endpoint hands out: the access token, id_token and refresh token of a session."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from xero_component.sandbox.identity.grants import Grants, Session
from xero_component.sandbox.identity.signing import at_hash, sign

USER_ID = "5a5d3c0e-7c0b-4c55-9f6e-2f8a0c3b7d11"
_USER = {
    "preferred_username": "alex@sandbox.example",
    "email": "alex@sandbox.example",
    "given_name": "Alex",
    "family_name": "Sandbox",
    "name": "Alex Sandbox",
}


def issue(
    grants: Grants, session: Session, issuer: str, clock: Callable[[], datetime]
) -> dict[str, object]:
    """Issue a set of tokens: refresh token and id_token only where the session's scopes ask."""
    now = clock()
    access = sign(_access_claims(session, issuer, now, grants.lifetimes.access_token))
    grants.keep_access_token(access, session)
    body: dict[str, object] = {
        "access_token": access,
        "expires_in": int(grants.lifetimes.access_token.total_seconds()),
        "token_type": "Bearer",
        "scope": " ".join(sorted(session.scopes)),
    }
    if session.user and "offline_access" in session.scopes:
        body["refresh_token"] = grants.new_refresh_token(session)
    if session.user and "openid" in session.scopes:
        body["id_token"] = sign(
            _identity_claims(session, issuer, now, grants.lifetimes.id_token, access)
        )
    return body


def _times(issuer: str, now: datetime, lifetime: timedelta) -> dict[str, object]:
    start = int(now.timestamp())
    return {"nbf": start, "exp": start + int(lifetime.total_seconds()), "iss": issuer, "iat": start}


def _access_claims(
    session: Session, issuer: str, now: datetime, lifetime: timedelta
) -> dict[str, object]:
    claims: dict[str, object] = {
        **_times(issuer, now, lifetime),
        "aud": f"{issuer}/resources",
        "client_id": session.client_id,
        "jti": uuid4().hex,
        "authentication_event_id": session.event_id,
        "scope": sorted(session.scopes),
    }
    if session.user:
        claims |= {
            "sub": USER_ID.replace("-", ""),
            "auth_time": int(session.since.timestamp()),
            "xero_userid": USER_ID,
            "global_session_id": session.event_id.replace("-", ""),
            "amr": ["pwd"],
        }
    return claims


def _identity_claims(
    session: Session, issuer: str, now: datetime, lifetime: timedelta, access_token: str
) -> dict[str, object]:
    return {
        **_times(issuer, now, lifetime),
        "aud": session.client_id,
        "at_hash": at_hash(access_token),
        "sid": session.event_id.replace("-", ""),
        "sub": USER_ID.replace("-", ""),
        "auth_time": int(session.since.timestamp()),
        "idp": "local",
        "xero_userid": USER_ID,
        "global_session_id": session.event_id.replace("-", ""),
        **_USER,
        "amr": ["pwd"],
        **({"nonce": session.nonce} if session.nonce else {}),
    }
